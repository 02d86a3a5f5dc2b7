import { apiLifecycle, reached } from './api-lifecycle';
import { KubernetesSchema, SCHEMA_VERSION } from './kubernetes-schema';
import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { CheckOptions, ManifestRule, Violation, violation } from './manifest-rule';
import { SchemaFault, schemaFaults } from './schema-faults';

/** Kinds the platform's clusters have beside Kubernetes' own, and those of controllers it speaks of. */
const CUSTOM_KINDS = [
  'eks.amazonaws.com/v1/IngressClassParams', 'eks.amazonaws.com/v1/NodeClass', 'eks.amazonaws.com/v1/TargetGroupBinding', 'karpenter.sh/v1/NodePool',
  'elbv2.k8s.aws/v1beta1/IngressClassParams', 'elbv2.k8s.aws/v1beta1/TargetGroupBinding', 'vpcresources.k8s.aws/v1beta1/SecurityGroupPolicy',
  'external-secrets.io/v1/ClusterSecretStore', 'external-secrets.io/v1/ExternalSecret', 'external-secrets.io/v1/SecretStore', 'secrets-store.csi.x-k8s.io/v1/SecretProviderClass',
  'gateway.networking.k8s.io/v1/Gateway', 'gateway.networking.k8s.io/v1/GatewayClass', 'gateway.networking.k8s.io/v1/HTTPRoute',
];

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
    id: 'kubernetes/removed-api',
    severity: 'error',
    why: 'the API server of this Kubernetes version refuses the object, and a deploy that worked before the upgrade fails after it',
    source: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
    fix: 'write it for the API version named, whose fields can differ',
    check: ({ object }, { kubernetes = SCHEMA_VERSION }) => {
      const api = apiLifecycle(object.apiVersion, object.kind);
      if (!api || !reached(kubernetes, api.removed)) return [];
      return [violation(new ManifestNode(object).get('apiVersion'), `has no ${object.kind} since Kubernetes ${api.removed} (the cluster has ${kubernetes}); use ${api.instead}`)];
    },
  },
  {
    id: 'kubernetes/deprecated-api',
    severity: 'warning',
    why: 'the API server warns of it at every deploy, and a later Kubernetes version refuses the object',
    source: 'https://kubernetes.io/docs/reference/using-api/deprecation-policy/',
    fix: 'write it for the API version named before the upgrade that removes this one',
    check: ({ object }, { kubernetes = SCHEMA_VERSION }) => {
      const api = apiLifecycle(object.apiVersion, object.kind);
      if (!api || reached(kubernetes, api.removed) || !(reached(kubernetes, api.deprecated) || api.removed)) return [];
      const end = api.removed === undefined ? `is deprecated since Kubernetes ${api.deprecated}` : `has no ${object.kind} from Kubernetes ${api.removed} on`;
      return [violation(new ManifestNode(object).get('apiVersion'), `${end} (the cluster has ${kubernetes}); use ${api.instead}`)];
    },
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

function unknownKind({ object }: Manifest, { customKinds = CUSTOM_KINDS }: CheckOptions, together: readonly Manifest[]): Violation[] {
  const root = new ManifestNode(object);
  const unnamed = ['apiVersion', 'kind'].map((key) => root.get(key)).filter(({ value }) => typeof value !== 'string' || value === '');
  if (unnamed.length > 0) return unnamed.map((node) => violation(node, 'must be a string'));
  const { apiVersion, kind } = object as Record<string, string>;
  const schema = KubernetesSchema.load();
  // Of an API version with an end the lifecycle rules speak.
  if (schema.resource(apiVersion, kind) || apiLifecycle(apiVersion, kind) || customKinds.includes(`${apiVersion}/${kind}`)) return [];
  if (together.some((other) => definedKinds(other).includes(`${apiVersion}/${kind}`))) return [];
  const versions = schema.versionsOf(kind);
  if (versions.length === 0) return [violation(root.get('kind'), `is no kind of Kubernetes ${SCHEMA_VERSION} nor a custom kind known here`)];
  return [violation(root.get('apiVersion'), `does not have ${kind} in Kubernetes ${SCHEMA_VERSION}, but ${versions.join(', ')} has`)];
}

/** The kinds a CustomResourceDefinition makes, as `<apiVersion>/<kind>`. */
function definedKinds({ object }: Manifest): string[] {
  if (object.kind !== 'CustomResourceDefinition') return [];
  const spec = new ManifestNode(object).get('spec');
  return spec.get('versions').items.map((version) => `${String(spec.get('group').value)}/${String(version.get('name').value)}/${String(spec.get('names', 'kind').value)}`);
}

function faultsOf(sort: SchemaFault['sort']): ManifestRule['check'] {
  return ({ object }) => faultsIn(object).filter((fault) => fault.sort === sort).map(({ path, value, problem }) => ({ path, value, problem }));
}

/** Faults by object: three rules ask for them. */
const found = new WeakMap<object, readonly SchemaFault[]>();

function faultsIn(object: Record<string, unknown>): readonly SchemaFault[] {
  const known = found.get(object);
  if (known) return known;
  const resource = KubernetesSchema.load().resource(String(object.apiVersion), String(object.kind));
  const faults = resource === undefined ? [] : schemaFaults(object, resource);
  found.set(object, faults);
  return faults;
}
