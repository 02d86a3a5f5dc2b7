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
}

/**
 * A cluster role, and its binding to `DELIVERY_GROUP`, for the cluster-scoped objects of a deployment.
 *
 * No EKS access policy short of cluster administrator creates a namespace, so an operator applies these once.
 * Each object is named. That holds for creation too: the deploy step applies server-side, and then
 * the API server asks for `create` with the object's name. Deleting is left to people.
 */
export function deliveryRbac({ namespaces, ingressClasses = [] }: DeliveryScope) {
  checkNamespaces(namespaces);
  const metadata = { name: 'plinth-delivery' };
  const own = (apiGroup: string, resource: string, resourceNames: string[]) => ({
    apiGroups: [apiGroup], resources: [resource], resourceNames, verbs: ['get', 'create', 'patch'],
  });
  // An empty list of names would mean every name, so such a rule is left out.
  const ingress = ingressClasses.length === 0 ? [] : [
    own('networking.k8s.io', 'ingressclasses', ingressClasses),
    own('eks.amazonaws.com', 'ingressclassparams', ingressClasses),
  ];
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata, rules: [own('', 'namespaces', namespaces), ...ingress] };
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: metadata.name },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: DELIVERY_GROUP }],
  };
  return [role, binding] as const;
}

/** Throws unless these are names of namespaces a deployment may own. */
export function checkNamespaces(namespaces: readonly string[]): void {
  const problems = namespaces.flatMap((namespace, i): Problem[] => {
    const path = `namespaces[${i}]`;
    // EKS reads `*` in an access scope as any namespace.
    if (!/^[a-z0-9](-?[a-z0-9])*$/.test(namespace)) return [{ path, kind: 'name', got: namespace, detail: { max: 63 } }];
    // Who edits pods in kube-system can become anyone.
    return namespace.startsWith('kube-') ? [{ path, kind: 'reservedNamespace', got: namespace }] : [];
  });
  if (namespaces.length === 0) problems.push({ path: 'namespaces', kind: 'missing', got: namespaces, detail: { example: "['services']" } });
  if (problems.length > 0) throw new ConfigError(problems);
}
