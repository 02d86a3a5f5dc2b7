import { join } from 'node:path';
import { CfnNodegroup } from 'aws-cdk-lib/aws-eks-v2';
import { Stack } from 'aws-cdk-lib/core';
import { checkTemplateFiles, checkTemplates, templateFindingLine } from '@plinth/cluster';
import { platformApp } from '../src';
import { ENDPOINTS, EXCEPTED, JOB, LATEST, MIN_ABOVE_MAX, aManifest, write } from './a-baseline';
import { Ended, run } from './a-repository';
import { ROOT, aFolder, aPlatform, synthesised, thisPlatform } from './world';

/** A resource one may put a fault into. */
interface Spoilt {
  readonly Type: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly Properties: Record<string, any>;
}

const VERIFY = join(ROOT, 'apps/platform/src/verify.ts');
const npmRunVerify = (cwd: string, ...said: string[]): Promise<Ended> => run(cwd, VERIFY, { TSX_TSCONFIG_PATH: join(ROOT, 'apps/platform/tsconfig.json') }, said);

/** A folder of someone else's: a template and a manifest, each with one thing wrong. */
function aStrangersFolder(): string {
  const folder = aFolder();
  write(folder, {
    'templates/nodes.json': { Resources: { Nodes: MIN_ABOVE_MAX } }, 'good/queue.json': { Resources: { Queue: { Type: 'AWS::SQS::Queue' } } },
    'manifests/orders.yaml': LATEST, 'fine/map.yaml': aManifest('map'), 'empty/notes.txt': '', 'warned/ends.yaml': ENDPOINTS, 'excepted/orders.yaml': EXCEPTED, 'jobs/job.yaml': JOB,
  });
  return folder;
}

describe('npm run verify -- --assembly, --manifests', () => {
  const folder = aStrangersFolder();
  const cases = {
    bad: ['--assembly', 'templates', '--manifests', 'manifests'], json: ['--assembly', 'templates', '--json'], good: ['--assembly', 'good', '--manifests', 'fine'],
    missing: ['--assembly', 'nowhere'], file: ['--manifests', 'manifests/orders.yaml'], warned: ['--manifests', 'warned'], excepted: ['--manifests', 'excepted'],
    sarif: ['--manifests', 'excepted', '--assembly', 'templates', '--format', 'sarif'], fargate: ['--manifests', 'jobs', '--fargate', 'batch,jobs'], rules: ['--rules'], empty: ['--assembly', 'empty'], none: ['--manifests', 'empty'], unknown: ['--assemblies', 'good'], bare: ['--json'],
  };
  const ended: Record<string, Ended> = {};
  beforeAll(async () => {
    const names = Object.keys(cases) as (keyof typeof cases)[];
    // Two at a time: each is a process of its own.
    for (let i = 0; i < names.length; i += 2) await Promise.all(names.slice(i, i + 2).map(async (name) => (ended[name] = await npmRunVerify(folder, ...cases[name]))));
  }, 120_000);

  it('print each finding in a table, then each rule with its reason and remedy, and end with 1', () => {
    expect(ended.bad).toMatchObject({ status: 1, stderr: '' });
    expect(ended.bad.stdout.split('\n').slice(0, 8)).toEqual([
      'templates  1 template: 1 error, 0 warnings',
      '',
      'severity  rule               file        what',
      'error     eks/min-above-max  nodes.json  Nodes  Properties.ScalingConfig.MinSize is above MaxSize 2, got 3',
      '',
      'eks/min-above-max',
      '  why  CloudFormation accepts this and EKS refuses it, twenty minutes later',
      '  do   put the sizes in order: MinSize, DesiredSize, MaxSize',
    ]);
    expect(ended.bad.stdout).toMatch(/^manifests {2}1 file with 1 object: [1-9]\d* errors?, \d+ warnings?$/m);
    expect(ended.bad.stdout).toMatch(/^error +image\/digest +orders\.yaml:9 +Pod services\/orders +spec\.containers\[0\]\.image must name its digest, got "orders:latest"$/m);
  });

  it('print the same for machines', () => {
    expect(ended.json).toMatchObject({ status: 1, stderr: '' });
    expect(JSON.parse(ended.json.stdout)).toMatchObject([{ folder: 'templates', judged: '1 template', flaws: [{ severity: 'error', rule: 'eks/min-above-max', file: 'nodes.json', subject: 'Nodes', value: 3 }] }]);
  });

  it('print a warning and end with 0 all the same', () => {
    expect(ended.warned).toMatchObject({ status: 0, stderr: '' });
    expect(ended.warned.stdout).toMatch(/^warned {2}1 file with 1 object: 0 errors, 1 warning$/m);
    expect(ended.warned.stdout).toMatch(/^warning +kubernetes\/deprecated-api +ends\.yaml:1 +Endpoints services\/orders +apiVersion is deprecated since Kubernetes 1\.33 .*, got "v1"$/m);
  });

  it('count what an exception lets be, show until when and why, and end with 0', () => {
    expect(ended.excepted).toMatchObject({ status: 0, stderr: '' });
    expect(ended.excepted.stdout).toMatch(/^excepted {2}1 file with 1 object: 0 errors, \d warnings?, 1 suppressed$/m);
    expect(ended.excepted.stdout).toMatch(/^storage\/encrypted +orders\.yaml:1 +StorageClass scratch +parameters\.encrypted must be 'true' +2027-01-31 +holds only what is public already$/m);
  });

  it('print the same as SARIF, for the pages of a code host', () => {
    const { runs: [{ results }] } = JSON.parse(ended.sarif.stdout);
    expect(results.map(({ ruleId, suppressions }: { ruleId: string; suppressions?: object[] }) => [ruleId, suppressions?.length])).toEqual(expect.arrayContaining([['eks/min-above-max', undefined], ['storage/encrypted', 1]]));
  });

  it('print what the pods of a namespace on Fargate are billed as', () => {
    expect(ended.fargate.stdout).toMatch(/^on Fargate +pods +a pod asks for +is billed as +together$/m);
    expect(ended.fargate.stdout).toMatch(/^Job jobs\/report +1 +0\.25 vCPU, 0\.5 GB +0\.25 vCPU, 1 GB +0\.25 vCPU, 1 GB$/m);
    expect(ended.bad.stdout).not.toMatch(/on Fargate/);
  });

  it('print the rules', () => {
    expect(ended.rules).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/^# Rules for manifests\n/) });
  });

  it('end with 0 when nothing is wrong', () => {
    expect(ended.good).toEqual({ status: 0, stderr: '', stdout: 'good  1 template: 0 errors, 0 warnings\n\nfine  1 file with 1 object: 0 errors, 0 warnings\n' });
  });

  it.each([
    ['the folder is not there', 'missing', 'there is no such folder, got "nowhere"; name one that exists\n'],
    ['the folder is a file', 'file', '--manifests is not a folder, got "manifests/orders.yaml"; name the folder it is in\n'],
    ['the folder holds no template', 'empty', '--assembly holds no CloudFormation template, got "empty"; name a folder such as cdk.out\n'],
    ['the folder holds no manifest', 'none', '--manifests holds no manifest, got "empty"; name a folder such as dist/manifests/prod\n'],
  ])('fails when %s, in one sentence', (_, name, stderr) => expect(ended[name]).toEqual({ status: 1, stdout: '', stderr }));

  it.each(['unknown', 'bare'])('fails when the options make no sense (%s): usage, and 2', (name) => {
    expect(ended[name]).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/^npm run verify {2,}judges/) });
  });
});

describe('this platform', () => {
  it('breaks no rule, not even one that only warns', () => {
    expect(checkTemplateFiles(synthesised(thisPlatform()).directory, { extendedSupport: 'refused' }).findings.map(templateFindingLine)).toEqual([]);
  });

  /** Faults that neither CloudFormation's schema nor cfn-lint sees, each put into a template of ours. */
  const FAULTS: readonly [fault: string, type: string, rule: string, spoil: (properties: Spoilt['Properties'], all: Spoilt[]) => void][] = [
    ['more nodes at least than at most', 'AWS::EKS::Nodegroup', 'eks/min-above-max', (said) => { said.ScalingConfig.MinSize = 99; }],
    ['a Kubernetes version of the far future', 'AWS::EKS::Nodegroup', 'eks/unknown-version', (said) => { said.Version = '1.99'; }],
    ['nodes in public subnets', 'AWS::EC2::Subnet', 'eks/public-subnet', (_, all) => all.filter(({ Type }) => Type === 'AWS::EC2::Subnet').forEach(({ Properties }) => { Properties.MapPublicIpOnLaunch = true; })],
    ['an API for the world', 'AWS::EKS::Cluster', 'eks/endpoint-open', (said) => { said.ResourcesVpcConfig.EndpointPublicAccess = true; }],
    ['leave for six times the price', 'AWS::EKS::Cluster', 'eks/extended-support', (said) => { said.UpgradePolicy.SupportType = 'EXTENDED'; }],
    ['settings that are no JSON', 'AWS::EKS::Addon', 'eks/addon-not-json', (said) => { said.ConfigurationValues = '{'; }],
    ['an access policy nobody made', 'AWS::EKS::AccessEntry', 'eks/unknown-access-policy', (said) => { said.AccessPolicies[0].PolicyArn['Fn::Join'][1].push('/Root'); }],
    ['a scope of namespaces without any', 'AWS::EKS::AccessEntry', 'eks/scope-without-namespaces', (said) => { said.AccessPolicies[0].AccessScope = { Type: 'namespace' }; }],
    ['six selectors', 'AWS::EKS::FargateProfile', 'eks/fargate-selectors', (said) => { said.Selectors = Array(6).fill(said.Selectors[0]); }],
    ['a provider with a typing mistake', 'AWS::CodePipeline::Pipeline', 'codepipeline/unknown-provider', (said) => { said.Stages.at(-1).Actions[0].ActionTypeId.Provider = 'CodeBuilt'; }],
    ['a setting with a typing mistake', 'AWS::CodePipeline::Pipeline', 'codepipeline/unknown-setting', (said) => { said.Stages.at(-1).Actions[0].Configuration.Projectname = 'x'; }],
    ['variables in a pipeline of type V1', 'AWS::CodePipeline::Pipeline', 'codepipeline/needs-v2', (said) => { said.PipelineType = 'V1'; }],
    ['a compute type nobody offers', 'AWS::CodeBuild::Project', 'codebuild/compute-type', (said) => { said.Environment.ComputeType = 'BUILD_GENERAL9_HUGE'; }],
    ['a dashboard that is no JSON', 'AWS::CloudWatch::Dashboard', 'cloudwatch/dashboard-not-json', (said) => { said.DashboardBody = '{"widgets":'; }],
    ['an alarm rule nobody can read', 'AWS::CloudWatch::CompositeAlarm', 'cloudwatch/alarm-rule', (said) => { said.AlarmRule = 'ALARM(a) AND'; }],
  ];
  const mixed = aPlatform({ capacity: { autoMode: {}, nodeGroups: [{ name: 'general' }], fargate: [{ name: 'jobs', namespaces: ['jobs'] }] } });
  const templatesOf = () => synthesised(mixed).stacks.map(({ stackName: name, template: body }) => ({ name, body: structuredClone(body) }));

  it.each(FAULTS)('fails when there is %s', (_, type, rule, spoil) => {
    const templates = templatesOf();
    const resources = templates.flatMap(({ body }) => Object.values<Spoilt>(body.Resources));
    spoil(resources.find((resource) => resource.Type === type)!.Properties, resources);
    expect(new Set(checkTemplates(templates, { extendedSupport: 'refused' }).map((finding) => finding.rule))).toEqual(new Set([rule]));
  });

  it('fails when a team adds what AWS would refuse, at synthesis', () => {
    const app = platformApp(aPlatform(), aFolder());
    const nodes = { clusterName: 'acme-prod', nodeRole: 'role', subnets: ['subnet-1'], scalingConfig: { minSize: 3, maxSize: 2 } };
    new CfnNodegroup(new Stack(app, 'Extra'), 'Nodes', nodes);
    expect(() => app.synth()).toThrow(/MinSize is above MaxSize 2, got 3 \(PlatformChecks\)\n +Extra\/Nodes \(Nodes\)/);
  });
});
