import { Architecture, NodePoolConfig, Purchase } from '@plinth/template/config';
import { AutoModeNodePool, BlockStorage, FargateLogRouter, VolumeDriver } from '../src';
import { check, objectsOf, Tree } from './world';

const LOG_GROUP = '/aws/containerinsights/acme-prod/application';

describe('block storage', () => {
  const storageClass = (driver: VolumeDriver): Tree => objectsOf((chart) => new BlockStorage(chart, 'BlockStorage', { platform: 'acme', driver }))[0];

  it.each([['auto-mode', 'ebs.csi.eks.amazonaws.com'], ['add-on', 'ebs.csi.aws.com']] as const)('of %s is the default: encrypted, in the zone of the pod, able to grow', (driver, provisioner) => {
    expect(storageClass(driver)).toMatchObject({
      metadata: { name: BlockStorage.className(driver), annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner, parameters: { type: 'gp3', encrypted: 'true' }, volumeBindingMode: 'WaitForFirstConsumer', allowVolumeExpansion: true,
    });
    expect(check(storageClass(driver))).toEqual([]);
  });

  it('of Auto Mode stays on nodes of Auto Mode, which alone can mount it', () => {
    expect(storageClass('auto-mode').allowedTopologies).toEqual([{ matchLabelExpressions: [{ key: 'eks.amazonaws.com/compute-type', values: ['auto'] }] }]);
    expect(storageClass('add-on').allowedTopologies).toBeUndefined();
  });

  it('has a name for each driver, since a class cannot change its own', () => {
    expect(BlockStorage.className('auto-mode')).not.toBe(BlockStorage.className('add-on'));
  });
});

describe('a node pool of Auto Mode', () => {
  const nodePool = (said: Partial<NodePoolConfig> = {}): Tree => objectsOf((chart) => new AutoModeNodePool(chart, 'Pool', { platform: 'acme', pool: { name: 'pool', ...said } }))[0];
  const values = ({ spec }: Tree, key: string) => spec.template.spec.requirements.find((requirement: Tree) => requirement.key === key).values;

  it('is of x86 on demand, and at most 100 CPUs, unless said otherwise', () => {
    const pool = nodePool();
    expect(values(pool, 'karpenter.sh/capacity-type')).toEqual(['on-demand']);
    expect(values(pool, 'kubernetes.io/arch')).toEqual(['amd64']);
    expect(pool.spec.limits).toEqual({ cpu: '100' });
    expect(check(pool)).toEqual([]);
  });

  it('is bought, built and limited as said', () => {
    const pool = nodePool({ purchase: Purchase.SPOT, architecture: Architecture.ARM64, cpuLimit: 16 });
    expect([values(pool, 'karpenter.sh/capacity-type'), values(pool, 'kubernetes.io/arch'), pool.spec.limits]).toEqual([['spot'], ['arm64'], { cpu: '16' }]);
  });

  it('comes before the built-in pools, and Spot before all', () => {
    const [onDemand, spot] = [Purchase.ON_DEMAND, Purchase.SPOT].map((purchase) => nodePool({ purchase }).spec.weight);
    expect(onDemand).toBeGreaterThan(0);
    expect(spot).toBeGreaterThan(onDemand);
  });

  it('of Arm takes no pod that does not say it can run there', () => {
    expect(nodePool({ architecture: Architecture.ARM64 }).spec.template.spec.taints).toEqual([{ key: 'kubernetes.io/arch', value: 'arm64', effect: 'NoSchedule' }]);
    expect(nodePool().spec.template.spec.taints).toBeUndefined();
  });

  it('gives back what is not used, replaces nodes every two weeks, and a tenth of them at a time', () => {
    expect(nodePool().spec).toMatchObject({
      disruption: { consolidationPolicy: 'WhenEmptyOrUnderutilized', budgets: [{ nodes: '10%' }] }, template: { spec: { expireAfter: '336h' } },
    });
  });

  it("is of the node class EKS makes, not of one of ours", () => {
    expect(nodePool().spec.template.spec.nodeClassRef).toEqual({ group: 'eks.amazonaws.com', kind: 'NodeClass', name: 'default' });
  });
});

describe('the log router of Fargate', () => {
  const router = (region?: string): Tree[] => objectsOf((chart) => new FargateLogRouter(chart, 'LogRouter', { platform: 'acme', logGroupName: LOG_GROUP, region }));

  it("writes to the log group, in the environment's region, and makes none", () => {
    const [namespace, { metadata, data }] = router('eu-west-1');
    expect(namespace.metadata).toMatchObject({ name: 'aws-observability', labels: { 'aws-observability': 'enabled' } });
    expect(metadata).toMatchObject({ name: 'aws-logging', namespace: 'aws-observability' });
    expect(data['output.conf']).toMatch(/^ +region eu-west-1$/m);
    expect(data['output.conf']).toMatch(/^ +log_group_name \/aws\/containerinsights\/acme-prod\/application$/m);
    expect(data['output.conf']).toMatch(/^ +auto_create_group false$/m);
  });

  it('puts a line of JSON where request metrics look for it', () => {
    expect(router('eu-west-1')[1].data['filters.conf']).toMatch(/^ +Merge_Log_Key log_processed$/m);
  });

  it("reads the line behind what the container runtime writes before it", () => {
    const [, pattern] = / +Regex (.*)/.exec(router('eu-west-1')[1].data['parsers.conf'])!;
    const line = '2026-11-23T08:00:00.000000000Z stdout F {"level":"info"}';
    expect(new RegExp(pattern).exec(line)?.groups).toMatchObject({ stream: 'stdout', log: '{"level":"info"}' });
  });

  it('is off where the region is not known, and says so', () => {
    const objects = router();
    expect(objects.map(({ kind }) => kind)).toEqual(['Namespace']);
    expect(objects[0].metadata.annotations['plinth/log-router']).toMatch(/^off: .*region/);
  });

  it.each(['eu-west-1', undefined])('passes every check with region %s', (region) => {
    expect(check(...router(region))).toEqual([]);
  });
});
