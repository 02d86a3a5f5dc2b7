import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodeBuildHook, GitSourceHook, StandIn } from '../../src/codepipeline-stand-in';
import { templatesOf, twoAccounts } from '../world';
import { aPlace, aSource, change, closeBuilds, ENVIRONMENT } from './builds';

afterAll(closeBuilds);

/** The build of a platform in small: it renders one manifest for each environment. */
const BUILDSPEC = `version: 0.2
phases:
  build:
    commands:
      - for environment in staging prod; do mkdir -p dist/manifests/$environment; cp orders.yaml dist/manifests/$environment/; done
      - echo "build since $PLINTH_BASE" >> "$DIARY"
artifacts:
  base-directory: dist
  files: ["**/*"]
`;

/** Tools of a deploy, which write down what they are asked to do. A cluster does not start what is called broken. */
const TOOLS = {
  npm: 'exit 0',
  aws: 'exit 0',
  cdk: 'for last; do :; done; echo "cdk deploy $last" >> "$DIARY"',
  kubectl: [
    'for word; do case "$word" in --filename=*) folder=${word#--filename=} ;; esac; done',
    'case "$*" in',
    '  *apply*--recursive*) echo "$folder $(cat "$folder/orders.yaml")" >> "$DIARY"; ! grep -q broken "$folder/orders.yaml" ;;',
    'esac',
  ].join('\n'),
};

/** The platform's own stacks, run here: its source, its projects, its commands. */
function aRehearsal() {
  const [workspace, tools] = [aPlace(), aPlace()];
  const diary = join(workspace, 'diary');
  writeFileSync(diary, '');
  for (const [name, script] of Object.entries(TOOLS)) {
    writeFileSync(join(tools, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(tools, name), 0o755);
  }
  const repository = aSource({ 'buildspec.yml': BUILDSPEC, 'orders.yaml': 'orders v1' });
  const templates = Object.values(templatesOf(twoAccounts)).map((template) => template.toJSON());
  const place = { account: '111111111111', region: 'eu-central-1' };
  const shared = { workspace, environment: { ...ENVIRONMENT, PATH: `${tools}:${process.env.PATH}`, DIARY: diary } };
  const standIn = new StandIn({ place });
  const pipeline = standIn.add(templates.find((template) => JSON.stringify(template).includes('AWS::CodePipeline::Pipeline'))!, {
    actions: { CodeCommit: new GitSourceHook({ ...shared, repository }), CodeBuild: new CodeBuildHook({ ...shared, templates, place }) },
  });
  const deliver = async () => {
    pipeline.tell({ type: 'start', trigger: { type: 'CloudWatchEvent', detail: 'push' } });
    await pipeline.settled();
    const question = pipeline.state.executions.at(-1)?.stages['prod-approval']?.actions[0];
    if (question?.approval) pipeline.tell({ type: 'approve', stage: 'prod-approval', action: 'approve', token: question.approval.token, approved: true, summary: 'seen' });
    await pipeline.settled();
  };
  return { pipeline, repository, deliver, diary: () => readFileSync(diary, 'utf8').trim().split('\n') };
}

describe('a rehearsal of the platform\'s pipeline on one machine', () => {
  it('delivers a commit by the commands of the synthesised projects, and takes a broken one back', async () => {
    const { pipeline, repository, deliver, diary } = aRehearsal();
    await deliver();
    expect(diary()).toEqual([
      'build since everything',
      'cdk deploy acme-staging-[A-Z]*',
      'manifests/staging orders v1',
      'cdk deploy acme-prod-[A-Z]*',
      'manifests/prod orders v1',
    ]);
    change(repository, { 'orders.yaml': 'orders v2 broken' });
    await deliver();
    expect(diary().slice(5)).toEqual(['build since everything', 'cdk deploy acme-staging-[A-Z]*', 'manifests/staging orders v2 broken', 'manifests/staging orders v1']);
    expect(pipeline.state.executions.map(({ type, status }) => `${type} ${status}`)).toEqual(['STANDARD Succeeded', 'STANDARD Failed', 'ROLLBACK Succeeded']);
    expect(pipeline.state.executions[1].stages['staging-workloads'].actions[0].failure?.message).toMatch(/^phase build: exit code 1 of command: kubectl .* --filename=manifests\/staging --recursive$/);
  }, 60_000);
});
