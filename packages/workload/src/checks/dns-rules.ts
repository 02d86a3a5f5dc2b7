import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { ManifestRule, violation } from './manifest-rule';
import { inOneNamespace, nameOf, ofKind } from './neighbours';
import { containers, podSpec } from './pod-nodes';

/** Kubernetes' ndots: a name with fewer dots is tried under each search domain before it is tried as it is. */
const DEFAULT_NDOTS = 5;

/** From here on a pod's variables name so many hosts outside that it is worth a word. */
const MANY = 3;

/** How pods resolve names. */
export const dnsRules: readonly ManifestRule[] = [
  {
    id: 'dns/ndots',
    severity: 'warning',
    why: 'each lookup of a host outside the cluster asks CoreDNS for it under every search domain first: four answers of no for one of yes',
    source: 'https://docs.aws.amazon.com/eks/latest/best-practices/scale-cluster-services.html',
    fix: 'set dnsConfig.options to ndots 2, which still finds <service>.<namespace>; or end the hosts with a dot',
    check: (manifest, _, together) => {
      const pod = podSpec(manifest);
      if (pod === undefined || pod.get('dnsPolicy').value === 'Default') return [];
      const options = pod.get('dnsConfig', 'options');
      const ndots = Number(options.items.find((option) => option.get('name').value === 'ndots')?.get('value').text || DEFAULT_NDOTS);
      const hosts = new Set(variables(manifest, pod, together).flatMap(({ text }) => hostOf(text) ?? []).filter((host) => isSearched(host, ndots)));
      return hosts.size >= MANY ? [violation(options, `must lower ndots for ${[...hosts].join(', ')}`)] : [];
    },
  },
];

/** The values of a pod's variables, as far as what is applied with it has them. */
function variables(manifest: Manifest, pod: ManifestNode, together: readonly Manifest[]): ManifestNode[] {
  const maps = ofKind(together, 'ConfigMap').filter((map) => inOneNamespace(map, manifest));
  return containers(pod).flatMap((container) => {
    const sources = container.get('envFrom').items.map((source) => source.get('configMapRef', 'name').text);
    const data = maps.filter((map) => sources.includes(nameOf(map))).map(({ object }) => new ManifestNode(object).get('data'));
    return [...container.get('env').items.map((variable) => variable.get('value')), ...data.flatMap((map) => map.keys.map((key) => map.get(key)))];
  });
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

/** Hosts outside; `<service>.<namespace>` looks like a domain of two parts, so these are let be. */
function isSearched(host: string, ndots: number): boolean {
  const dots = host.split('.').length - 1;
  const isOutside = dots >= 2 && /[a-z]$/.test(host) && !/\.(svc|local|internal)$/.test(host);
  return isOutside && dots < ndots;
}
