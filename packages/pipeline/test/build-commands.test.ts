import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildLines, pipelineCommand, runTasks, runnerVariables, shellLine, TaskRunner, taskRunnerOf, VERIFY } from '@plinth/template/config';
import { parse } from 'yaml';

const ROOT = join(__dirname, '../../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const buildspec = parse(read('buildspec.yml'));
const runner = taskRunnerOf(JSON.parse(read('platform.json')));

/** What the command line says it can do. */
function usage(): string {
  const [program, ...args] = pipelineCommand();
  return spawnSync(program, args, { cwd: ROOT, encoding: 'utf8' }).stderr;
}

describe('a command of the build', () => {
  it('is in buildspec.yml only as the runtime has it', () => {
    const { install, build } = buildLines();
    expect(buildspec.phases.install.commands).toEqual(install);
    expect(buildspec.phases.build.commands).toEqual(build);
    expect(buildspec.env.variables).toEqual({ CI: 'true', ...runnerVariables(runner) });
  });

  it('of the pipeline is one that the command line has', () => {
    const beginning = `${shellLine(pipelineCommand())} `;
    const lines = [...buildLines().install, ...buildLines().build].filter((line) => line.startsWith(beginning));
    const said = usage();
    expect(lines.map((line) => line.slice(beginning.length).split(' ')[0])).toEqual(['affected', 'check', 'release']);
    for (const line of lines) for (const word of line.slice(beginning.length).split(' ')) expect(said).toContain(word);
  });

  it('that people have a script for is written once', () => {
    const { scripts } = JSON.parse(read('package.json'));
    expect(scripts).toMatchObject({ pipeline: shellLine(pipelineCommand()), verify: shellLine(VERIFY) });
  });
});

describe('a task', () => {
  it.each([
    [TaskRunner.NX, 'all' as const, 'node_modules/.bin/nx run-many -t lint types'],
    [TaskRunner.NX, ['@acme/a', '@acme/b'], 'node_modules/.bin/nx run-many -t lint types -p @acme/a,@acme/b'],
    [TaskRunner.TURBO, 'all' as const, 'node_modules/.bin/turbo run lint types --continue=dependencies-successful'],
    [TaskRunner.TURBO, ['@acme/a', '@acme/b'], 'node_modules/.bin/turbo run lint types --continue=dependencies-successful --filter=@acme/a --filter=@acme/b'],
  ])('is asked of %s for %j', (asked, workspaces, line) => {
    expect(shellLine(runTasks(asked, ['lint', 'types'], workspaces))).toBe(line);
  });
});

describe('a line of a shell', () => {
  it('is read by a shell as the words it was made from', () => {
    const words = ['plain', "it's", 'a b', '$HOME', '', '*', '`id`', 'a\nb', '--a=b'];
    const script = shellLine([process.execPath, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...words]);
    expect(JSON.parse(spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stdout)).toEqual(words);
  });
});
