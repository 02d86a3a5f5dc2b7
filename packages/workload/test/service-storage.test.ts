import { checkManifests, Microservice, MicroserviceProps, ServiceStorage, SharedStorage } from '../src';
import { aMicroservice, check, manifests, objectsOf, serviceProps, Tree } from './world';

const DISK = { kind: 'block', size: '20Gi', mountPath: '/data' } as const;
const FILES = { kind: 'shared', claim: 'orders-files', mountPath: '/data' } as const;

const storing = (storage: ServiceStorage, said: Partial<MicroserviceProps> = {}): Record<string, Tree> => aMicroservice({ storage, ...said });
const mounts = (workload: Tree): Tree[] => workload.spec.template.spec.containers[0].volumeMounts;

describe('a service with block storage', () => {
  const objects = storing(DISK);
  const { spec } = objects.StatefulSet;

  it('is a StatefulSet instead of a Deployment, and passes every check', () => {
    const all = objectsOf((chart) => new Microservice(chart, 'Default', serviceProps({ storage: DISK })));
    expect(check(...all)).toEqual([]);
    expect(all.map(({ kind }) => kind)).not.toContain('Deployment');
  });

  it('has a volume for each pod, which nothing it does removes', () => {
    expect(spec.volumeClaimTemplates.map(({ metadata, spec: claim }: Tree) => [metadata.name, claim])).toEqual([['data', { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '20Gi' } } }]]);
    expect(spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
    expect(mounts(objects.StatefulSet)).toContainEqual({ name: 'data', mountPath: '/data' });
  });

  it('has volumes of the class that is named, or else of the default one', () => {
    expect(spec.volumeClaimTemplates[0].spec).not.toHaveProperty('storageClassName');
    expect(storing({ ...DISK, className: 'gp3-auto' }).StatefulSet.spec.volumeClaimTemplates[0].spec.storageClassName).toBe('gp3-auto');
  });

  it('gives each pod a name in the cluster, beside the one all share', () => {
    const services = objectsOf((chart) => new Microservice(chart, 'Default', serviceProps({ storage: DISK }))).filter(({ kind }) => kind === 'Service');
    expect(services.map(({ metadata, spec: { clusterIP, type } }) => [metadata.name, clusterIP ?? type])).toEqual([['orders-pods', 'None'], ['orders', 'ClusterIP']]);
    expect(spec.serviceName).toBe('orders-pods');
  });

  it('keeps the number of its pods unless said otherwise, since each has its own data', () => {
    const scaling = (size?: MicroserviceProps['size']) => storing(DISK, { size }).HorizontalPodAutoscaler.spec;
    expect(scaling()).toMatchObject({ scaleTargetRef: { kind: 'StatefulSet', name: 'orders' }, minReplicas: 2, maxReplicas: 2 });
    expect(scaling({ minReplicas: 3, maxReplicas: 6 })).toMatchObject({ minReplicas: 3, maxReplicas: 6 });
    expect(spec).not.toHaveProperty('replicas');
  });

  it('can take back a revision that never gets ready', () => {
    expect(spec).toMatchObject({ podManagementPolicy: 'Parallel', updateStrategy: { type: 'RollingUpdate' }, revisionHistoryLimit: 3 });
  });

  it('starts without going through every file of a large volume', () => {
    expect(spec.template.spec.securityContext).toMatchObject({ fsGroup: 65532, fsGroupChangePolicy: 'OnRootMismatch' });
  });

  it('fails when it is on Fargate, which mounts no such volume', () => {
    expect(() => storing(DISK, { compute: 'fargate' })).toThrow(`orders.storage.kind is an EBS volume, which Fargate cannot mount, got "block"; use 'shared', or a namespace on nodes`);
  });
});

describe('a service with shared storage', () => {
  it.each([['nodes', 'services'], ['fargate', 'jobs']] as const)('mounts a claim that exists, on %s, and passes every check', (compute, namespace) => {
    const objects = storing(FILES, { compute, namespace });
    expect(objects.Deployment.spec.template.spec.volumes).toContainEqual({ name: 'data', persistentVolumeClaim: { claimName: 'orders-files' } });
    expect(mounts(objects.Deployment)).toContainEqual({ name: 'data', mountPath: '/data' });
    expect(checkManifests(manifests(Object.values(objects)), { fargateNamespaces: ['jobs'] })).toEqual([]);
  });

  it('finds a file system of EFS there that nothing deletes', () => {
    const [volume, claim] = objectsOf((chart) => new SharedStorage(chart, 'Files', {
      name: 'orders-files', platform: 'acme', namespace: 'services', fileSystemId: 'fs-0123456789abcdef0', accessPointId: 'fsap-0123456789abcdef0',
    }));
    expect(volume.spec).toMatchObject({
      accessModes: ['ReadWriteMany'], persistentVolumeReclaimPolicy: 'Retain', storageClassName: '', claimRef: { name: 'orders-files', namespace: 'services' },
      csi: { driver: 'efs.csi.aws.com', volumeHandle: 'fs-0123456789abcdef0::fsap-0123456789abcdef0' },
    });
    expect(claim).toMatchObject({ metadata: { name: 'orders-files', namespace: 'services' }, spec: { storageClassName: '', volumeName: volume.metadata.name } });
    expect(check(volume, claim)).toEqual([]);
  });
});

describe('storage', () => {
  it.each([
    ['has no size', { ...DISK, size: '20 GB' }, 'orders.storage.size is not a quantity above zero, got "20 GB"; write it like 10Gi'],
    ['is mounted at a relative path', { ...DISK, mountPath: 'data' }, 'orders.storage.mountPath is not an absolute path of its own, got "data"; write it like /data'],
    ['hides the root', { ...DISK, mountPath: '/' }, 'orders.storage.mountPath is not an absolute path of its own, got "/"'],
    ['hides the scratch space', { ...DISK, mountPath: '/tmp' }, 'orders.storage.mountPath is not an absolute path of its own, got "/tmp"'],
    ['hides the secrets', { ...FILES, mountPath: '/var/run' }, 'orders.storage.mountPath is not an absolute path of its own, got "/var/run"'],
    ['climbs out of its path', { ...DISK, mountPath: '/data/../tmp' }, 'orders.storage.mountPath is not an absolute path of its own, got "/data/../tmp"'],
    ['is a claim nobody can make', { ...FILES, claim: 'Orders Files' }, 'orders.storage.claim is not the name of a claim, got "Orders Files"; name one'],
  ] satisfies [string, ServiceStorage, string][])('fails when it %s', (_, storage, sentence) => {
    expect(() => storing(storage)).toThrow(sentence);
  });
});
