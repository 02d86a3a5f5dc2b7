import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { synthesised, thisPlatform } from './world';

/** Another version knows other rules; a team moves it together with the templates. */
const VERSION = '1.51';

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
    const { directory } = synthesised(thisPlatform());
    const templates = readdirSync(directory).filter((file) => file.endsWith('.template.json')).map((file) => join(directory, file));
    expect(templates.length).toBeGreaterThan(5);
    const { stdout, stderr } = spawnSync('cfn-lint', ['--format', 'json', ...templates], { encoding: 'utf8', maxBuffer: 2 ** 26 });
    expect(stderr).toBe('');
    expect((JSON.parse(stdout) as Match[]).filter(({ Level }) => Level === 'Error')).toEqual([]);
  }, 120_000);
});
