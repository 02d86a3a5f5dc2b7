import { checkManifests, Microservice, MicroserviceProps } from '../src';
import { aMicroservice, DIGEST, manifests, objectsOf, serviceProps, Tree } from './world';

const container = (objects: Record<string, Tree>) => objects.Deployment.spec.template.spec.containers[0];

describe('a microservice', () => {
  it.each([
    ['internal', {}],
    ['public', { hosts: { public: 'orders.example.com', certificateArn: 'arn:aws:acm:eu-west-1:111111111111:certificate/a' } }],
    ['public and private', { hosts: { public: 'orders.example.com', private: 'orders.corp.example.com' } }],
    ['on Fargate', { compute: 'fargate', namespace: 'jobs' }],
    ['public on Fargate', { compute: 'fargate', namespace: 'jobs', hosts: { public: 'orders.example.com' } }],
    ['large', { size: { cpu: '2', memory: '4Gi', minReplicas: 3, maxReplicas: 30, targetCpu: 50 } }],
  ] satisfies [string, Partial<MicroserviceProps>][])('passes every check when it is %s', (_, said) => {
    const objects = objectsOf((chart) => new Microservice(chart, 'Default', serviceProps(said)));
    expect(checkManifests(manifests(objects), { fargateNamespaces: ['jobs'] })).toEqual([]);
  });

  it('runs as a numeric user without root, capabilities or a writable root', () => {
    const objects = aMicroservice();
    expect(objects.Deployment.spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container(objects).securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
    expect(container(objects).volumeMounts).toEqual([{ name: 'tmp', mountPath: '/tmp' }]);
  });

  it('has its own account, whose token no pod gets', () => {
    const { ServiceAccount, Deployment } = aMicroservice();
    expect(ServiceAccount.automountServiceAccountToken).toBe(false);
    expect(Deployment.spec.template.spec).toMatchObject({ serviceAccountName: 'orders', automountServiceAccountToken: false, enableServiceLinks: false });
  });

  it('selects its pods by its name alone, in all objects that select', () => {
    const { Deployment, Service, PodDisruptionBudget, NetworkPolicy } = aMicroservice();
    const name = { 'app.kubernetes.io/name': 'orders' };
    const selectors = [Deployment.spec.selector.matchLabels, Service.spec.selector, PodDisruptionBudget.spec.selector.matchLabels, NetworkPolicy.spec.podSelector.matchLabels];
    expect(selectors).toEqual([name, name, name, name]);
    expect(Deployment.spec.template.metadata.labels).toMatchObject({ ...name, 'app.kubernetes.io/part-of': 'acme', 'app.kubernetes.io/managed-by': 'plinth' });
  });

  it('has names that a deploy finds again, whatever else is said', () => {
    const said: Partial<MicroserviceProps> = {
      hosts: { public: 'orders.example.com', private: 'orders.corp.example.com' },
      storage: { kind: 'block', size: '20Gi', mountPath: '/data' },
      access: { secrets: [{ name: 'token', from: 'acme/token' }] },
    };
    const objects = objectsOf((chart) => new Microservice(chart, 'Default', serviceProps(said)));
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`).sort()).toEqual([
      'ConfigMap services/orders', 'HorizontalPodAutoscaler services/orders', 'Ingress services/orders', 'Ingress services/orders-private', 'NetworkPolicy services/orders',
      'PodDisruptionBudget services/orders', 'SecretProviderClass services/orders', 'Service services/orders', 'Service services/orders-pods', 'ServiceAccount services/orders',
      'StatefulSet services/orders',
    ]);
  });

  it('rolls its pods when its configuration changes, and only then', () => {
    const hash = (level: string) => aMicroservice({ env: { LOG_LEVEL: level } }).Deployment.spec.template.metadata.annotations['plinth/config-hash'];
    expect(hash('info')).toBe(hash('info'));
    expect(hash('info')).not.toBe(hash('debug'));
  });

  it('tells the service who and where it is', () => {
    const objects = aMicroservice({ env: { LOG_LEVEL: 'info' }, port: 9000 });
    expect(objects.ConfigMap.data).toMatchObject({ SERVICE_NAME: 'orders', ENVIRONMENT: 'staging', PORT: '9000', OTEL_SERVICE_NAME: 'orders', LOG_LEVEL: 'info' });
    expect(container(objects).env.at(-1).value).toContain(`service.version=${DIGEST.slice(7, 19)},deployment.environment.name=staging`);
  });

  it('replaces pods without ever having fewer, and serves on while load balancers let go of it', () => {
    const { Deployment, Ingress } = aMicroservice({ hosts: { public: 'orders.example.com' } });
    const pod = Deployment.spec.template.spec;
    const preStop = pod.containers[0].lifecycle.preStop.sleep.seconds;
    expect(Deployment.spec.strategy.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: '25%' });
    expect(preStop).toBeGreaterThan(Number(Ingress.metadata.annotations['alb.ingress.kubernetes.io/target-group-attributes'].split('=')[1]));
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(preStop + 30);
  });

  it('leaves the number of pods to the autoscaler, and always lets one go', () => {
    const { Deployment, HorizontalPodAutoscaler, PodDisruptionBudget } = aMicroservice();
    expect(Deployment.spec).not.toHaveProperty('replicas');
    expect(HorizontalPodAutoscaler).toMatchObject({ apiVersion: 'autoscaling/v2', spec: { minReplicas: 2, scaleTargetRef: { name: 'orders' } } });
    expect(PodDisruptionBudget.spec.maxUnavailable).toBe(1);
  });

  it.each([
    ['', {}, [2, 10, 70]],
    [', as many as said', { minReplicas: 3, maxReplicas: 6, targetCpu: 50 }, [3, 6, 50]],
    [', always as many as said where that is more', { minReplicas: 12 }, [12, 12, 70]],
  ])('grows with its CPU%s', (_, size, [min, max, target]) => {
    const { spec } = aMicroservice({ size }).HorizontalPodAutoscaler;
    expect([spec.minReplicas, spec.maxReplicas, spec.metrics[0].resource.target.averageUtilization]).toEqual([min, max, target]);
  });

  it('asks three different questions of a pod', () => {
    const { startupProbe, livenessProbe, readinessProbe } = container(aMicroservice());
    expect([startupProbe, livenessProbe, readinessProbe].map((probe) => `${probe.httpGet.path} ${probe.periodSeconds}s x${probe.failureThreshold}`))
      .toEqual(['/healthz 2s x30', '/healthz 10s x3', '/readyz 5s x2']);
  });

  it('spreads over zones and hosts, with memory it cannot lose and cpu it can exceed', () => {
    const objects = aMicroservice({ size: { memory: '1Gi' } });
    expect(objects.Deployment.spec.template.spec.topologySpreadConstraints.map((spread: Tree) => spread.topologyKey)).toEqual(['topology.kubernetes.io/zone', 'kubernetes.io/hostname']);
    expect(container(objects).resources).toEqual({ requests: { cpu: '250m', memory: '1Gi' }, limits: { memory: '1Gi' } });
  });

  it('is reached by the platform alone unless it is public', () => {
    const { NetworkPolicy, Ingress } = aMicroservice();
    expect(Ingress).toBeUndefined();
    expect(NetworkPolicy.spec.ingress).toEqual([{
      from: [{ namespaceSelector: { matchLabels: { 'app.kubernetes.io/part-of': 'acme' } } }],
      ports: [{ port: 8080, protocol: 'TCP' }],
    }]);
  });

  it('is served over HTTPS alone, straight to its pods, when it is public', () => {
    const { Ingress, NetworkPolicy } = aMicroservice({ hosts: { public: 'orders.example.com', certificateArn: 'arn:aws:acm:x' } });
    expect(Ingress.metadata.annotations).toMatchObject({
      'alb.ingress.kubernetes.io/listen-ports': '[{"HTTPS":443}]',
      'alb.ingress.kubernetes.io/target-type': 'ip',
      'alb.ingress.kubernetes.io/certificate-arn': 'arn:aws:acm:x',
    });
    expect(Ingress.spec).toMatchObject({ ingressClassName: 'alb', rules: [{ host: 'orders.example.com' }] });
    expect(NetworkPolicy.spec.ingress[0].from).toContainEqual({ ipBlock: { cidr: '10.0.0.0/8' } });
  });

  it('is served in the VPC alone, by another load balancer, when it is private', () => {
    const { Ingress, NetworkPolicy } = aMicroservice({ hosts: { private: 'orders.corp.example.com', certificateArn: 'arn:aws:acm:x' } });
    expect(Ingress.metadata).toMatchObject({
      name: 'orders-private',
      annotations: { 'alb.ingress.kubernetes.io/scheme': 'internal', 'alb.ingress.kubernetes.io/listen-ports': '[{"HTTPS":443}]', 'alb.ingress.kubernetes.io/target-type': 'ip' },
    });
    expect(Ingress.spec).toMatchObject({ ingressClassName: 'alb-internal', rules: [{ host: 'orders.corp.example.com' }] });
    expect(NetworkPolicy.spec.ingress[0].from).toContainEqual({ ipBlock: { cidr: '10.0.0.0/8' } });
  });

  it('can have a host of each kind, each with its own Ingress', () => {
    const objects = objectsOf((chart) => new Microservice(chart, 'Default', serviceProps({ hosts: { public: 'orders.example.com', private: 'orders.corp.example.com' } })));
    expect(objects.filter(({ kind }) => kind === 'Ingress').map(({ metadata, spec }) => `${metadata.name} ${spec.ingressClassName} ${spec.rules[0].host}`))
      .toEqual(['orders alb orders.example.com', 'orders-private alb-internal orders.corp.example.com']);
  });

  it('does not promise on Fargate what Fargate does not keep', () => {
    const objects = aMicroservice({ compute: 'fargate' });
    const { requests, limits } = container(objects).resources;
    expect(limits).toEqual(requests);
    expect(objects.Deployment.spec.template.spec).not.toHaveProperty('topologySpreadConstraints');
    expect(objects).not.toHaveProperty('NetworkPolicy');
  });

  it('marks a placeholder image', () => {
    const image = `placeholder.invalid/acme/orders@sha256:${'0'.repeat(64)}`;
    expect(aMicroservice({ image }).Deployment.metadata.annotations).toEqual({ 'plinth/placeholder-image': 'true' });
    expect(aMicroservice().Deployment.metadata).not.toHaveProperty('annotations');
  });

  it.each([
    ['an image has only a tag', { image: 'acme/orders:1.0' }, 'orders.image is not pinned by digest, got "acme/orders:1.0"; write it like'],
    ["a variable is the platform's", { env: { SERVICE_NAME: 'mine' } }, 'orders.env.SERVICE_NAME is set by the platform, got "mine"; remove it'],
    ['a variable is a number', { env: { RETRIES: 3 as unknown as string } }, 'orders.env.RETRIES is not a string, got 3; put it in quotes'],
    ['a variable has no proper name', { env: { 'log-level': 'info' } }, 'orders.env has a key that is not a variable name, got "log-level"; use'],
    ['a certificate has no host', { hosts: { certificateArn: 'arn:aws:acm:x' } }, 'orders.hosts.certificateArn is set without a host, got "arn:aws:acm:x"; set hosts.public or hosts.private too'],
    ['cpu is no quantity', { size: { cpu: '500 m' } }, 'orders.size.cpu is not a quantity above zero, got "500 m"; write it like 500m'],
    ['one pod would be the only one', { size: { minReplicas: 1 } }, 'orders.size.minReplicas is not a whole number from 2, got 1; keep two'],
    ['it may grow to less than it has', { size: { minReplicas: 4, maxReplicas: 3 } }, 'orders.size.maxReplicas is not a whole number from minReplicas, 4, got 3; raise it'],
    ['it aims at more than all CPU', { size: { targetCpu: 150 } }, 'orders.size.targetCpu is not a percentage from 1 to 100, got 150; write it like 70'],
  ] satisfies [string, Partial<MicroserviceProps>, string][])('fails when %s', (_, said, sentence) => {
    expect(() => aMicroservice(said)).toThrow(sentence);
  });

  it('fails when several things are wrong, with all of them at once', () => {
    expect(() => objectsOf((chart) => new Microservice(chart, 'Default', serviceProps({ image: 'x', env: { PORT: '1' } })))).toThrow(/image is not pinned[^]*\norders\.env\.PORT is set/);
  });
});
