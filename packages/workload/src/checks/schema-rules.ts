import { KubernetesSchema, SCHEMA_VERSION } from './kubernetes-schema';
import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { CheckOptions, ManifestRule, Violation, violation } from './manifest-rule';
import { SchemaFault, schemaFaults } from './schema-faults';

/** Kinds the platform's clusters have beside Kubernetes' own. */
const CUSTOM_KINDS = ['eks.amazonaws.com/v1/IngressClassParams', 'eks.amazonaws.com/v1/NodeClass', 'eks.amazonaws.com/v1/TargetGroupBinding', 'karpenter.sh/v1/NodePool'];

const SOURCE = `https://kubernetes.io/docs/reference/kubernetes-api/ (as of Kubernetes ${SCHEMA_VERSION})`;

/** The Kubernetes API's own schema. */
export const schemaRules: readonly ManifestRule[] = [
  {
    id: 'kubernetes/known-kind',
    severity: 'error',
    why: 'the API server refuses an object of a kind it does not serve',
    source: SOURCE,
    fix: 'write an apiVersion and kind the cluster serves',
    check: unknownKind,
  },
  {
    id: 'kubernetes/known-field',
    severity: 'error',
    why: 'a field the API does not have is dropped or refused, and what it should do is not done',
    source: SOURCE,
    fix: 'correct the name, or move or remove the field',
    check: faultsOf('unknown field'),
  },
  {
    id: 'kubernetes/field-type',
    severity: 'error',
    why: 'the API server refuses a value of the wrong type',
    source: SOURCE,
    fix: 'write a value of that type; quote a string that YAML reads as something else',
    check: faultsOf('wrong type'),
  },
  {
    id: 'kubernetes/required-field',
    severity: 'error',
    why: 'the API server refuses an object without it',
    source: SOURCE,
    fix: 'add it',
    check: faultsOf('missing field'),
  },
];

function unknownKind({ object }: Manifest, { customKinds = CUSTOM_KINDS }: CheckOptions): Violation[] {
  const root = new ManifestNode(object);
  const unnamed = ['apiVersion', 'kind'].map((key) => root.get(key)).filter(({ value }) => typeof value !== 'string' || value === '');
  if (unnamed.length > 0) return unnamed.map((node) => violation(node, 'must be a string'));
  const { apiVersion, kind } = object as Record<string, string>;
  const schema = KubernetesSchema.load();
  if (schema.resource(apiVersion, kind) || customKinds.includes(`${apiVersion}/${kind}`)) return [];
  const versions = schema.versionsOf(kind);
  if (versions.length === 0) return [violation(root.get('kind'), `is no kind of Kubernetes ${SCHEMA_VERSION} nor a custom kind known here`)];
  return [violation(root.get('apiVersion'), `does not have ${kind} in Kubernetes ${SCHEMA_VERSION}, but ${versions.join(', ')} has`)];
}

function faultsOf(sort: SchemaFault['sort']): ManifestRule['check'] {
  return ({ object }) => {
    const resource = KubernetesSchema.load().resource(String(object.apiVersion), String(object.kind));
    return resource === undefined ? [] : schemaFaults(object, resource).filter((fault) => fault.sort === sort).map(({ path, value, problem }) => ({ path, value, problem }));
  };
}
