import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlatformConfig } from '@plinth/template/config';
import { Ended, aRepository, filesIn, run } from './a-repository';
import { ROOT, aFolder, thisPlatform } from './world';

const synth = (repository: string) => run(join(repository, 'apps/platform'), 'src/main.ts');

describe('synthesising this repository', () => {
  const folders = [join(aFolder(), 'a'), join(aFolder(), 'somewhere', 'else', 'with a space')];
  let ended: Ended[];
  beforeAll(async () => {
    ended = await Promise.all(folders.map((folder) => synth(aRepository(folder))));
  }, 60_000);
  const assemblies = () => folders.map((folder) => filesIn(join(folder, 'apps/platform/out/cdk.out')));

  it('needs no credentials, no home and no network, and says nothing', () => {
    expect(ended).toEqual(folders.map(() => ({ status: 0, stdout: '', stderr: '' })));
  });

  it('gives the same bytes in two folders', () => {
    const [one, other] = assemblies();
    expect(Object.keys(one)).toContain(`${thisPlatform().name}-Pipeline.template.json`);
    expect(Object.keys(other)).toEqual(Object.keys(one));
    expect(Object.keys(one).filter((file) => one[file] !== other[file])).toEqual([]);
  });

  it('says nothing of the machine it ran on', () => {
    const places = [ROOT, ...folders, process.execPath];
    const telling = Object.entries(assemblies()[1]).filter(([, content]) => places.some((place) => content.includes(place)));
    expect(telling.map(([file]) => file)).toEqual([]);
  });

  it('is judged by CloudFormation\'s schema and by cdk-nag', () => {
    const { pluginReports } = JSON.parse(assemblies()[0]['validation-report.json']);
    const verdicts = pluginReports.map(({ pluginName, conclusion, violations }: Record<string, unknown>) => [pluginName, conclusion, violations]);
    expect(verdicts).toEqual([['AwsSolutions', 'success', []], ['CloudFormation Validate', 'success', []]]);
  });
});

describe('a mistake in platform.json', () => {
  /** Changes a platform.json that was synthesised before, and synthesises again. */
  async function after(change: (file: string) => void) {
    const repository = aRepository();
    const last = join(repository, 'apps/platform/out/cdk.out');
    mkdirSync(last, { recursive: true });
    writeFileSync(join(last, 'manifest.json'), 'the last assembly');
    change(join(repository, 'platform.json'));
    return { ...await synth(repository), left: filesIn(join(repository, 'apps/platform/out')) };
  }

  const kept = { status: 1, stdout: '', left: { 'cdk.out/manifest.json': 'the last assembly' } };
  const edit = (change: (said: PlatformConfig) => object) => (file: string) => writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))));

  it.each([
    ['it was edited by hand', edit((said) => ({ ...said, name: 'other' })), /^\.\.\/\.\.\/platform\.json was edited by hand, got "sha256 [0-9a-f]{64}"; make the change in \.projenrc\.ts, then run: npx projen\n$/],
    ['a field is unknown', edit((said) => ({ ...said, colour: 'blue' })), /^colour is not a field, got "blue"; remove it, or use one of name, kubernetes, [^\n]+\n$/],
    ['it is missing', rmSync, /^\.\.\/\.\.\/platform\.json cannot be read, got "ENOENT: [^\n]+; restore it by running: npx projen\n$/],
  ])('fails when %s: one sentence, and the last assembly stays', async (_, change, sentence) => {
    const { stderr, ...rest } = await after(change);
    expect(stderr).toMatch(sentence);
    expect(rest).toEqual(kept);
  }, 30_000);
});
