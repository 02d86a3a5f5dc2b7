import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CapacityConfig, PlatformConfig, Profile, Purchase, SourceConfig, SourceProvider } from '@plinth/template/config';
import { aPlatform, anEnvironment, synthesised, thisPlatform } from './world';

/** Another version knows other rules; a team moves it together with the templates. */
const VERSION = '1.51';

const SPOT = { name: 'spot', purchase: Purchase.SPOT };

/** Everything a cluster can be made of. */
const MIXES: CapacityConfig[] = [
  { autoMode: {} },
  { nodeGroups: [{ name: 'general' }] },
  { nodeGroups: [{ name: 'general' }, SPOT] },
  { fargate: [{ name: 'services', namespaces: ['services'] }] },
  { autoMode: {}, nodeGroups: [{ name: 'general' }, SPOT], fargate: [{ name: 'jobs', namespaces: ['jobs'] }] },
];

const CONFIRMED = 'arn:aws:codeconnections:ap-northeast-2:111111111111:connection/0a1b2c3d-4e5f-6789-abcd-ef0123456789';

/** Everywhere commits can come from, besides a CodeCommit repository of the platform's own. */
const SOURCES: SourceConfig[] = [
  { provider: SourceProvider.CODECOMMIT, imported: true },
  { provider: SourceProvider.GITHUB, repository: 'acme/shop' },
  { provider: SourceProvider.GITHUB, repository: 'acme/shop', connectionArn: CONFIRMED },
  { provider: SourceProvider.GITLAB, repository: 'acme/web/shop', connectionArn: CONFIRMED },
  { provider: SourceProvider.BITBUCKET, repository: 'acme/shop', connectionArn: CONFIRMED },
];

/** Why templates cannot be linted here; nothing when they can. */
function missingLinter(): string | undefined {
  const { error, stdout } = spawnSync('cfn-lint', ['--version'], { encoding: 'utf8', timeout: 30_000 });
  if (error) return 'cfn-lint is not installed';
  return stdout.includes(` ${VERSION}.`) ? undefined : `cfn-lint is not ${VERSION}, got "${stdout.trim()}"`;
}

interface Match {
  readonly Level: string;
  readonly Rule: { readonly Id: string };
  readonly Message: string;
}

const missing = missingLinter();
const required = (process.env.PLINTH_REQUIRE ?? '').split(',').includes('cfn-lint');

describe('the templates of this repository', () => {
  if (missing && !required) {
    console.warn(`SKIPPED: templates are not linted in this run, because ${missing} (PLINTH_REQUIRE=cfn-lint makes this a failure)`);
    it.skip(`skipped, because ${missing}`, () => undefined);
    return;
  }

  beforeAll(() => {
    if (missing) throw new Error(`PLINTH_REQUIRE asks for cfn-lint, but ${missing}`);
  });

  it('have no error of cfn-lint', () => {
    expect(errorsIn(templatesOf(thisPlatform()))).toEqual([]);
  }, 120_000);

  it('have none for any mix of capacity in any profile', () => {
    const environments = Object.values(Profile).map((profile) => anEnvironment({ name: profile, profile }));
    const templates = MIXES.flatMap((capacity) => templatesOf(aPlatform({ capacity, environments }))).filter((file) => /(Network|Cluster)\.template/.test(file));
    expect(templates).toHaveLength(MIXES.length * environments.length * 2);
    expect(errorsIn(templates)).toEqual([]);
  }, 300_000);

  it('have none for any place commits come from', () => {
    const templates = SOURCES.flatMap((source) => templatesOf(aPlatform({ source }))).filter((file) => /Pipeline\.template/.test(file));
    expect(templates).toHaveLength(SOURCES.length);
    expect(errorsIn(templates)).toEqual([]);
  }, 300_000);

  function templatesOf(platform: PlatformConfig): string[] {
    const { directory } = synthesised(platform);
    return readdirSync(directory).filter((file) => file.endsWith('.template.json')).map((file) => join(directory, file));
  }

  function errorsIn(templates: string[]): Match[] {
    const { stdout, stderr } = spawnSync('cfn-lint', ['--format', 'json', ...templates], { encoding: 'utf8', maxBuffer: 2 ** 26 });
    expect(stderr).toBe('');
    return (JSON.parse(stdout) as Match[]).filter(({ Level }) => Level === 'Error');
  }
});
