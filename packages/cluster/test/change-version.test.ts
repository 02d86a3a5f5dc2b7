import { anEks, aContext, aPlatformFolder, EksWorld, loggedIn } from './an-eks';
import { changeVersion } from '../src/runtime/change-version';

const upgrade = changeVersion('upgrade');
const rollback = changeVersion('rollback');

const LISTED = {
  'kube-proxy': { '1.35': ['v1.35.3-eksbuild.13'], '1.36': ['v1.36.0-eksbuild.14'] },
  'coredns': { '1.35': ['v1.14.3-eksbuild.3'], '1.36': ['v1.14.3-eksbuild.3'] },
  'metrics-server': { '1.35': ['v0.8.0-eksbuild.1'], '1.36': ['v0.9.0-eksbuild.1', 'v0.8.0-eksbuild.1'] },
  'vpc-cni': { '1.35': ['v1.21.1-eksbuild.1'], '1.36': ['v1.22.0-eksbuild.1'] },
};
const AT_135 = {
  kubernetes: '1.35', listed: LISTED, nodeGroups: { general: '1.35' },
  addons: { 'coredns': 'v1.14.3-eksbuild.3', 'kube-proxy': 'v1.35.3-eksbuild.13', 'vpc-cni': 'v1.21.1-eksbuild.1', 'metrics-server': 'v0.8.0-eksbuild.1', 'team-addon': 'v1.0.0-eksbuild.1' },
};
const AT_136 = { ...AT_135, kubernetes: '1.36', nodeGroups: { general: '1.36' }, addons: { 'kube-proxy': 'v1.36.0-eksbuild.14', 'coredns': 'v1.14.3-eksbuild.3' } };
const PROD = ['--environment', 'prod'];

const environment = process.env;
let close: () => Promise<unknown> = async () => undefined;
afterEach(async () => {
  await close();
  process.env = environment;
});

/** Someone who is logged in, before this cluster. */
async function before(world: Partial<EksWorld>, said: object = {}, prod: object = {}) {
  const eks = await anEks(world);
  close = eks.close;
  process.env = loggedIn(eks.url);
  return { eks, context: aContext(aPlatformFolder(said, prod)) };
}

describe('a plan', () => {
  it('of an upgrade needs neither credentials nor region, and says what the repository knows', async () => {
    process.env = {};
    const context = aContext(aPlatformFolder({ capacity: { nodeGroups: [{ name: 'general' }] } }, { account: undefined, region: undefined }));
    await upgrade([...PROD, '--plan'], context);
    expect(context.printed[0].split('\n')).toEqual([
      'upgrade of acme-prod: 1.35 → 1.36, as platform.json has it',
      '  EKS upgrade insights are checked first',
      '  1. control plane acme-prod: 1.35 → 1.36',
      '  2. node group general: 1.35 → 1.36',
      "  3. add-on eks-pod-identity-agent: EKS's default",
      "  4. add-on vpc-cni: EKS's default",
      '  5. add-on kube-proxy: v1.36.0-eksbuild.14',
      '  6. add-on coredns: v1.14.3-eksbuild.3',
      "  7. add-on metrics-server: EKS's default",
      "  8. add-on aws-ebs-csi-driver: EKS's default",
    ]);
  });

  it('of a rollback takes the nodes back before the control plane', async () => {
    const context = aContext(aPlatformFolder({ capacity: { nodeGroups: [{ name: 'general' }] } }));
    await rollback([...PROD, '--plan', '--json'], context);
    const { from, to, steps } = JSON.parse(context.printed[0]);
    expect([from, to]).toEqual(['1.36', '1.35']);
    expect(steps.map(({ part }: { part: string }) => part)).toEqual(['node group', ...Array(6).fill('add-on'), 'control plane']);
  });
});

describe('an upgrade', () => {
  it('changes nothing unless told to', async () => {
    const { eks, context } = await before(AT_135);
    await upgrade(PROD, context);
    expect(eks.writes).toEqual([]);
    expect(context.printed[0].split('\n')).toEqual([
      'upgrade of acme-prod: 1.35 → 1.36, as EKS has it',
      '  1. control plane acme-prod: 1.35 → 1.36',
      '  2. node group general: 1.35 → 1.36',
      '  3. add-on vpc-cni: v1.21.1-eksbuild.1 → v1.22.0-eksbuild.1',
      '  4. add-on kube-proxy: v1.35.3-eksbuild.13 → v1.36.0-eksbuild.14',
    ]);
    expect(context.said).toEqual(['nothing was changed: add --yes to perform it']);
  });

  it('moves the control plane, then nodes, then add-ons as locked, each to its end', async () => {
    const { eks, context } = await before({ ...AT_135, updateStatuses: ['InProgress', 'Successful'] });
    await upgrade([...PROD, '--yes'], context);
    expect(eks.writes.map(({ path }) => path)).toEqual([
      '/clusters/acme-prod/updates', '/clusters/acme-prod/node-groups/general/update-version',
      '/clusters/acme-prod/addons/vpc-cni/update', '/clusters/acme-prod/addons/kube-proxy/update',
    ]);
    expect(eks.writes[3].body).toEqual(expect.objectContaining({ addonVersion: 'v1.36.0-eksbuild.14', configurationValues: '{"a":"b"}', resolveConflicts: 'OVERWRITE' }));
    expect(context.slept).toEqual(Array(4).fill(30_000));
    expect(context.said).toContain('[2/4] node group general: 1.35 → 1.36 done');
    expect(context.said.at(-1)).toBe('next: deploy acme-prod-Cluster, so that CloudFormation knows the versions too');
  });

  it('goes on where it was interrupted', async () => {
    const { eks, context } = await before({ ...AT_135, kubernetes: '1.36' });
    await upgrade([...PROD, '--yes'], context);
    expect(eks.writes[0].path).toBe('/clusters/acme-prod/node-groups/general/update-version');
    const again = aContext(context.cwd);
    await upgrade([...PROD, '--yes'], again);
    expect(again.printed[0]).toContain('nothing to do: everything is there');
  });

  it('shows what insights warn of, and for the target version only', async () => {
    const insights = [
      { id: 'skew', status: 'PASSING', kubernetesVersion: '1.36' }, { id: 'addons', status: 'WARNING', kubernetesVersion: '1.36' },
      { id: 'later', status: 'ERROR', kubernetesVersion: '1.37' },
    ];
    const { context } = await before({ ...AT_135, insights });
    await upgrade(PROD, context);
    expect(context.printed[0].split('\n').filter((line) => line.includes('!'))).toEqual(['  ! WARNING addons: addons is WARNING repair addons']);
  });

  it('fails when an insight is against it, before anything is changed', async () => {
    const { eks, context } = await before({ ...AT_135, insights: [{ id: 'deprecated-apis', status: 'ERROR', kubernetesVersion: '1.36' }] });
    await expect(upgrade([...PROD, '--yes'], context)).rejects.toThrow('insights speak against 1.36, got ERROR of deprecated-apis; do what they recommend, then try again');
    expect(eks.writes).toEqual([]);
  });

  it('fails when the templates would not move with it', async () => {
    const { eks, context } = await before(AT_135, { kubernetes: '1.35' });
    await expect(upgrade([...PROD, '--to', '1.36', '--yes'], context)).rejects.toThrow('kubernetes of platform.json is not 1.36, got "1.35"; change it in .projenrc.ts');
    expect(eks.writes).toEqual([]);
  });

  it.each([
    ['it skips a version', { ...AT_135, kubernetes: '1.34' }, [], /^version is more than one minor above the cluster's 1\.34, got "1\.36"; upgrade --to 1\.35 first$/],
    ['it goes back', AT_136, ['--to', '1.35'], /^version is older than the cluster's 1\.36, got "1\.35"; use rollback/],
    ['the version is unknown', AT_135, ['--to', '1.99'], /^version is not in the EKS calendar, got "1\.99"; use one of 1\.34, 1\.35, 1\.36/],
    ['something else is going on', { ...AT_135, status: 'UPDATING' }, [], /^cluster acme-prod is not ACTIVE, got "UPDATING"; wait/],
    ['the credentials are of another account', { ...AT_135, account: '222222222222' }, [], /^account of environment prod is 111111111111, got credentials of 222222222222; log in/],
    ['a locked version is not one of EKS', { ...AT_135, listed: {} }, [], /^1\.36\.json addons\.coredns\.version is not listed by EKS for Kubernetes 1\.36, got "v1\.14\.3-eksbuild\.3"; run: npm run addons:refresh|addons\.kube-proxy/],
    ['AWS refuses', { ...AT_135, errors: { 'acme-prod': 'AccessDeniedException' } }, [], /^cluster acme-prod cannot be read, got "AccessDeniedException: says AccessDeniedException"; ask for this permission/],
    ['a session is over', { ...AT_135, errors: { 'insights': 'ExpiredTokenException' } }, [], /^insights of cluster acme-prod cannot be read, got "ExpiredTokenException: .+"; log in again/],
  ])('fails when %s', async (_, world, args, sentence) => {
    const { eks, context } = await before(world as Partial<EksWorld>);
    await expect(upgrade([...PROD, ...args, '--yes'], context)).rejects.toThrow(sentence);
    expect(eks.writes).toEqual([]);
  });

  it('fails when a step fails, and says how to go on', async () => {
    const { eks, context } = await before({ ...AT_135, updateStatuses: ['Failed'] });
    await expect(upgrade([...PROD, '--yes'], context)).rejects.toThrow(
      '[1/4] control plane acme-prod: 1.35 → 1.36 ended, got "Failed: PodEvictionFailure: orders cannot be evicted"; correct what EKS names, then run the same command',
    );
    expect(eks.writes).toHaveLength(1);
  });

  it('fails when a step takes longer than three hours', async () => {
    const { context } = await before({ ...AT_135, updateStatuses: ['InProgress'] });
    await expect(upgrade([...PROD, '--yes'], context)).rejects.toThrow(/goes on in EKS, got no end in 180 minutes; run the same command/);
    expect(context.slept).toHaveLength(360);
  }, 30_000);
});

describe('a rollback', () => {
  it('takes nodes and add-ons back, then the control plane, by the call that took it up', async () => {
    const { eks, context } = await before(AT_136);
    await rollback([...PROD, '--yes'], context);
    expect(eks.writes.map(({ path, body }) => [path, body.version ?? body.addonVersion])).toEqual([
      ['/clusters/acme-prod/node-groups/general/update-version', '1.35'],
      ['/clusters/acme-prod/addons/kube-proxy/update', 'v1.35.3-eksbuild.13'],
      ['/clusters/acme-prod/updates', '1.35'],
    ]);
    expect(context.said).toContain("next: set kubernetes '1.35' in .projenrc.ts and run npx projen, or the next deployment upgrades prod again");
  });

  it.each([
    ['the upgrade is more than seven days old', { ...AT_136, upgradedDaysAgo: 8 }, [], /^cluster acme-prod was upgraded more than 7 days ago, got 2026-11-16; repair forward on 1\.36$/],
    ['there was no upgrade', { ...AT_136, upgradedDaysAgo: undefined }, [], /^cluster acme-prod was not upgraded to 1\.36, got no such update/],
    ['it was rolled back already', { ...AT_136, lastChange: 'VersionRollback' }, [], /^cluster acme-prod was rolled back to 1\.36 already, got that on 2026-11-23; it goes back no further$/],
    ['it would go further than one version', AT_136, ['--to', '1.34'], /^version is not the one before the cluster's 1\.36, got "1\.34"/],
    ['an insight is against it', { ...AT_136, insights: [{ id: 'kubelet-skew', status: 'ERROR' }] }, [], /^insights speak against 1\.35, got ERROR of kubelet-skew/],
  ])('fails when %s', async (_, world, args, sentence) => {
    const { eks, context } = await before(world as Partial<EksWorld>);
    await expect(rollback([...PROD, ...args, '--yes'], context)).rejects.toThrow(sentence);
    expect(eks.writes).toEqual([]);
  });
});

describe('a version change', () => {
  it.each([
    ['no environment is named', [], {}, /^--environment is missing, got nothing; name one of prod$/],
    ['there is no such environment', ['--environment', 'qa'], {}, /^--environment is not in platform\.json, got "qa"; name one of prod$/],
    ['its region is unknown', PROD, { region: undefined }, /^region of environment prod is missing, got nothing; add it in \.projenrc\.ts/],
    ['it is to be planned and performed', [...PROD, '--plan', '--yes'], {}, /^--plan and --yes exclude each other/],
  ])('fails when %s', async (_, args, prod, sentence) => {
    const { context } = await before(AT_135, {}, prod);
    await expect(upgrade(args, context)).rejects.toThrow(sentence);
  });

  it('fails when nobody is logged in', async () => {
    const { context } = await before(AT_135);
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) delete process.env[name];
    await expect(upgrade(PROD, context)).rejects.toThrow(/^cluster acme-prod cannot be read, got "CredentialsProviderError: .+"; log in to the environment's account/);
  });

  it('fails outside a repository', async () => {
    await expect(upgrade(PROD, aContext('/'))).rejects.toThrow('platform.json is not in this folder or above, got "/"; run inside the repository');
  });
});
