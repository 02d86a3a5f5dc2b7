import { Duration } from 'cdk8s';
import { checkManifests, ServiceJob, ServiceJobProps } from '../src';
import { check, manifests, objectsOf, serviceProps, Tree } from './world';

/** A job's objects by kind; each kind appears once. */
function aJob(said: Partial<ServiceJobProps> = {}): Record<string, Tree> {
  const objects = objectsOf((chart) => new ServiceJob(chart, 'Migration', { ...serviceProps(), name: 'migration', args: ['migrate.js'], ...said }));
  return Object.fromEntries(objects.map((object) => [object.kind, object]));
}

const nameOf = (said: Partial<ServiceJobProps> = {}): string => aJob(said).Job.metadata.name;
const otherImage = (digit: string) => ({ image: `registry.example.com/acme/orders@sha256:${digit.repeat(64)}` });

describe('a job of a service', () => {
  it.each([
    ['on nodes', {}],
    ['on Fargate', { compute: 'fargate' as const }],
    ['with secrets, a database and a size of its own', { size: { cpu: '1', memory: '2Gi' }, access: { secrets: [{ name: 'url', from: 'acme/db' }], networks: [{ cidr: '10.0.32.0/20', port: 5432 }] } }],
  ])('passes every check %s', (_, said) => {
    expect(check(...Object.values(aJob(said)))).toEqual([]);
  });

  it('passes every check of Fargate where its namespace is there', () => {
    const objects = Object.values(aJob({ compute: 'fargate' }));
    expect(checkManifests(manifests(objects), { fargateNamespaces: ['services'] })).toEqual([]);
  });

  it('has what it needs and no traffic: nothing to serve, to scale or to protect from eviction', () => {
    expect(Object.keys(aJob()).sort()).toEqual(['ConfigMap', 'Job', 'NetworkPolicy', 'ServiceAccount']);
    expect(aJob().NetworkPolicy.spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
    expect(aJob().NetworkPolicy.spec.ingress ?? []).toEqual([]);
  });

  it('has pods that the traffic of its service does not reach', () => {
    const { Job, NetworkPolicy, ServiceAccount } = aJob();
    const name = { 'app.kubernetes.io/name': 'orders-migration' };
    expect(Job.spec.template.metadata.labels).toMatchObject(name);
    expect(NetworkPolicy.spec.podSelector.matchLabels).toEqual(name);
    expect([ServiceAccount.metadata.name, Job.spec.template.spec.serviceAccountName]).toEqual(['orders-migration', 'orders-migration']);
  });

  it('reaches what a service reaches, and what it names', () => {
    const ports = aJob({ access: { networks: [{ cidr: '10.0.32.0/20', port: 5432 }] } }).NetworkPolicy.spec.egress.flatMap((rule: Tree) => rule.ports.map((port: Tree) => port.port));
    expect(ports).toEqual(expect.arrayContaining([53, 443, 4318, 5432]));
  });

  it('runs one pod to its end, as a service would run it', () => {
    const { template } = aJob().Job.spec;
    const { securityContext, containers: [container], ...pod } = template.spec;
    expect(pod).toMatchObject({ restartPolicy: 'Never', automountServiceAccountToken: false, enableServiceLinks: false });
    expect(securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container).toMatchObject({ args: ['migrate.js'], securityContext: { readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } } });
    expect(container).not.toHaveProperty('ports');
  });

  it('is not moved to save money, and being moved all the same is no failure', () => {
    const { Job } = aJob();
    expect(Job.spec.template.metadata.annotations).toMatchObject({ 'karpenter.sh/do-not-disrupt': 'true' });
    expect(Job.spec.podFailurePolicy.rules).toEqual([{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }]);
  });

  it('ends, is repeated twice, and is looked at for a day, unless said otherwise', () => {
    expect(aJob().Job.spec).toMatchObject({ activeDeadlineSeconds: 600, backoffLimit: 2, ttlSecondsAfterFinished: 86_400 });
    const said = { activeDeadline: Duration.hours(2), backoffLimit: 0, ttlAfterFinished: Duration.minutes(30) };
    expect(aJob(said).Job.spec).toMatchObject({ activeDeadlineSeconds: 7200, backoffLimit: 0, ttlSecondsAfterFinished: 1800 });
  });

  it('on Fargate asks for all it may use, and is removed sooner, since it is billed until then', () => {
    const { Job, ...others } = aJob({ compute: 'fargate' });
    const { requests, limits } = Job.spec.template.spec.containers[0].resources;
    expect(limits).toEqual(requests);
    expect(Job.spec.ttlSecondsAfterFinished).toBe(3600);
    expect(others).not.toHaveProperty('NetworkPolicy');
  });

  it('keeps its name while its pod stays the same, since a Job of the same name does not run again', () => {
    expect(nameOf()).toMatch(/^orders-migration-[0-9a-f]{8}$/);
    expect(nameOf({ env: { A: '1', B: '2' } })).toBe(nameOf({ env: { B: '2', A: '1' } }));
    expect(nameOf({ activeDeadline: Duration.hours(2), backoffLimit: 0, ttlAfterFinished: Duration.hours(2) })).toBe(nameOf());
  });

  it.each([
    ['its image', otherImage('b')], ['its arguments', { args: ['migrate.js', '--all'] }], ['its variables', { env: { BATCH: '10' } }], ['its size', { size: { memory: '1Gi' } }],
    ['its secrets', { access: { secrets: [{ name: 'url', from: 'acme/db' }] } }],
  ])('has another name when %s changes, since a Job cannot be changed', (_, said) => {
    expect(nameOf(said)).not.toBe(nameOf());
  });

  it('marks a placeholder image', () => {
    expect(aJob({ image: `placeholder.invalid/acme/orders@sha256:${'0'.repeat(64)}` }).Job.metadata.annotations).toEqual({ 'plinth/placeholder-image': 'true' });
  });

  it.each([
    ['its image has only a tag', { image: 'acme/orders:1.0' }, 'orders-migration.image is not pinned by digest, got "acme/orders:1.0"; write it like'],
    ["a variable is the platform's", { env: { SERVICE_NAME: 'mine' } }, 'orders-migration.env.SERVICE_NAME is set by the platform, got "mine"; remove it'],
    ['its name is none', { name: 'Nightly report' }, 'orders-Nightly report.name does not make a DNS-1123 name of at most 52 characters, got "Nightly report"; use lower-case'],
    ['its name is too long for what Kubernetes appends', { name: 'a'.repeat(46) }, 'name does not make a DNS-1123 name of at most 52 characters'],
    ['it is repeated half a time', { backoffLimit: 0.5 }, 'orders-migration.backoffLimit is not a whole number from 0, got 0.5; write how often it is repeated'],
    ['it has no time', { activeDeadline: Duration.millis(10) }, 'orders-migration.activeDeadline leaves no time to run, got "10 millis"; use a second at least'],
    ['its memory is none', { size: { memory: 'much' } }, 'orders-migration.size.memory is not a quantity above zero, got "much"; write it like 512Mi'],
    ['its network is none', { access: { networks: [{ cidr: 'db', port: 5432 }] } }, 'orders-migration.access.networks[0].cidr is not an IPv4 range, got "db"'],
  ])('fails when %s', (_, said, sentence) => {
    expect(() => aJob(said)).toThrow(sentence);
  });

  it('fails when several things are wrong, with all of them at once', () => {
    expect(() => aJob({ image: 'x', backoffLimit: -1 })).toThrow(/image is not pinned[^]*\norders-migration\.backoffLimit is not/);
  });
});
