import { manifestRules } from '../src';
import { RULE_EXAMPLES } from './rule-examples';
import { Tree, aDeployment, aMicroservice, check, checkWith } from './world';

describe('the rules', () => {
  it('each have a failing and a passing example, a reason with its source, and a remedy', () => {
    expect(Object.keys(RULE_EXAMPLES)).toEqual(manifestRules.map(({ id }) => id));
    for (const { why, source, fix } of manifestRules) expect([why, source, fix]).toEqual([expect.any(String), expect.stringMatching(/^https:/), expect.any(String)]);
    for (const { fails, passes } of Object.values(RULE_EXAMPLES)) expect(Math.min(fails.length, passes.length)).toBeGreaterThan(0);
  });

  const rows = Object.entries(RULE_EXAMPLES).flatMap(([rule, { fails, passes, options = {} }]) => [
    ...fails.map(([object, path]) => ({ rule, options, object, path })),
    ...passes.map((object) => ({ rule, options, object, path: undefined })),
  ]);

  it.each(rows.filter(({ path }) => path))('fails when $path breaks $rule', ({ rule, options, object, path }) => {
    expect(checkWith(options, ...[object].flat()).filter((finding) => finding.rule === rule).map((finding) => finding.path)).toContain(path);
  });

  it.each(rows.filter(({ path }) => !path))('are content with $rule kept', ({ rule, options, object }) => {
    expect(checkWith(options, ...[object].flat()).filter((finding) => finding.rule === rule)).toEqual([]);
  });

  it('say which field was meant, and which version has the kind', () => {
    const typo = check(aDeployment((_, __, container) => { container.imagePullpolicy = 'Always'; }));
    expect(typo[0].problem).toBe('is not a field; did you mean imagePullPolicy?');
    const old = check({ apiVersion: 'networking/v1', kind: 'Ingress', metadata: { name: 'x' } });
    expect(old[0].problem).toBe('does not have Ingress in Kubernetes 1.34, but networking.k8s.io/v1 has');
  });

  const template = aDeployment().spec.template;
  it.each([
    ['v1', 'Pod', { spec: template.spec }, 'spec'],
    ['apps/v1', 'StatefulSet', { spec: { selector: {}, serviceName: 'x', template } }, 'spec.template.spec'],
    ['apps/v1', 'DaemonSet', { spec: { selector: {}, template } }, 'spec.template.spec'],
    ['apps/v1', 'ReplicaSet', { spec: { selector: {}, template } }, 'spec.template.spec'],
    ['batch/v1', 'Job', { spec: { template } }, 'spec.template.spec'],
    ['batch/v1', 'CronJob', { spec: { schedule: '0 * * * *', jobTemplate: { spec: { template } } } }, 'spec.jobTemplate.spec.template.spec'],
  ])('look into the pods of a %s %s', (apiVersion, kind, body, path) => {
    const object = { apiVersion, kind, metadata: { name: 'x' }, ...body };
    const errors = (...objects: Tree[]) => check(...objects).filter(({ severity }) => severity === 'error');
    expect(errors(object)).toEqual([]);
    const text = JSON.stringify(object).replace('"runAsUser":65532', '"runAsUser":0');
    expect(errors(JSON.parse(text)).map((finding) => finding.path)).toEqual([`${path}.securityContext.runAsUser`]);
  });

  it('know a custom kind once it is named', () => {
    expect(check({ apiVersion: 'eks.amazonaws.com/v1', kind: 'IngressClassParams', metadata: { name: 'alb' }, spec: { any: 'thing' } })).toEqual([]);
    expect(check({ ...aMicroservice().Service, apiVersion: 'example.com/v1', kind: 'Widget' }).map(({ rule }) => rule)).toEqual(['kubernetes/known-kind']);
  });

  it.each([[null], [7], ['x'], [[]], [{ template: 1 }], [{ template: { spec: { containers: 'x', volumes: [null], securityContext: [] } } }]])('survive a spec of %j', (spec) => {
    expect(check({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' }, spec })).toEqual(expect.any(Array));
  });
});
