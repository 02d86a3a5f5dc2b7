import { Match } from 'aws-cdk-lib/assertions';
import { App, Stack } from 'aws-cdk-lib/core';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { LedgerStore } from '../src/ledger-store';
import { deploymentKey, manifestsKey, pointerKey, releaseKey } from '../src/ledger/ledger-keys';
import { commitOf, digest } from './ledger/world';
import { PRODUCTION, templatesOf, text, twoAccounts, type Statement } from './world';

describe('the ledger\'s bucket', () => {
  const template = templatesOf(twoAccounts)['acme-Pipeline'];
  const [[id, bucket]] = Object.entries(template.findResources('AWS::S3::Bucket', { Properties: { BucketName: 'acme-ledger-111111111111-eu-central-1' } }));
  const [policy] = Object.values(template.findResources('AWS::S3::BucketPolicy', { Properties: { Bucket: { Ref: id } } }));
  const statements: (Statement & { Sid?: string })[] = policy.Properties.PolicyDocument.Statement;

  it('is encrypted with a key of its own, versioned, logged, retained, and nothing in it expires', () => {
    expect(bucket).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { VersioningConfiguration: { Status: 'Enabled' }, LoggingConfiguration: { LogFilePrefix: 'ledger/' }, PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true } },
    });
    expect(bucket.Properties.LifecycleConfiguration).toBeUndefined();
    template.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/acme-ledger' });
  });

  it('refuses plain HTTP', () => {
    expect(statements).toContainEqual(expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }));
  });

  it('lets nobody but the account\'s root delete, and locks nobody out of this policy', () => {
    const denied = statements.filter(({ Effect, Condition }) => Effect === 'Deny' && Condition?.ArnNotEquals);
    expect(denied.flatMap(({ Action }) => Action).sort()).toEqual(['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:PutLifecycleConfiguration']);
    for (const { Condition } of denied) expect(text((Condition!.ArnNotEquals as Record<string, unknown>)['aws:PrincipalArn'])).toBe('arn:<AWS::Partition>:iam::111111111111:root');
    const actions = statements.filter(({ Effect, Condition }) => Effect === 'Deny' && !Condition?.Bool).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => /Policy|\*/.test(action))).toEqual([]);
  });

  it.each([
    ['a release', releaseKey(commitOf('a')), 'RecordsAreOnlyCreated'],
    ['manifests', manifestsKey(commitOf('a'), digest('a')), 'RecordsAreOnlyCreated'],
    ['a deployment', deploymentKey('prod', `1-${digest('a')}`), 'RecordsAreOnlyCreated'],
    ['a pointer', pointerKey('prod'), 'PointersAreOnlySwapped'],
  ])('refuses a write of %s that does not say what it expects', (_, key, sid) => {
    const refusing = statements.filter(({ Effect, Action, Resource }) => Effect === 'Deny' && Action === 's3:PutObject'
      && [Resource].flat().map(text).some((pattern) => new RegExp(`^<${id}.Arn>/${pattern.split('>/')[1].replaceAll('*', '.*')}$`).test(`<${id}.Arn>/${key}`)));
    expect(refusing.map((statement) => statement.Sid)).toEqual([sid]);
    expect(refusing[0].Condition).toEqual({ Null: sid === 'PointersAreOnlySwapped' ? { 's3:if-match': 'true', 's3:if-none-match': 'true' } : { 's3:if-none-match': 'true' } });
  });

  it('admits the deploy step of another account to its own environment, though it may not exist yet', () => {
    const foreign = statements.filter((statement) => JSON.stringify(statement.Principal).includes(PRODUCTION));
    const put = foreign.filter(({ Action }) => Action === 's3:PutObject');
    expect(put.flatMap(({ Resource }) => text(Resource))).toEqual([`<${id}.Arn>/environments/prod/*`]);
    for (const { Condition } of foreign) expect(text((Condition!.ArnEquals as Record<string, unknown>)['aws:PrincipalArn'])).toBe(`arn:<AWS::Partition>:iam::${PRODUCTION}:role/acme-prod-delivery`);
    template.hasResourceProperties('AWS::KMS::Key', {
      Description: 'Ledger of acme: its releases and deployments',
      KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Condition: { ArnEquals: Match.anyValue() } })]) },
    });
  });

  it('gives a step the keys of its task', () => {
    const stack = new Stack(new App(), 'Stack');
    const store = new LedgerStore(stack, 'Ledger', { platform: 'acme', accessLogs: new s3.Bucket(stack, 'Logs'), writers: [] });
    const written = (permissions: { allow: string[]; on: string[] }[]) => permissions.filter(({ allow }) => allow.includes('s3:PutObject')).flatMap(({ on }) => on.map((arn) => text(stack.resolve(arn)).split('>/')[1]));
    expect(written(store.readPermissions())).toEqual([]);
    expect(written(store.releasePermissions())).toEqual(['releases/*']);
    expect(written(store.deploymentPermissions('prod'))).toEqual(['environments/prod/*']);
  });
});
