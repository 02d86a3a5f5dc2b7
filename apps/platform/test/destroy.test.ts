import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Profile } from '@plinth/template/config';
import { allResources, aPlatform, anEnvironment, synthesised } from './world';

const OPERATE = readFileSync(join(__dirname, '../../../docs/operate.md'), 'utf8');

/** What outlives its stack, by kind of stack; `docs/operate.md` says the same to people, with the reason. */
const KEPT_ONCE = [
  'Pipeline AWS::CodeCommit::Repository', 'Pipeline AWS::KMS::Key', 'Pipeline AWS::KMS::Key',
  'Pipeline AWS::S3::Bucket', 'Pipeline AWS::S3::Bucket', 'Pipeline AWS::S3::Bucket', 'Pipeline AWS::S3::Bucket',
  'Registry AWS::KMS::Key',
];
const KEPT_IN_AN_ENVIRONMENT = [
  'Cluster AWS::KMS::Key', 'Cluster AWS::Logs::LogGroup', 'Network AWS::KMS::Key', 'Network AWS::Logs::LogGroup', 'Observability AWS::KMS::Key',
  'Observability AWS::Logs::LogGroup', 'Observability AWS::Logs::LogGroup', 'Observability AWS::Logs::LogGroup', 'Observability AWS::Logs::LogGroup',
];

function kept(profile: Profile): string[] {
  const platform = aPlatform({ environments: [anEnvironment({ profile })] });
  return allResources(synthesised(platform))
    .filter(({ resource }) => /^Retain/.test(String(resource.DeletionPolicy)))
    .map(({ stack, resource }) => `${stack.split('-').pop()} ${resource.Type}`).sort();
}

describe('destroying a platform', () => {
  it('leaves nothing of a tiny environment', () => {
    expect(kept(Profile.TINY)).toEqual(KEPT_ONCE);
  });

  it.each([Profile.TEAM, Profile.PRODUCTION])('leaves the logs of a %s environment, and their keys', (profile) => {
    expect(kept(profile)).toEqual([...KEPT_IN_AN_ENVIRONMENT, ...KEPT_ONCE].sort());
  });

  it.each(['logs of control plane, containers and network', 'CodeCommit repository', 'buckets of the ledger, artifacts, cache and access logs', 'ECR repositories'])('is documented: %s stay', (what) => {
    expect(OPERATE.slice(OPERATE.indexOf('## Destroying an environment'))).toContain(what);
  });
});
