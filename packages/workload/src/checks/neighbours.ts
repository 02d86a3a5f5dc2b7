import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { podLabels } from './pod-nodes';

const byKind = new WeakMap<readonly Manifest[], ReadonlyMap<string, Manifest[]>>();

/** The objects of these kinds, each as `<group>/<Kind>`, or `<Kind>` for the core group; any version counts. */
export function ofKind(together: readonly Manifest[], ...kinds: string[]): Manifest[] {
  const index = byKind.get(together) ?? indexed(together);
  return kinds.flatMap((kind) => index.get(kind) ?? []);
}

/** Every rule asks for every object: looked through once, not once for each. */
function indexed(together: readonly Manifest[]): ReadonlyMap<string, Manifest[]> {
  const index = new Map<string, Manifest[]>();
  for (const manifest of together) {
    const kind = kindOf(manifest);
    const known = index.get(kind);
    if (known) known.push(manifest);
    else index.set(kind, [manifest]);
  }
  byKind.set(together, index);
  return index;
}

/** An object's kind as `ofKind` has it. */
export function kindOf({ object }: Manifest): string {
  const root = new ManifestNode(object);
  const group = /^(.*)\//.exec(root.get('apiVersion').text)?.[1];
  const kind = root.get('kind').text;
  return group === undefined ? kind : `${group}/${kind}`;
}

/** Whether two objects are in one namespace; one that names none goes to wherever its neighbours are applied. */
export function inOneNamespace(one: Manifest, other: Manifest): boolean {
  const [a, b] = [one, other].map(namespaceOf);
  return a === b || a === undefined || b === undefined;
}

/** The namespace an object names; undefined when it names none. */
export function namespaceOf({ object }: Manifest): string | undefined {
  const { value } = new ManifestNode(object).get('metadata', 'namespace');
  return typeof value === 'string' ? value : undefined;
}

/** An object's name. */
export function nameOf({ object }: Manifest): string {
  return new ManifestNode(object).get('metadata', 'name').text;
}

/** Whether a LabelSelector picks these labels. One that is not there picks none, an empty one all. */
export function selects(selector: ManifestNode, labels: ManifestNode): boolean {
  if (!selector.present) return false;
  const wanted = selector.get('matchLabels');
  return wanted.keys.every((key) => labels.get(key).value === wanted.get(key).value)
    && selector.get('matchExpressions').items.every((expression) => fits(expression, labels));
}

/** The Services that send traffic to an object's pods. */
export function servicesOf(workload: Manifest, together: readonly Manifest[]): Manifest[] {
  const labels = podLabels(workload);
  if (labels === undefined) return [];
  return ofKind(together, 'Service').filter((service) => {
    const selector = new ManifestNode(service.object).get('spec', 'selector');
    return inOneNamespace(service, workload) && selector.keys.length > 0 && selector.keys.every((key) => labels.get(key).value === selector.get(key).value);
  });
}

function fits(expression: ManifestNode, labels: ManifestNode): boolean {
  const label = labels.get(expression.get('key').text);
  const listed = expression.get('values').items.some(({ value }) => value === label.value);
  switch (expression.get('operator').value) {
    case 'In': return label.present && listed;
    case 'NotIn': return !label.present || !listed;
    case 'Exists': return label.present;
    case 'DoesNotExist': return !label.present;
    default: return false;
  }
}
