import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { verify } from '../src/distribution';
import { CLEAN, ENDPOINTS, EXCEPTED, JOB, LATEST, MIN_ABOVE_MAX, aSynthesisedRepository, write } from './a-baseline';
import { Ended, filesIn, run } from './a-repository';
import { ROOT, TODAY, aPlatform, anEnvironment } from './world';

const CDK_OUT = 'apps/platform/out/cdk.out';

/** Verifies a repository, and says what came of it. */
function verified(root: string, imagesBuilt = false, today = TODAY) {
  let printed = '';
  const passed = verify({ root, imagesBuilt, today, print: (text) => void (printed += text) });
  return { passed, printed, lines: printed.split('\n') };
}

describe('verifying a platform nothing is wrong with', () => {
  it('prints what there is, where it is and what to do next', () => {
    const { passed, lines } = verified(aSynthesisedRepository());
    expect(passed).toBe(true);
    expect(lines.slice(0, 7)).toEqual([
      'environment  stacks  resources  manifests  objects',
      'staging           1          1          2        2',
      'prod              1          1          2        2',
      '(once)            1          2',
      '',
      'checks  12 passed, 0 failed',
      'output  dist/cdk.out  dist/manifests  dist/bootstrap  dist/access.md  dist/baseline.json',
    ]);
    expect(lines).toContain('images  placeholders: none was built here; the pipeline fills in digests');
  });

  it('does not speak of placeholders when images were built', () => {
    expect(verified(aSynthesisedRepository(), true).printed).not.toMatch(/placeholder/);
  });

  it('prints what Fargate bills, and how much of manifests only warns or is let be', () => {
    const root = aSynthesisedRepository(aPlatform({ capacity: { autoMode: {}, fargate: [{ name: 'jobs', namespaces: ['jobs'] }] } }));
    write(root, { 'apps/orders/out/manifests/prod/orders.yaml': `${ENDPOINTS}---\n${EXCEPTED}---\n${JOB}` });
    const { passed, lines } = verified(root);
    const said = lines.filter((line) => /Fargate|report|warning/.test(line));
    expect(passed).toBe(true);
    expect(said).toEqual([
      expect.stringMatching(/^on Fargate +pods +a pod asks for +is billed as +together$/),
      expect.stringMatching(/^Job jobs\/report +1 +0\.25 vCPU, 0\.5 GB +0\.25 vCPU, 1 GB +0\.25 vCPU, 1 GB$/),
      expect.stringMatching(/^ {8}manifests of prod: \d+ warnings?, 1 suppressed; to see them: npm run verify -- --manifests dist\/manifests\/prod$/),
    ]);
    expect(JSON.parse(readFileSync(join(root, 'dist/baseline.json'), 'utf8')).environments[1]).toMatchObject({ suppressed: 1, fargate: [{ file: 'prod/orders.yaml', pods: 1, billed: { vcpu: 0.25, memory: 1 } }] });
  });

  it('fails on the day after an exception\'s last', () => {
    const root = aSynthesisedRepository();
    write(root, { 'apps/orders/out/manifests/prod/orders.yaml': EXCEPTED });
    expect(verified(root, false, '2027-01-31').passed).toBe(true);
    expect(verified(root, false, '2027-02-01').printed).toMatch(/suppression\/expired: StorageClass scratch .* ended on 2027-01-31/);
  });

  it('gathers every app\'s outputs', () => {
    const root = aSynthesisedRepository();
    verified(root);
    expect(Object.keys(filesIn(join(root, 'dist'))).sort()).toEqual([
      'access.json', 'access.md', 'baseline.json', 'bootstrap/prod/bootstrap.yaml', 'bootstrap/staging/bootstrap.yaml', 'cdk.out/acme-Registry.template.json',
      'cdk.out/acme-prod-Network.template.json', 'cdk.out/acme-staging-Network.template.json', 'cdk.out/manifest.json', 'cdk.out/validation-report.json',
      'manifests/prod/orders.yaml', 'manifests/prod/platform.yaml', 'manifests/staging/orders.yaml', 'manifests/staging/platform.yaml',
    ]);
  });

  it('says the same for machines, in the same bytes every time', () => {
    const [one, other] = [aSynthesisedRepository(), aSynthesisedRepository()].map((root) => (verified(root), readFileSync(join(root, 'dist/baseline.json'), 'utf8')));
    expect(one).toBe(other);
    expect(JSON.parse(one)).toMatchObject({
      platform: 'acme', passed: 12, failed: 0,
      environments: [
        { name: 'staging', stacks: [{ name: 'acme-staging-Network', resources: 1 }], manifests: 2, objects: 2 },
        { name: 'prod', stacks: [{ name: 'acme-prod-Network', resources: 1 }], manifests: 2, objects: 2 },
      ],
      tooling: [{ name: 'acme-Registry', resources: 2 }],
      checks: expect.arrayContaining([{ name: 'cdk-nag AwsSolutions', subject: 'acme-Registry', findings: [] }]),
    });
  });

  it('replaces dist as a whole: what no app makes any more is gone', () => {
    const root = aSynthesisedRepository();
    write(root, { 'dist/manifests/old/retired.yaml': 'kind: Retired' });
    verified(root);
    expect(existsSync(join(root, 'dist/manifests/old'))).toBe(false);
    expect(filesIn(join(root, 'out'))).toEqual({});
  });
});

describe('verifying', () => {
  /** Verifies a repository with something wrong in it, and a dist from before. */
  function broken(files: Record<string, string | object>) {
    const root = aSynthesisedRepository();
    write(root, { 'dist/baseline.json': 'the last good one', ...files });
    return { ...verified(root), dist: filesIn(join(root, 'dist')) };
  }

  const violation = (severity: string) => ({
    ruleName: 'AwsSolutions-SQS4', severity, description: 'The SQS queue does not require SSL.', violatingConstructs: [{ constructPath: 'acme-prod-Network/Queue/Resource' }],
  });
  const report = (...reports: object[]) => ({ [`${CDK_OUT}/validation-report.json`]: { pluginReports: reports } });

  it.each([
    ['a pod runs whatever is latest', { 'apps/orders/out/manifests/prod/orders.yaml': LATEST }, /^ {2}prod: Kubernetes schema, Pod Security, digests: .*orders:latest/],
    ['a manifest is no YAML', { 'apps/orders/out/manifests/prod/orders.yaml': 'kind: [' }, /^ {2}prod: Kubernetes schema, Pod Security, digests: .*orders\.yaml/],
    ['a manifest for administrators is wrong', { 'apps/platform/out/bootstrap/prod/bootstrap.yaml': LATEST }, /^ {2}prod: Kubernetes schema, Pod Security, digests: .*bootstrap\.yaml.*orders:latest/],
    ['a template has a Lambda', { [`${CDK_OUT}/acme-prod-Network.template.json`]: { Resources: { Code: { Type: 'AWS::Lambda::Function' } } } },
      /^ {2}acme-prod-Network: no Lambda, no custom resource: Code runs code inside CloudFormation, got AWS::Lambda::Function; /],
    ['a template has a custom resource', { [`${CDK_OUT}/acme-prod-Network.template.json`]: { Resources: { Code: { Type: 'Custom::Thing' } } } },
      /^ {2}acme-prod-Network: no Lambda, no custom resource: Code runs .* got Custom::Thing; /],
    ['a template says what AWS would refuse', { [`${CDK_OUT}/acme-prod-Network.template.json`]: { Resources: { Nodes: MIN_ABOVE_MAX } } },
      /^ {2}every stack: semantics of AWS: acme-prod-Network\.template\.json error eks\/min-above-max: Nodes Properties\.ScalingConfig\.MinSize is above MaxSize 2, got 3; /],
    ['cdk-nag found something', report({ pluginName: 'AwsSolutions', violations: [violation('error')] }, CLEAN[1]),
      /^ {2}acme-prod-Network: cdk-nag AwsSolutions: acme-prod-Network\/Queue\/Resource breaks AwsSolutions-SQS4: The SQS queue does not require SSL\.$/],
  ])('fails when %s: the finding is printed, and dist stays as it was', (_, files, finding) => {
    const { passed, lines, dist } = broken(files);
    expect(passed).toBe(false);
    expect(lines.filter((line) => finding.test(line)).length).toBeGreaterThan(0);
    expect(lines).toContain('checks  11 passed, 1 failed');
    expect(lines).toContain('dist/ was left as it was. Correct the above, then run: npm run baseline');
    expect(dist).toEqual({ 'baseline.json': 'the last good one' });
  });

  it('fails when the assembly was made without its judges', () => {
    const { passed, printed } = broken(report(CLEAN[0]));
    expect(passed).toBe(false);
    expect(printed).toContain('acme-Registry: CloudFormation schema: was not judged, got no report of it; synthesise again with CDK_VALIDATION unset');
  });

  it('passes what is only a warning', () => {
    expect(broken(report({ pluginName: 'AwsSolutions', violations: [violation('warning')] }, CLEAN[1])).passed).toBe(true);
  });

  it.each([
    'apps/orders/out/manifests/prod', 'apps/platform/out/manifests/staging', 'apps/platform/out/bootstrap/prod', CDK_OUT,
  ])('fails when %s was never made, and says how to make it', (output) => {
    const root = aSynthesisedRepository();
    rmSync(join(root, output), { recursive: true });
    expect(() => verified(root)).toThrow(`${output} is missing, got nothing to gather; run: npm run baseline`);
    expect(existsSync(join(root, 'dist'))).toBe(false);
  });

  it('fails when an environment is newer than the outputs', () => {
    const root = aSynthesisedRepository();
    write(root, { 'platform.json': readFileSync(join(aSynthesisedRepository(aPlatform({ environments: [anEnvironment(), anEnvironment({ name: 'eu' })] })), 'platform.json'), 'utf8') });
    expect(() => verified(root)).toThrow('apps/platform/out/bootstrap/eu is missing');
  });
});

describe('npm run verify', () => {
  const npmRunVerify = (root: string): Promise<Ended> => run(root, join(ROOT, 'apps/platform/src/verify.ts'), { TSX_TSCONFIG_PATH: join(ROOT, 'apps/platform/tsconfig.json') });

  it('ends with 1 and the findings when a check fails, with one sentence when an output is missing', async () => {
    const [failing, incomplete] = [aSynthesisedRepository(), aSynthesisedRepository()];
    write(failing, { 'apps/orders/out/manifests/prod/orders.yaml': LATEST });
    rmSync(join(incomplete, CDK_OUT), { recursive: true });
    const [found, missing] = await Promise.all([npmRunVerify(failing), npmRunVerify(incomplete)]);
    expect(found).toMatchObject({ status: 1, stderr: '' });
    expect(found.stdout).toMatch(/^checks {2}11 passed, 1 failed$/m);
    expect(missing).toEqual({ status: 1, stdout: '', stderr: `${CDK_OUT} is missing, got nothing to gather; run: npm run baseline\n` });
  }, 30_000);
});
