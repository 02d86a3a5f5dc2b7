import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Architecture, CapacityConfig, PlatformConfig, Purchase, renderPlatform } from '@plinth/template/config';
import { checkManifestFiles, findingLine, parseManifests } from '@plinth/workload';
import { renderPlatformManifests } from '../src/platform-manifests';
import { aFolder, aPlatform, aService, anEnvironment } from './world';

/** A Kubernetes object, as far as these tests look into it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Tree = any;

const SPOT_POOL = { name: 'spot', purchase: Purchase.SPOT };
const MIXES: Record<string, CapacityConfig | undefined> = {
  'nothing said': undefined,
  'Auto Mode with node pools': { autoMode: { nodePools: [SPOT_POOL, { name: 'arm', architecture: Architecture.ARM64 }] } },
  'node groups': { nodeGroups: [{ name: 'general' }] },
  'only Fargate': { fargate: [{ name: 'services', namespaces: ['services'] }] },
  'all of them': { autoMode: { nodePools: [SPOT_POOL] }, nodeGroups: [{ name: 'general' }], fargate: [{ name: 'jobs', namespaces: ['jobs'] }] },
};

/** What is rendered for the environment `prod` of a platform: its folders, and the objects in them. */
function rendered(said: Partial<PlatformConfig> = {}) {
  const folder = aFolder();
  writeFileSync(join(folder, 'platform.json'), renderPlatform(aPlatform(said)));
  renderPlatformManifests(join(folder, 'platform.json'), folder);
  const objects = (kind: string, file: string) => parseManifests(readFileSync(join(folder, kind, 'prod', file), 'utf8'), file).map(({ object }): Tree => object);
  return { folder, deployed: objects('manifests', 'platform.yaml'), bootstrap: objects('bootstrap', 'bootstrap.yaml') };
}

const ofKind = (kind: string, objects: Tree[]) => objects.filter((object) => object.kind === kind);
const named = (kind: string, objects: Tree[]) => ofKind(kind, objects).map(({ metadata }) => metadata.name);
const inEurope = { environments: [anEnvironment({ region: 'eu-west-1' })] };

/** Kinds `AmazonEKSEditPolicy` writes in its namespaces. */
const EDITABLE = ['NetworkPolicy'];

/** Names of an object as RBAC knows it, the plural of its kind first. */
const resourceOf = ({ kind }: Tree) => (/(params|s)$/i.test(kind) ? `${kind.toLowerCase()}${/params$/i.test(kind) ? '' : 'es'}` : `${kind.toLowerCase()}s`);

describe.each(Object.entries(MIXES))('the platform manifests of a cluster with %s', (_, capacity) => {
  const services = [aService(), aService({ name: 'carts' }), ...(capacity?.autoMode ? [aService({ name: 'nightly', namespace: 'jobs' })] : [])];
  const { folder, deployed, bootstrap } = rendered({ capacity, services, ...inEurope });

  it('pass every check, those for an administrator too', () => {
    for (const kind of ['manifests', 'bootstrap']) expect(checkManifestFiles(join(folder, kind)).findings.map(findingLine)).toEqual([]);
  });

  it('let the deploy step write each of its objects, by name, and no more', () => {
    const rules = bootstrap.flatMap(({ metadata, rules: all = [] }) => all.filter(({ resourceNames }: Tree) => resourceNames).flatMap((rule: Tree) => rule.resources.flatMap(
      (resource: string) => rule.resourceNames.map((name: string) => `${rule.apiGroups[0]}/${resource} ${metadata.namespace ?? ''}/${name}`))));
    const owned = deployed.filter(({ kind }) => !EDITABLE.includes(kind)).map((object) => {
      const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
      return `${group}/${resourceOf(object)} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    });
    expect(rules.sort()).toEqual(owned.sort());
  });

  it('let the deploy step write references to secrets under any name, in namespaces of services alone', () => {
    const nameless = bootstrap.flatMap(({ kind, metadata, rules: all = [] }) => all.filter(({ resourceNames }: Tree) => !resourceNames)
      .map(({ apiGroups, resources, verbs }: Tree) => ({ in: `${kind} ${metadata.namespace}`, what: `${resources}.${apiGroups}`, verbs })));
    const namespaces = deployed.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
    const verbs = ['get', 'create', 'patch'];
    expect(nameless).toEqual(namespaces.flatMap((namespace) => ['externalsecrets.external-secrets.io', 'secretproviderclasses.secrets-store.csi.x-k8s.io']
      .map((what) => ({ in: `Role ${namespace}`, what, verbs }))));
  });

  it('have one default storage class, or none where nothing mounts a volume', () => {
    const defaults = ofKind('StorageClass', deployed).filter(({ metadata }) => metadata.annotations['storageclass.kubernetes.io/is-default-class'] === 'true');
    const provisioner = capacity === undefined || capacity.autoMode ? 'ebs.csi.eks.amazonaws.com' : 'ebs.csi.aws.com';
    expect(defaults.map((object) => object.provisioner)).toEqual(capacity?.fargate && !capacity.autoMode ? [] : [provisioner]);
  });

  it('have the node pools of Auto Mode that were declared', () => {
    expect(named('NodePool', deployed)).toEqual((capacity?.autoMode?.nodePools ?? []).map(({ name }) => name));
  });

  it('have a log router where there is Fargate, and nowhere else', () => {
    expect(named('ConfigMap', bootstrap).filter((name) => name === 'aws-logging')).toEqual(capacity?.fargate ? ['aws-logging'] : []);
  });

  it('limit each namespace, with the rights to do so in none but these', () => {
    const namespaces = named('Namespace', deployed);
    for (const kind of ['ResourceQuota', 'LimitRange']) expect(ofKind(kind, deployed).map(({ metadata }) => metadata.namespace)).toEqual(namespaces);
    expect(ofKind('RoleBinding', bootstrap).map(({ metadata }) => metadata.namespace)).toEqual(namespaces);
  });
});

describe('a new service', () => {
  const [before, after] = [[aService()], [aService(), aService({ name: 'carts' })]].map((services) => rendered({ services }));

  it('needs no administrator where its namespace exists', () => {
    expect(after.bootstrap).toEqual(before.bootstrap);
  });

  it('brings its share of the quota with it', () => {
    const pods = ({ deployed }: ReturnType<typeof rendered>) => Number(ofKind('ResourceQuota', deployed)[0].spec.hard.pods);
    expect(pods(after)).toBe(2 * pods(before));
  });
});

describe('the namespaces of services', () => {
  it('exist before the roles in them, and are the same from either hand', () => {
    const { deployed, bootstrap } = rendered();
    expect(ofKind('Namespace', bootstrap)).toEqual(ofKind('Namespace', deployed));
    expect(bootstrap.findIndex(({ kind }) => kind === 'Namespace')).toBeLessThan(bootstrap.findIndex(({ kind }) => kind === 'Role'));
  });
});

describe('the log router of Fargate', () => {
  const capacity = MIXES['only Fargate'];

  it("writes to the log group of its own cluster, in the environment's region", () => {
    const [router] = ofKind('ConfigMap', rendered({ capacity, ...inEurope }).bootstrap);
    expect(router.data['output.conf']).toContain('log_group_name /aws/containerinsights/acme-prod/application');
    expect(router.data['output.conf']).toContain('region eu-west-1');
  });

  it('is off where an environment names no region, and says so', () => {
    const { bootstrap } = rendered({ capacity });
    expect(named('ConfigMap', bootstrap)).not.toContain('aws-logging');
    expect(ofKind('Namespace', bootstrap).flatMap(({ metadata }) => metadata.annotations?.['plinth/log-router'] ?? [])).toEqual([expect.stringMatching(/^off: /)]);
  });
});
