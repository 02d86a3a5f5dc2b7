import { ConfigError, Problem } from '@plinth/template/config';

/** Kubernetes group of the deploy role. It can do nothing until an operator applies `deliveryRbac`. */
export const DELIVERY_GROUP = 'plinth:delivery';

/** What the deploy step owns outside of namespaces. */
export interface DeliveryScope {
  /** Namespaces it creates and labels. */
  readonly namespaces: string[];
  /**
   * Ingress classes it creates, each with the parameters of the same name.
   * @default - none
   */
  readonly ingressClasses?: string[];
  /**
   * Storage classes it creates.
   * @default - none
   */
  readonly storageClasses?: string[];
  /**
   * Node pools of EKS Auto Mode it creates.
   * @default - none
   */
  readonly nodePools?: string[];
}

/** What the deploy step owns in a namespace beside what EKS' edit policy covers. */
export interface NamespaceLimitNames {
  /** Its ResourceQuota. */
  readonly quota: string;
  /** Its LimitRange. */
  readonly limitRange: string;
}

const RBAC = 'rbac.authorization.k8s.io';
const VERBS = ['get', 'create', 'patch'];

/**
 * A cluster role, and its binding to `DELIVERY_GROUP`, for the cluster-scoped objects of a deployment.
 *
 * No EKS access policy short of cluster administrator creates a namespace, so an operator applies these once.
 * Each object is named. That holds for creation too: the deploy step applies server-side, and then
 * the API server asks for `create` with the object's name. Deleting is left to people.
 */
export function deliveryRbac({ namespaces, ingressClasses = [], storageClasses = [], nodePools = [] }: DeliveryScope) {
  checkNamespaces(namespaces);
  const metadata = { name: 'plinth-delivery' };
  // An empty list of names would mean every name, so such a rule is left out.
  const rules = [
    own('', 'namespaces', namespaces),
    own('networking.k8s.io', 'ingressclasses', ingressClasses),
    own('eks.amazonaws.com', 'ingressclassparams', ingressClasses),
    own('storage.k8s.io', 'storageclasses', storageClasses),
    own('karpenter.sh', 'nodepools', nodePools),
  ].filter(({ resourceNames }) => resourceNames.length > 0);
  const role = { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata, rules };
  return [role, { ...bindingOf('ClusterRole', metadata.name), kind: 'ClusterRoleBinding', metadata }] as const;
}

/**
 * A role in a namespace, and its binding to `DELIVERY_GROUP`, for what EKS' edit policy does not write: the limits of that
 * namespace, which grow with its services, and the references to its services' secrets. These are not rules of the
 * cluster role, since a quota in `kube-system` could keep the cluster's own pods from starting.
 */
export function namespaceRbac(namespace: string, { quota, limitRange }: NamespaceLimitNames) {
  const metadata = { name: 'plinth-delivery', namespace };
  const rules = [
    own('', 'resourcequotas', [quota]),
    own('', 'limitranges', [limitRange]),
    // Each is named like the workload it belongs to, and those are not known here.
    { apiGroups: ['external-secrets.io'], resources: ['externalsecrets'], verbs: VERBS },
    { apiGroups: ['secrets-store.csi.x-k8s.io'], resources: ['secretproviderclasses'], verbs: VERBS },
  ];
  const role = { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata, rules };
  return [role, { ...bindingOf('Role', metadata.name), kind: 'RoleBinding', metadata }] as const;
}

/** Throws unless these are names of namespaces a deployment may own. */
export function checkNamespaces(namespaces: readonly string[]): void {
  const problems = namespaces.flatMap((namespace, i) => namespaceProblems(`namespaces[${i}]`, namespace));
  if (namespaces.length === 0) problems.push({ path: 'namespaces', kind: 'missing', got: namespaces, detail: { example: "['services']" } });
  if (problems.length > 0) throw new ConfigError(problems);
}

/** What keeps a namespace from being a service's. */
export function namespaceProblems(path: string, namespace: string): Problem[] {
  // EKS reads `*` in an access scope as any namespace.
  if (!/^[a-z0-9](-?[a-z0-9])*$/.test(namespace)) return [{ path, kind: 'name', got: namespace, detail: { max: 63 } }];
  // Who edits pods in kube-system can become anyone.
  return namespace.startsWith('kube-') ? [{ path, kind: 'reservedNamespace', got: namespace }] : [];
}

function own(apiGroup: string, resource: string, resourceNames: string[]) {
  return { apiGroups: [apiGroup], resources: [resource], resourceNames, verbs: VERBS };
}

function bindingOf(kind: string, name: string) {
  return { apiVersion: `${RBAC}/v1`, roleRef: { apiGroup: RBAC, kind, name }, subjects: [{ apiGroup: RBAC, kind: 'Group', name: DELIVERY_GROUP }] };
}
