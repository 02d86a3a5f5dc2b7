import { Match } from 'aws-cdk-lib/assertions';
import { anywhere, PRODUCTION, templatesOf, twoAccounts } from './world';

describe('the registry', () => {
  const template = templatesOf(twoAccounts)['acme-Registry'];

  it('has one template for all services, applied on first push', () => {
    template.resourceCountIs('AWS::ECR::RepositoryCreationTemplate', 1);
    template.resourceCountIs('AWS::ECR::Repository', 0);
    template.hasResourceProperties('AWS::ECR::RepositoryCreationTemplate', { Prefix: 'acme', AppliedFor: ['CREATE_ON_PUSH'] });
  });

  it('makes repositories with immutable tags and a key', () => {
    template.hasResourceProperties('AWS::ECR::RepositoryCreationTemplate', {
      ImageTagMutability: 'IMMUTABLE',
      EncryptionConfiguration: { EncryptionType: 'KMS', KmsKey: Match.anyValue() },
      CustomRoleArn: Match.anyValue(),
    });
  });

  it('expires images by count, because the image of a quiet service is in use', () => {
    const [{ Properties }] = Object.values(template.findResources('AWS::ECR::RepositoryCreationTemplate'));
    const { rules } = JSON.parse(Properties.LifecyclePolicy);
    expect(rules.map(({ selection }: { selection: Record<string, unknown> }) => [selection.tagStatus, selection.countType])).toEqual([
      ['untagged', 'sinceImagePushed'],
      ['tagged', 'imageCountMoreThan'],
    ]);
  });

  it('scans what is pushed', () => {
    template.hasResourceProperties('AWS::ECR::RegistryScanningConfiguration', {
      Rules: [{ ScanFrequency: 'SCAN_ON_PUSH', RepositoryFilters: [{ Filter: 'acme/*', FilterType: 'WILDCARD' }] }],
    });
  });

  it('lets the environments of other accounts pull, and only pull', () => {
    const [{ Properties }] = Object.values(template.findResources('AWS::ECR::RepositoryCreationTemplate'));
    const policy = JSON.stringify(Properties.RepositoryPolicy);
    expect(policy).toContain(`:iam::${PRODUCTION}:root`);
    expect(policy).not.toContain('PutImage');
  });

  it('has no repository policy when nobody else pulls', () => {
    templatesOf(anywhere)['acme-Registry'].hasResourceProperties('AWS::ECR::RepositoryCreationTemplate', { RepositoryPolicy: Match.absent() });
  });
});
