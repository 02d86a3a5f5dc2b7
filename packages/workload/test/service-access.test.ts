import { checkManifests, MicroserviceProps, ServiceAccess, ServiceJob } from '../src';
import { aMicroservice, manifests, objectsOf, serviceProps, Tree } from './world';

const ROLE = 'arn:aws:iam::111111111111:role/orders';
const PASSWORD = { name: 'database-password', from: 'acme/prod/orders', key: 'password' };
const TOKEN = { name: 'token', from: 'acme/prod/payment-token' };

const reaching = (access: ServiceAccess, said: Partial<MicroserviceProps> = {}): Record<string, Tree> => aMicroservice({ access, ...said });
const pod = ({ Deployment }: Record<string, Tree>) => Deployment.spec.template.spec;
const mounts = (objects: Record<string, Tree>) => pod(objects).containers[0].volumeMounts.filter(({ name }: Tree) => name !== 'tmp');
const egress = (access: ServiceAccess): string[] => reaching(access).NetworkPolicy.spec.egress
  .map(({ to, ports }: Tree) => `${to.map((peer: Tree) => Object.values(peer).map((what) => JSON.stringify(what)).join(' ')).join(', ')} ${ports.map(({ port }: Tree) => port)}`);

describe("a service's secrets", () => {
  it.each([
    ['read by the Secrets Store CSI driver', { secrets: [PASSWORD, TOKEN] }, {}],
    ['copied by External Secrets', { secrets: [PASSWORD, TOKEN], secretStore: { name: 'aws' } }, {}],
    ['copied for Fargate', { secrets: [PASSWORD], secretStore: { name: 'aws', kind: 'ClusterSecretStore' as const }, roleArn: ROLE }, { compute: 'fargate' as const, namespace: 'jobs' }],
  ])('pass every check, %s', (_, access, said) => {
    expect(checkManifests(manifests(Object.values(reaching(access, said))), { fargateNamespaces: ['jobs'] })).toEqual([]);
  });

  it('are files that only its own pods see, and never variables', () => {
    for (const secretStore of [undefined, { name: 'aws' }]) {
      const objects = reaching({ secrets: [PASSWORD], secretStore });
      expect(mounts(objects)).toEqual([{ name: 'secrets', mountPath: '/var/run/secrets/plinth', readOnly: true }]);
      expect(JSON.stringify([pod(objects).containers[0].env, objects.ConfigMap.data])).not.toContain('password');
    }
  });

  it("are read with the service's own role where no store is named", () => {
    const objects = reaching({ secrets: [PASSWORD, TOKEN] });
    const { metadata, spec } = objects.SecretProviderClass;
    expect(metadata).toMatchObject({ name: 'orders', namespace: 'services' });
    expect(spec).toMatchObject({ provider: 'aws', parameters: { usePodIdentity: 'true' } });
    expect(JSON.parse(spec.parameters.objects)).toEqual([
      { objectName: 'acme/prod/orders', objectType: 'secretsmanager', jmesPath: [{ path: '"password"', objectAlias: 'database-password' }] },
      { objectName: 'acme/prod/payment-token', objectType: 'secretsmanager', objectAlias: 'token' },
    ]);
    expect(pod(objects).volumes[1]).toEqual({ name: 'secrets', csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass: 'orders' } } });
  });

  it('name each secret once to the driver, which refuses one that comes twice', () => {
    const { spec } = reaching({ secrets: [PASSWORD, { ...PASSWORD, name: 'database-user', key: 'user' }, { name: 'database.json', from: PASSWORD.from }] }).SecretProviderClass;
    expect(JSON.parse(spec.parameters.objects)).toEqual([{
      objectName: 'acme/prod/orders', objectType: 'secretsmanager', objectAlias: 'database.json',
      jmesPath: [{ path: '"password"', objectAlias: 'database-password' }, { path: '"user"', objectAlias: 'database-user' }],
    }]);
  });

  it('may be files of their own names', () => {
    const { spec } = reaching({ secrets: [{ name: 'token', from: 'token' }] }).SecretProviderClass;
    expect(JSON.parse(spec.parameters.objects)).toEqual([{ objectName: 'token', objectType: 'secretsmanager' }]);
    expect(() => reaching({ secrets: [{ name: 'database', from: 'database', key: 'password' }], secretStore: { name: 'aws' } })).not.toThrow();
  });

  it('are copied from the store that is named', () => {
    const objects = reaching({ secrets: [PASSWORD, TOKEN], secretStore: { name: 'aws' } });
    expect(objects.ExternalSecret).toMatchObject({ apiVersion: 'external-secrets.io/v1', metadata: { name: 'orders', namespace: 'services' } });
    expect(objects.ExternalSecret.spec).toEqual({
      refreshInterval: '1h',
      secretStoreRef: { name: 'aws', kind: 'SecretStore' },
      target: { name: 'orders', creationPolicy: 'Owner' },
      data: [{ secretKey: 'database-password', remoteRef: { key: 'acme/prod/orders', property: 'password' } }, { secretKey: 'token', remoteRef: { key: 'acme/prod/payment-token' } }],
    });
    expect(pod(objects).volumes[1]).toEqual({ name: 'secrets', secret: { secretName: 'orders', defaultMode: 0o440 } });
  });

  it('roll its pods when another one is named', () => {
    const hash = (access?: ServiceAccess) => aMicroservice({ access }).Deployment.spec.template.metadata.annotations['plinth/config-hash'];
    expect(new Set([hash(), hash({ secrets: [TOKEN] }), hash({ secrets: [{ ...TOKEN, from: 'acme/prod/other' }] })]).size).toBe(3);
  });

  it("are a job's too, for which they have the job's name", () => {
    const objects = objectsOf((chart) => new ServiceJob(chart, 'Migration', { ...serviceProps({ access: { secrets: [PASSWORD], networks: [{ cidr: '10.0.32.0/20', port: 5432 }] } }), name: 'migration' }));
    const [source, job, policy] = ['SecretProviderClass', 'Job', 'NetworkPolicy'].map((kind) => objects.find((object) => object.kind === kind));
    expect(source.metadata.name).toBe('orders-migration');
    expect(job.spec.template.spec.volumes[1].csi.volumeAttributes).toEqual({ secretProviderClass: 'orders-migration' });
    expect(policy.spec.egress.at(-1).to).toEqual([{ ipBlock: { cidr: '10.0.32.0/20' } }]);
    expect(checkManifests(manifests(objects))).toEqual([]);
  });

  it('are none unless declared', () => {
    expect(Object.keys(aMicroservice())).not.toEqual(expect.arrayContaining(['ExternalSecret', 'SecretProviderClass']));
    expect(mounts(aMicroservice())).toEqual([]);
  });

  it.each([
    ['leads out of its folder', [{ ...TOKEN, name: '../token' }], 'orders.access.secrets[0].name is not a file name, got "../token"; use letters'],
    ['is taken', [TOKEN, { ...PASSWORD, name: 'token' }], 'orders.access.secrets[1].name is taken by another secret, got "token"; choose another'],
    ['has a field that is an expression', [{ ...PASSWORD, key: 'a || b' }], 'orders.access.secrets[0].key is not the name of a field, got "a || b"; use letters'],
    ["is a field's and named as the secret, which the driver has a file for", [{ name: 'database', from: 'database', key: 'password' }], 'orders.access.secrets[0].name is the file of a whole secret, got "database"; choose another'],
    ['is the second file of the same secret', [TOKEN, { ...TOKEN, name: 'other' }], 'orders.access.secrets[1].name is a second file of the same secret, got "other"; read it from one file'],
  ])('fail when a file %s', (_, secrets, sentence) => {
    expect(() => reaching({ secrets })).toThrow(sentence);
  });

  it('fail when a value stands where a name should, without showing it', () => {
    const value = 'hunter2 is my password!';
    const attempt = () => reaching({ secrets: [{ ...TOKEN, from: value }] });
    expect(attempt).toThrow('orders.access.secrets[0].from is not the name or ARN of a secret, got "(not shown)"; name a secret');
    expect(attempt).not.toThrow(value);
  });

  it('fail when they are not named at all, which a script without types can do', () => {
    expect(() => reaching({ secrets: [{ name: 'token', value: 'hunter2' } as never] })).toThrow('orders.access.secrets[0].from is not the name or ARN of a secret, got "(not shown)"');
  });

  it('fail when Fargate should read them, where no such driver runs', () => {
    expect(() => reaching({ secrets: [TOKEN] }, { compute: 'fargate' })).toThrow('orders.access.secretStore is missing on Fargate, which runs no Secrets Store CSI driver, got nothing; name a store of External Secrets');
  });
});

describe("a service's role", () => {
  it('is named by its account on Fargate, and pods still get no token of Kubernetes', () => {
    const { ServiceAccount, Deployment } = reaching({ roleArn: ROLE }, { compute: 'fargate' });
    expect(ServiceAccount).toMatchObject({ metadata: { annotations: { 'eks.amazonaws.com/role-arn': ROLE } }, automountServiceAccountToken: false });
    expect(Deployment.spec.template.spec.automountServiceAccountToken).toBe(false);
  });

  it('fails when a manifest names it on nodes, where EKS Pod Identity gives it', () => {
    expect(() => reaching({ roleArn: ROLE })).toThrow(`orders.access.roleArn is for Fargate alone, got "${ROLE}"; on nodes, associate the role`);
  });

  it('fails when it is no role', () => {
    expect(() => reaching({ roleArn: 'orders' }, { compute: 'fargate' })).toThrow('orders.access.roleArn is not the ARN of a role, got "orders"; copy it from IAM');
  });
});

describe('what a service reaches', () => {
  const always = egress({});

  it('is names, HTTPS, telemetry and the credentials of its role, and nothing else unless declared', () => {
    expect(always.map((rule) => rule.split(' ').at(-1))).toEqual(['53,53', '443', '4317,4318', '80']);
    expect(always[3]).toContain('169.254.170.23/32');
  });

  it('is each service it calls, on the port its pods listen on', () => {
    const calls = [{ service: 'payment' }, { service: 'ledger', namespace: 'finance', port: 9000 }];
    expect(egress({ calls }).slice(always.length)).toEqual([
      '{"matchLabels":{"kubernetes.io/metadata.name":"services"}} {"matchLabels":{"app.kubernetes.io/name":"payment"}} 8080',
      '{"matchLabels":{"kubernetes.io/metadata.name":"finance"}} {"matchLabels":{"app.kubernetes.io/name":"ledger"}} 9000',
    ]);
  });

  it('is each network it names', () => {
    expect(egress({ networks: [{ cidr: '10.0.32.0/20', port: 5432 }] }).slice(always.length)).toEqual(['{"cidr":"10.0.32.0/20"} 5432']);
  });

  it.each([
    ['a call names an address', { calls: [{ service: 'http://payment' }] }, 'orders.access.calls[0].service is not the name of a service, got "http://payment"; write it as'],
    ['a call names no namespace there can be', { calls: [{ service: 'payment', namespace: '*' }] }, 'orders.access.calls[0].namespace is not the name of a namespace, got "*"; write it as'],
    ['a port is none', { calls: [{ service: 'payment', port: 0 }] }, 'orders.access.calls[0].port is not a port, got 0; use 1 to 65535'],
    ['a network is an address', { networks: [{ cidr: '10.0.0.1', port: 5432 }] }, 'orders.access.networks[0].cidr is not an IPv4 range, got "10.0.0.1"; write it like 10.0.32.0/20'],
    ['a network is larger than all', { networks: [{ cidr: '10.0.0.0/33', port: 5432 }] }, 'orders.access.networks[0].cidr is not an IPv4 range, got "10.0.0.0/33"'],
  ] satisfies [string, ServiceAccess, string][])('fails when %s', (_, access, sentence) => {
    expect(() => reaching(access)).toThrow(sentence);
  });
});
