import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anEks, aContext, EksWorld, loggedIn } from './an-eks';
import { ADDON_LOCKS, readAddonLock } from '../src/addons/addon-lock';
import { refreshAddons } from '../src/runtime/refresh-addons';

/** A copy of this repository's locks. */
function someLocks(): string {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-'));
  for (const file of readdirSync(ADDON_LOCKS).filter((name) => name.endsWith('.json'))) cpSync(join(ADDON_LOCKS, file), join(folder, file));
  return folder;
}

const LISTED = { 'vpc-cni': { '1.36': ['v1.22.4-eksbuild.3', 'v1.21.0-eksbuild.1'] }, 'kube-proxy': { '1.36': ['v1.36.0-eksbuild.14'] }, 'coredns': { '1.36': ['v1.14.3-eksbuild.16'] } };
const ONLY_136 = ['--version', '1.36'];

const environment = process.env;
let close: () => Promise<unknown> = async () => undefined;
afterEach(async () => {
  await close();
  process.env = environment;
});

async function before(world: Partial<EksWorld> = { listed: LISTED }) {
  const eks = await anEks(world);
  close = eks.close;
  process.env = loggedIn(eks.url);
  return { eks, context: aContext('/', someLocks()) };
}

describe('refreshing the add-on locks', () => {
  it('shows what would change, and writes nothing', async () => {
    const { context } = await before();
    const bytes = () => readFileSync(join(context.locks, '1.36.json'), 'utf8');
    const was = bytes();
    await refreshAddons(ONLY_136, context);
    expect(context.printed).toEqual([
      "1.36  vpc-cni                 EKS's default → v1.22.4-eksbuild.3",
      '1.36  coredns                 v1.14.3-eksbuild.3 → v1.14.3-eksbuild.16',
    ]);
    expect(context.said).toEqual(['2 to change; nothing was written: add --write']);
    expect(bytes()).toBe(was);
  });

  it("writes EKS's defaults with their source and day when told to; what did not change keeps its own", async () => {
    const { context } = await before();
    const { addons: was } = readAddonLock('1.36', context.locks);
    await refreshAddons([...ONLY_136, '--write'], context);
    const { addons } = readAddonLock('1.36', context.locks);
    expect(addons['vpc-cni']).toEqual({ version: 'v1.22.4-eksbuild.3', source: 'EKS DescribeAddonVersions, its default for 1.36', provenOn: '2026-11-24' });
    expect([addons['kube-proxy'], addons['metrics-server']]).toEqual([was['kube-proxy'], was['metrics-server']]);

    const again = aContext('/', context.locks);
    await refreshAddons([...ONLY_136, '--write'], again);
    expect([again.printed, again.said]).toEqual([[], ['the locks are what EKS says: nothing to write']]);
  });

  it('makes the lock of a version that has none', async () => {
    const { context } = await before();
    const locks = mkdtempSync(join(tmpdir(), 'plinth-'));
    await refreshAddons([...ONLY_136, '--write'], { ...context, locks });
    expect(readAddonLock('1.36', locks).addons['coredns'].version).toBe('v1.14.3-eksbuild.16');
    expect(readAddonLock('1.36', locks).addons['metrics-server'].version).toBeNull();
  });

  it('asks for every version of the calendar unless told which', async () => {
    const { eks, context } = await before({ listed: {} });
    await refreshAddons([], context);
    expect(eks.asked).toHaveLength(18);
    expect(context.printed).toContain("1.35  kube-proxy              v1.35.3-eksbuild.13 → EKS's default");
  });

  it('fails when AWS refuses, and leaves the locks alone', async () => {
    const { context } = await before({ errors: { 'supported-versions': 'AccessDeniedException' } });
    await expect(refreshAddons([...ONLY_136, '--write'], context)).rejects.toThrow(/^versions of add-on eks-pod-identity-agent cannot be read, got "AccessDeniedException: .+"; ask for this permission/);
    expect(readAddonLock('1.36', context.locks)).toEqual(readAddonLock('1.36'));
  });

  it('fails when nobody is logged in', async () => {
    const { context } = await before();
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) delete process.env[name];
    await expect(refreshAddons(ONLY_136, context)).rejects.toThrow(/cannot be read, got "CredentialsProviderError: .+"; log in to the environment's account/);
  });

  it('fails when no region is known', async () => {
    const { context } = await before();
    delete process.env.AWS_REGION;
    await expect(refreshAddons(ONLY_136, context)).rejects.toThrow('region is not usable, got "Region is missing"; give --region or set AWS_REGION');
  });

  it('fails when the version is not in the calendar', async () => {
    const { context } = await before();
    await expect(refreshAddons(['--version', '1.99'], context)).rejects.toThrow('--version is not in the EKS calendar, got "1.99"; use one of 1.34, 1.35, 1.36');
  });
});

describe('the command line', () => {
  const ROOT = join(__dirname, '../../..');
  const cluster = (...args: string[]) => {
    const env = { PATH: process.env.PATH, AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'eu-central-1', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'packages/cluster/src/runtime/main.ts', ...args], { cwd: ROOT, env, encoding: 'utf8' });
    return { status, stdout, stderr };
  };

  it('fails without credentials in one sentence', () => {
    const { status, stdout, stderr } = cluster('refresh-addons');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^refresh-addons: versions of add-on \S+ cannot be read, got "CredentialsProviderError: [^\n]+"; log in [^\n]+\n$/);
  }, 30_000);

  it.each([[[]], [['downgrade']], [['toString']]])('fails when there is no such command, and says which there are: %j', (args) => {
    const { status, stderr } = cluster(...args);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^usage: cluster <command>\n {2}upgrade .+\n {2}rollback .+\n {2}refresh-addons .+\n$/)]);
  }, 30_000);

  it('fails when an option is mistyped', () => {
    expect(cluster('upgrade', '--enviroment', 'prod')).toEqual({ status: 2, stdout: '', stderr: expect.stringContaining("upgrade: Unknown option '--enviroment'") });
  }, 30_000);
});
