import * as ecr from 'aws-cdk-lib/aws-ecr';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { deliveryNames } from './delivery-names';
import { lifecyclePolicy } from './image-lifecycle';
import type { StepRole } from './step-role';

export interface BaseImageCacheProps {
  /** Platform name. */
  readonly platform: string;
  /** Encrypts the images. */
  readonly key: kms.IKey;
  /** Creates repositories. */
  readonly creationRole: StepRole;
  /** Secret with credentials of Docker Hub, as its ARN. @default - ECR Public alone */
  readonly dockerHubCredentials?: string;
}

/** First parts of the repositories the cache fills. */
export function baseImageRepositories(platform: string): string[] {
  return [deliveryNames.ecrPublicImages(platform), deliveryNames.dockerHubImages(platform)];
}

/**
 * Public base images through this registry: `<registry>/<platform>-ecr/<repository>` is ECR Public, `<platform>-hub/…` Docker
 * Hub. A build then needs no internet for them and meets no limit of strangers. Tags cannot move, so what a tag meant at its
 * first pull it means until the image expires here.
 */
export class BaseImageCache extends Construct {
  constructor(scope: Construct, id: string, props: BaseImageCacheProps) {
    super(scope, id);
    const { platform, dockerHubCredentials: credentialArn } = props;
    if (credentialArn !== undefined && !credentialArn.includes(':secret:ecr-pullthroughcache/')) {
      throw new Error(`dockerHubCredentials is no secret ECR reads, got "${credentialArn}"; name the secret 'ecr-pullthroughcache/…' and give its ARN`);
    }
    this.add('EcrPublic', deliveryNames.ecrPublicImages(platform), { upstreamRegistry: 'ecr-public', upstreamRegistryUrl: 'public.ecr.aws' }, props);
    if (credentialArn) {
      this.add('DockerHub', deliveryNames.dockerHubImages(platform), { upstreamRegistry: 'docker-hub', upstreamRegistryUrl: 'registry-1.docker.io', credentialArn }, props);
    }
  }

  private add(id: string, prefix: string, upstream: ecr.CfnPullThroughCacheRuleProps, { key, creationRole }: BaseImageCacheProps): void {
    const template = new ecr.CfnRepositoryCreationTemplate(this, `${id}Template`, {
      prefix,
      description: `Base images from ${upstream.upstreamRegistryUrl}`,
      appliedFor: ['PULL_THROUGH_CACHE'],
      customRoleArn: creationRole.roleArn,
      imageTagMutability: 'IMMUTABLE',
      encryptionConfiguration: { encryptionType: 'KMS', kmsKey: key.keyArn },
      lifecyclePolicy: lifecyclePolicy('baseImages'),
    });
    new ecr.CfnPullThroughCacheRule(this, id, { ecrRepositoryPrefix: prefix, ...upstream }).addResourceDependency(template);
  }
}
