import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { git } from '../repository';
import { aPlace, Build, change, closeBuilds } from './builds';

afterAll(closeBuilds);

const commands = (...build: string[]) => ({ phases: { build: { commands: build } } });
const OUTPUT = [{ Name: 'Built' }];

/** All files below a folder. */
const filesOf = (folder: string) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();

describe('a build', () => {
  it('runs the repository\'s own buildspec in a full clone of the commit, and hands on what it names', async () => {
    const buildspec = ['version: 0.2', 'phases:', '  build:', '    commands:', '      - mkdir -p dist/deep', '      - git log --format=%s > dist/history', '      - echo x > dist/deep/er.txt', '      - echo y > other',
      'artifacts:', '  base-directory: dist', '  files: ["**/*"]', 'reports: {}', 'cache: { paths: [] }'].join('\n');
    const build = new Build({ files: { 'buildspec.yml': buildspec }, action: { OutputArtifacts: OUTPUT } });
    change(build.repository, { readme: 'two' }, 'the second');
    expect((await build.run()).status).toBe('Succeeded');
    expect(filesOf(build.artifact())).toEqual(['deep/er.txt', 'history']);
    expect(readFileSync(join(build.artifact(), 'history'), 'utf8')).toBe('the second\na change\n');
  });

  it('knows the commit, the variable of the execution, and what its project and its action say', async () => {
    const Configuration = { EnvironmentVariables: '[{"name":"BASE","value":"#{variables.base}"},{"name":"COMMIT","type":"PLAINTEXT","value":"#{SourceVariables.CommitId}"}]' };
    const spec = { env: { variables: { FROM: 'buildspec', BOTH: 'buildspec' } }, ...commands('echo "$BASE $COMMIT $FROM $BOTH $GIVEN $CODEBUILD_RESOLVED_SOURCE_VERSION $CODEBUILD_INITIATOR"') };
    const build = new Build({ buildspec: spec, variables: [{ Name: 'BOTH', Value: 'project' }, { Name: 'GIVEN', Value: 'aws' }], action: { Configuration }, options: { variables: { GIVEN: 'here' } } });
    const head = git(build.repository, 'rev-parse', 'HEAD');
    await build.run({ variables: { base: 'c0ffee' } });
    expect(build.printed.join('')).toBe(`c0ffee ${head} buildspec project here ${head} codepipeline/acme\n`);
  });

  it('keeps variables and folders from one command to the next, over all phases', async () => {
    const spec = { phases: { install: { commands: ['mkdir -p a', 'cd a', 'export NAME=acme'] }, build: { commands: ['basename "$PWD"', 'echo "$NAME"'] } } };
    const build = new Build({ buildspec: spec });
    expect((await build.run()).status).toBe('Succeeded');
    expect(build.printed.join('')).toBe('a\nacme\n');
  });

  it('says which command of which phase failed, and does not run the next ones', async () => {
    const build = new Build({ buildspec: commands('echo one', 'sh -c "exit 7"', 'echo three') });
    const { status, failure } = await build.run();
    expect(status).toBe('Failed');
    expect(failure?.message).toBe('phase build: exit code 7 of command: sh -c "exit 7"');
    expect(build.printed.join('')).toBe('one\n');
  });

  it.each([
    ['what comes last follows a build that failed, and knows it', { build: { commands: ['false'], finally: ['echo tidy'] }, post_build: { commands: ['echo "succeeding $CODEBUILD_BUILD_SUCCEEDING"'] } }, 'tidy\nsucceeding 0\n'],
    ['nothing follows an install that failed but its own end', { install: { commands: ['false'], finally: ['echo tidy'] }, build: { commands: ['echo built'] }, post_build: { commands: ['echo last'] } }, 'tidy\n'],
    ['a command that leaves the shell ends everything', { build: { commands: ['exit 3', 'echo built'] }, post_build: { commands: ['echo last'] } }, ''],
  ])('%s', async (_, phases, printed) => {
    const build = new Build({ buildspec: { phases } });
    expect((await build.run()).status).toBe('Failed');
    expect(build.printed.join('')).toBe(printed);
  });

  it('exports variables that later actions read', async () => {
    const spec = { env: { 'shell': 'bash', 'exported-variables': ['IMAGE', 'NOTE'] }, ...commands('export IMAGE=orders@sha256:0', "NOTE=$'two\\nlines'") };
    const again = { name: 'again', order: 2, more: { InputArtifacts: [{ Name: 'Source' }], Configuration: { ProjectName: 'acme-build', EnvironmentVariables: '[{"name":"SAID","value":"#{Build.IMAGE}"}]' } } };
    const build = new Build({ buildspec: spec, action: { Namespace: 'Build' }, more: [again] });
    const { outputVariables, externalExecutionId } = await build.run();
    expect(outputVariables).toEqual({ BuildID: externalExecutionId, IMAGE: 'orders@sha256:0', NOTE: 'two\nlines' });
    expect(JSON.parse(build.action('build', 'again')?.configuration.EnvironmentVariables ?? '')).toEqual([{ name: 'SAID', value: 'orders@sha256:0' }]);
  });

  it('makes several artifacts when the action has several', async () => {
    const artifacts = { 'files': ['nothing'], 'secondary-artifacts': { One: { 'files': ['*.txt'], 'exclude-paths': ['b.*'] }, Two: { 'base-directory': 'deep', 'files': ['**/*.json'] } } };
    const build = new Build({ buildspec: { ...commands('true'), artifacts }, files: { 'a.txt': '', 'b.txt': '', 'deep/c.json': '', 'deep/er/d.json': '', 'deep/e.txt': '' }, action: { OutputArtifacts: [{ Name: 'One' }, { Name: 'Two' }] } });
    await build.run();
    expect([filesOf(build.artifact(0)), filesOf(build.artifact(1))]).toEqual([['a.txt'], ['c.json', 'er/d.json']]);
  });

  it('changes nobody else\'s source, and leaves no folder of its own behind', async () => {
    const build = new Build({ buildspec: commands('rm readme', 'ls'), files: { readme: 'mine' } });
    await build.run();
    const [source] = build.action('source', 'commit')!.outputs;
    expect(readFileSync(join(build.workspace, 'artifacts', source.location, 'readme'), 'utf8')).toBe('mine');
    expect(readdirSync(join(build.workspace, 'builds'))).toEqual([]);
  });

  it('ends with everything it started when it is given up', async () => {
    const marks = aPlace();
    const build = new Build({ buildspec: commands(`(sleep 60 & echo $! > ${marks}/child; wait) & echo $$ > ${marks}/shell; touch ${marks}/ready; wait`) });
    const { pipeline } = build;
    const execution = pipeline.tell({ type: 'start', trigger: { type: 'StartPipelineExecution', detail: 'test' } });
    while (!existsSync(join(marks, 'child')) || !existsSync(join(marks, 'ready'))) await later(20);
    pipeline.tell({ type: 'stop', execution, abandon: true });
    await pipeline.settled();
    const alive = ['shell', 'child'].map((name) => Number(readFileSync(join(marks, name), 'utf8'))).filter((pid) => isAlive(pid));
    expect(alive).toEqual([]);
    expect(pipeline.state.executions[0].status).toBe('Stopped');
  });

  it('leaves nothing running in the background when it ends by itself', async () => {
    const marks = aPlace();
    const build = new Build({ buildspec: commands(`sleep 60 > /dev/null 2>&1 & echo $! > ${marks}/child`) });
    expect((await build.run()).status).toBe('Succeeded');
    expect(isAlive(Number(readFileSync(join(marks, 'child'), 'utf8')))).toBe(false);
  });
});

/** Whether a process runs; one that has ended and waits to be noticed does not. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a build fails when', () => {
  it.each([
    ['its artifact\'s folder is not made', { ...commands('true'), artifacts: { 'base-directory': 'dist', 'files': ['**/*'] } }, {}, 'artifacts.base-directory is not there after the build, got "dist"; let a command make it'],
    ['its artifact has no file', { ...commands('true'), artifacts: { files: ['*.zip'] } }, {}, 'artifacts.files match nothing in ., got ["*.zip"]; name files the build makes'],
    ['an output is not made', commands('true'), {}, 'work.outputArtifacts has one the buildspec does not make, got "Built"; write it under artifacts'],
    ['a section is not done here', { ...commands('true'), proxy: { logs: 'yes' } }, {}, 'acme-build.proxy is not known here, got {"logs":"yes"}; remove it, or teach the stand-in what it does'],
    ['secrets come from elsewhere', { ...commands('true'), env: { 'secrets-manager': { TOKEN: 'x' } } }, {}, 'acme-build.env.secrets-manager is not known here, got {"TOKEN":"x"}; remove it, or teach the stand-in what it does'],
    ['the version is an old one', { ...commands('true'), version: '0.1' }, {}, 'acme-build.version is not 0.2, got "0.1"; write version: 0.2'],
    ['its project is in no template', commands('true'), { ProjectName: 'other' }, 'work.ProjectName is in none of the templates, got "other"; give the template of its stack to the hook'],
    ['it is a batch', commands('true'), { BatchEnabled: 'true' }, 'work.BatchEnabled is not done here, got "true"; build without a batch'],
    ['its variables are no list', commands('true'), { EnvironmentVariables: 'x' }, 'work.EnvironmentVariables is not a list in JSON, got x; write [{"name":…,"value":…}]'],
    ['a variable is nobody\'s', commands('true'), { Note: '#{Elsewhere.Name}' }, 'work reads #{Elsewhere.Name}, which no earlier action has said'],
    ['a variable has another name', commands('true'), { Note: '#{SourceVariables.Commit}' }, 'work reads #{SourceVariables.Commit}, which has no variable Commit'],
  ])('%s', async (_, buildspec, Configuration, sentence) => {
    const build = new Build({ buildspec, action: { Configuration, OutputArtifacts: OUTPUT } });
    const { status, failure } = await build.run();
    expect([status, failure?.message]).toEqual(['Failed', sentence]);
  });

  it('a variable is a secret whose value nobody gave', async () => {
    const variables = [{ Name: 'TOKEN', Type: 'SECRETS_MANAGER', Value: 'acme/token' }];
    const said = { buildspec: commands('echo "$TOKEN"'), variables };
    expect((await new Build(said).run()).failure?.message).toBe('variables.TOKEN is kept in AWS and not known here, got "SECRETS_MANAGER"; give its value to the hook');
    const given = new Build({ ...said, options: { variables: { TOKEN: 'given' } } });
    await given.run();
    expect(given.printed.join('')).toBe('given\n');
  });
});
