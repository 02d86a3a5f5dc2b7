import { App, Stack } from 'aws-cdk-lib/core';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Registry, type RegistryProps } from '../src';
import { anywhere, PRODUCTION, templatesOf, twoAccounts } from './world';

const SECRET = 'arn:aws:secretsmanager:eu-central-1:111111111111:secret:ecr-pullthroughcache/hub-AbCdEf';

function aRegistry(props: Partial<RegistryProps> = {}): Template {
  const stack = new Stack(new App(), 'Stack');
  new Registry(stack, 'Registry', { platform: 'acme', ...props });
  return Template.fromStack(stack);
}

describe('the registry', () => {
  const template = templatesOf(twoAccounts)['acme-Registry'];
  const ofServices = () => Object.values(template.findResources('AWS::ECR::RepositoryCreationTemplate', { Properties: { Prefix: 'acme' } }))[0].Properties;

  it('has one template for all services, applied on first push', () => {
    template.resourceCountIs('AWS::ECR::Repository', 0);
    template.hasResourceProperties('AWS::ECR::RepositoryCreationTemplate', { Prefix: 'acme', AppliedFor: ['CREATE_ON_PUSH'] });
  });

  it('makes repositories with immutable tags and a key, those of base images too', () => {
    const templates = Object.values(template.findResources('AWS::ECR::RepositoryCreationTemplate')).map(({ Properties }) => Properties);
    expect(templates).toHaveLength(2);
    for (const { ImageTagMutability, EncryptionConfiguration, CustomRoleArn } of templates) {
      expect([ImageTagMutability, EncryptionConfiguration.EncryptionType]).toEqual(['IMMUTABLE', 'KMS']);
      expect(CustomRoleArn).toBeDefined();
    }
  });

  it('expires nothing that has a tag: an image a release names has one and never loses it', () => {
    const { rules } = JSON.parse(ofServices().LifecyclePolicy);
    expect(rules).toEqual([expect.objectContaining({ selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 }, action: { type: 'expire' } })]);
  });

  it.each([[undefined, 'BASIC'], ['enhanced', 'ENHANCED']] as const)('scans what is pushed, as asked: %s', (scanning, ScanType) => {
    aRegistry({ scanning }).hasResourceProperties('AWS::ECR::RegistryScanningConfiguration', {
      ScanType, Rules: [{ ScanFrequency: 'SCAN_ON_PUSH', RepositoryFilters: [{ Filter: 'acme/*', FilterType: 'WILDCARD' }] }],
    });
  });

  it('lets the environments of other accounts pull, and only pull', () => {
    const policy = JSON.stringify(ofServices().RepositoryPolicy);
    expect(policy).toContain(`:iam::${PRODUCTION}:root`);
    expect(policy).not.toContain('PutImage');
  });

  it('has no repository policy when nobody else pulls', () => {
    templatesOf(anywhere)['acme-Registry'].hasResourceProperties('AWS::ECR::RepositoryCreationTemplate', { Prefix: 'acme', RepositoryPolicy: Match.absent() });
  });

  it('hands on public base images of ECR Public, and of Docker Hub with credentials', () => {
    template.resourceCountIs('AWS::ECR::PullThroughCacheRule', 1);
    template.hasResourceProperties('AWS::ECR::PullThroughCacheRule', { EcrRepositoryPrefix: 'acme-ecr', UpstreamRegistryUrl: 'public.ecr.aws', CredentialArn: Match.absent() });
    const withHub = aRegistry({ dockerHubCredentials: SECRET });
    withHub.hasResourceProperties('AWS::ECR::PullThroughCacheRule', { EcrRepositoryPrefix: 'acme-hub', UpstreamRegistryUrl: 'registry-1.docker.io', CredentialArn: SECRET });
    withHub.hasResourceProperties('AWS::ECR::RepositoryCreationTemplate', { Prefix: 'acme-hub', AppliedFor: ['PULL_THROUGH_CACHE'] });
  });

  it('keeps within the 30 characters of a cache\'s prefix, for the longest platform name', () => {
    const rules = Object.values(aRegistry({ platform: 'a'.repeat(24), dockerHubCredentials: SECRET }).findResources('AWS::ECR::PullThroughCacheRule'));
    expect(rules.map(({ Properties }) => Properties.EcrRepositoryPrefix.length)).toEqual([28, 28]);
  });

  it('fails when the secret of Docker Hub is none ECR reads', () => {
    expect(() => aRegistry({ dockerHubCredentials: 'arn:aws:secretsmanager:eu-central-1:111111111111:secret:hub-AbCdEf' })).toThrow(
      `dockerHubCredentials is no secret ECR reads, got "arn:aws:secretsmanager:eu-central-1:111111111111:secret:hub-AbCdEf"; name the secret 'ecr-pullthroughcache/…' and give its ARN`,
    );
  });
});
