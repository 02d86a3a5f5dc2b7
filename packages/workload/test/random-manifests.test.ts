import fc from 'fast-check';
import { stringify } from 'yaml';
import { fargateBilling, manifestRules, ManifestSyntaxError, parseManifests } from '../src';
import { judgeObjects } from '../src/checks/manifest-check';
import { KubernetesSchema } from '../src/checks/kubernetes-schema';
import { aMicroservice, Tree } from './world';

const OPTIONS = { fargateNamespaces: ['services', 'default'], kubernetes: '1.36', today: '2026-11-24' };

/** Half of 10,000 each. A failure prints its seed and path: give them as PLINTH_SEED and PLINTH_PATH to see it again. */
const RUNS = { numRuns: 5_000, seed: process.env.PLINTH_SEED === undefined ? undefined : Number(process.env.PLINTH_SEED), path: process.env.PLINTH_PATH };

const REAL = Object.values(aMicroservice());

/** Kinds rules look at, and one nobody knows. */
const KINDS = [
  ['v1', 'Pod'], ['v1', 'Service'], ['v1', 'Namespace'], ['v1', 'ConfigMap'], ['v1', 'ResourceQuota'], ['v1', 'ServiceAccount'], ['v1', 'PersistentVolumeClaim'],
  ['apps/v1', 'Deployment'], ['apps/v1', 'StatefulSet'], ['apps/v1', 'DaemonSet'], ['batch/v1', 'Job'], ['batch/v1', 'CronJob'], ['policy/v1', 'PodDisruptionBudget'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler'], ['networking.k8s.io/v1', 'NetworkPolicy'], ['networking.k8s.io/v1', 'Ingress'], ['storage.k8s.io/v1', 'StorageClass'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'], ['example.com/v1', 'Widget'],
] as const;

const names = fc.constantFrom(
  'metadata', 'name', 'namespace', 'labels', 'annotations', 'plinth/allow', 'spec', 'template', 'containers', 'initContainers', 'volumes', 'securityContext', 'capabilities', 'drop', 'add',
  'resources', 'requests', 'limits', 'cpu', 'memory', 'env', 'ports', 'selector', 'matchLabels', 'matchExpressions', 'replicas', 'strategy', 'rollingUpdate', 'maxSurge', 'hard', 'data',
  'output.conf', 'versions', 'scaleTargetRef', 'minReplicas', 'livenessProbe', 'httpGet', 'affinity', 'topologySpreadConstraints', '__proto__', 'constructor', 'toString', '',
);
const scalars = fc.oneof(
  fc.string({ maxLength: 12 }), fc.integer(), fc.double(), fc.boolean(), fc.constant(null),
  fc.constantFrom('services', 'default', '250m', '1Gi', '100%', 'aws-logging', 'aws-observability', 'image/digest until 2027-01-31: a reason for it', '[OUTPUT]\n Name ${x}', NaN, -0, 1e308),
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof({ depthSize: 'medium', withCrossShrink: true }, scalars, fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(fc.oneof(names, fc.string({ maxLength: 6 })), tie('tree'), { maxKeys: 5 })),
}));

/** An object of a kind rules look at, with anything in it. */
const anyObject = fc.tuple(fc.constantFrom(...KINDS), tree, tree).map(([[apiVersion, kind], metadata, spec]): Tree => ({ apiVersion, kind, metadata, spec, data: spec, template: spec }));

/** One of our own objects, with anything in one place. */
const spoilt = fc.tuple(fc.constantFrom(...REAL), fc.nat(), tree).map(([object, at, value]) => {
  const copy = structuredClone(object);
  const places = placesIn(copy);
  const [parent, key] = places[at % places.length];
  parent[key] = value;
  return copy;
});

function placesIn(node: Tree): [Tree, string][] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.keys(node).flatMap((key) => [[node, key] as [Tree, string], ...placesIn(node[key])]);
}

function neverThrows(texts: readonly string[]): void {
  const manifests = texts.flatMap((text) => {
    try {
      return parseManifests(text, 'random.yaml');
    } catch (error) {
      if (error instanceof ManifestSyntaxError) return [];
      throw error;
    }
  });
  const { findings } = judgeObjects(manifests, OPTIONS);
  fargateBilling(manifests, OPTIONS.fargateNamespaces);
  JSON.stringify(findings);
}

/** Rules are asked one by one, so that a failure names the one that threw. */
function everyRuleAnswers(object: Tree): void {
  const [manifest] = parseManifests(JSON.stringify(object), 'random.yaml');
  const together = [manifest, ...REAL.map((other: Tree) => ({ ...manifest, object: other }))];
  for (const rule of manifestRules) {
    try {
      rule.check(manifest, OPTIONS, together);
    } catch (error) {
      throw new Error(`${rule.id} threw: ${(error as Error).message}`, { cause: error });
    }
  }
}

describe('10,000 random documents', () => {
  beforeAll(() => void KubernetesSchema.load());

  it('never make a rule throw: objects like those of Kubernetes', () => {
    fc.assert(fc.property(fc.oneof(anyObject, spoilt), everyRuleAnswers), RUNS);
  }, 120_000);

  const pieces = fc.array(fc.constantFrom('a: ', '- ', '\n', '  ', '{', '}', '[', ']', ': ', ',', '&a ', '*a', '<<: ', '!!set ', '!!binary ', '!x ', '? ', '|', '>', '"', "'", '#', '---\n', '...\n', '%YAML 1.1\n', '\t', '\0', '\uFEFF', '0x1f', '~', 'kind: Pod', 'é'), { maxLength: 30 }).map((parts) => parts.join(''));
  const texts = fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 60 }), anyObject.map((object) => JSON.stringify(object)), spoilt.map((object) => stringify(object)));

  it('never make the reader or the check throw: texts like YAML and JSON', () => {
    fc.assert(fc.property(fc.array(texts, { minLength: 1, maxLength: 2 }), neverThrows), RUNS);
  }, 120_000);
});
