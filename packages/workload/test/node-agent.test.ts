import { NodeAgent, NodeAgentProps } from '../src';
import { check, objectsOf, serviceProps, Tree } from './world';

function anAgent(said: Partial<NodeAgentProps> = {}): Record<string, Tree> {
  const objects = objectsOf((chart) => new NodeAgent(chart, 'Warmer', { ...serviceProps({ service: 'image-warmer' }), ...said }));
  return Object.fromEntries(objects.map((object) => [object.kind, object]));
}

const rolloutOf = (said: Partial<NodeAgentProps> = {}) => anAgent(said).DaemonSet.spec.updateStrategy;

describe('an agent on every node', () => {
  it.each([
    ['as it is', {}],
    ['on tainted nodes, before other pods', { tolerations: [{ operator: 'Exists' }], priorityClassName: 'system-node-critical' }],
  ])('passes every check %s', (_, said) => {
    expect(check(...Object.values(anAgent(said)))).toEqual([]);
  });

  it('has what it needs, and nothing comes in', () => {
    expect(Object.keys(anAgent()).sort()).toEqual(['ConfigMap', 'DaemonSet', 'NetworkPolicy', 'ServiceAccount']);
    expect(anAgent().NetworkPolicy.spec.ingress ?? []).toEqual([]);
  });

  it('selects its pods by its name alone', () => {
    const { DaemonSet } = anAgent();
    expect(DaemonSet.spec.selector.matchLabels).toEqual({ 'app.kubernetes.io/name': 'image-warmer' });
    expect(DaemonSet.spec.template.metadata.labels).toMatchObject(DaemonSet.spec.selector.matchLabels);
  });

  it('sees nothing of the node, and gets no token', () => {
    const { spec } = anAgent().DaemonSet.spec.template;
    expect(spec).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } });
    expect(spec.volumes.map((volume: Tree) => Object.keys(volume).filter((key) => key !== 'name'))).toEqual([['emptyDir']]);
    expect(Object.keys(spec)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^host/)]));
  });

  it('is replaced on a tenth of the nodes at once, unless said otherwise', () => {
    expect(rolloutOf()).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } });
    expect(rolloutOf({ maxUnavailable: 2 }).rollingUpdate).toEqual({ maxUnavailable: 2 });
  });

  it('goes where it is told to, and only there', () => {
    expect(anAgent().DaemonSet.spec.template.spec).not.toHaveProperty('tolerations');
    expect(anAgent().DaemonSet.spec.template.spec).not.toHaveProperty('priorityClassName');
    const said = { tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }], priorityClassName: 'system-node-critical' };
    expect(anAgent(said).DaemonSet.spec.template.spec).toMatchObject(said);
  });

  it.each([0, -1, 1.5, '0%', '51%', '100%', 'all'])('fails when %p of the nodes may go without it at once', (maxUnavailable) => {
    expect(() => anAgent({ maxUnavailable })).toThrow(`image-warmer.maxUnavailable is not a whole number from 1, or a share up to half, got ${JSON.stringify(maxUnavailable)}; write it like 1 or 10%`);
  });

  it.each([
    ['it is to run on Fargate', { compute: 'fargate' as const }, 'image-warmer.compute has no nodes an agent could run on, got "fargate"; choose a namespace on nodes, or put it into the pods'],
    ['its image has only a tag', { image: 'acme/warmer:1' }, 'image-warmer.image is not pinned by digest'],
  ])('fails when %s', (_, said, sentence) => {
    expect(() => anAgent(said)).toThrow(sentence);
  });
});
