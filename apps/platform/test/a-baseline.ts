import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PlatformConfig, renderPlatform } from '@plinth/template/config';
import { aFolder, aPlatform } from './world';

/** Writes files, given by their paths. */
export function write(folder: string, files: Record<string, string | object>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

/** A Kubernetes object nothing is wrong with. */
export function aManifest(name: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: services\n`;
}

/** A pod that would run whatever `latest` is by then. */
export const LATEST = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: orders\n  namespace: services\nspec:\n  containers:\n    - name: orders\n      image: orders:latest\n';

/** An API version that is going out of use, and no more. */
export const ENDPOINTS = 'apiVersion: v1\nkind: Endpoints\nmetadata:\n  name: orders\n  namespace: services\n';

/** A volume that is not encrypted, as agreed for a while. */
export const EXCEPTED = `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: scratch
  annotations:
    plinth/allow: |
      storage/encrypted until 2027-01-31: holds only what is public already
provisioner: ebs.csi.aws.com
`;

/** A job on Fargate, which reserves 256 MB beside what it asks for. */
export const JOB = `apiVersion: batch/v1
kind: Job
metadata: { name: report, namespace: jobs }
spec:
  ttlSecondsAfterFinished: 60
  template:
    spec:
      restartPolicy: Never
      automountServiceAccountToken: false
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: report
          image: 111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/acme/report@sha256:${'a1b2c3d4'.repeat(8)}
          resources: { requests: { cpu: 250m, memory: 512Mi }, limits: { cpu: 250m, memory: 512Mi } }
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
`;

/** A node group that EKS would refuse. */
export const MIN_ABOVE_MAX = { Type: 'AWS::EKS::Nodegroup', Properties: { ScalingConfig: { MinSize: 3, MaxSize: 2 } } };

/** One stack of a synthesised assembly. */
function aStack(name: string, environment: string | undefined, resources: Record<string, object>): Record<string, object> {
  return {
    [`${name}.template.json`]: { Resources: resources },
    [name]: {
      type: 'aws:cloudformation:stack', displayName: name,
      properties: { templateFile: `${name}.template.json`, tags: environment && { 'plinth:environment': environment } },
    },
  };
}

/** Both judges ran and had nothing to say. */
export const CLEAN = [{ pluginName: 'AwsSolutions', violations: [] }, { pluginName: 'CloudFormation Validate', violations: [] }];

/** What the targets of a small platform leave behind: a queue in each environment, and a registry. */
export function aSynthesisedRepository(platform: PlatformConfig = aPlatform()): string {
  const folder = aFolder();
  const queue = { Queue: { Type: 'AWS::SQS::Queue' } };
  const stacks = [
    ...platform.environments.map(({ name }) => aStack(`acme-${name}-Network`, name, queue)),
    aStack('acme-Registry', undefined, { Repository: { Type: 'AWS::ECR::Repository', Properties: { ImageTagMutability: 'IMMUTABLE' } }, Key: { Type: 'AWS::KMS::Key' } }),
  ].flatMap((stack) => Object.entries(stack));
  const isTemplate = ([name]: [string, object]) => name.endsWith('.json');
  const manifests = platform.environments.flatMap(({ name }) => [
    [`apps/platform/out/manifests/${name}/platform.yaml`, aManifest('platform')],
    [`apps/platform/out/bootstrap/${name}/bootstrap.yaml`, aManifest('bootstrap')],
    ...platform.services.map((service) => [`apps/${service.name}/out/manifests/${name}/${service.name}.yaml`, aManifest(service.name)]),
  ]);
  write(folder, {
    'platform.json': renderPlatform(platform),
    'apps/platform/out/cdk.out/manifest.json': { artifacts: Object.fromEntries(stacks.filter((entry) => !isTemplate(entry))) },
    'apps/platform/out/cdk.out/validation-report.json': { pluginReports: CLEAN },
    ...Object.fromEntries(stacks.filter(isTemplate).map(([name, template]) => [`apps/platform/out/cdk.out/${name}`, template])),
    ...Object.fromEntries(manifests),
  });
  return folder;
}
