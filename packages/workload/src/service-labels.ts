/** Labels of everything the platform puts into a cluster. */
export function platformLabels(platform: string): Record<string, string> {
  return { 'app.kubernetes.io/part-of': platform, 'app.kubernetes.io/managed-by': 'plinth' };
}

/** Labels of one service's objects. */
export function serviceLabels(service: string, platform: string): Record<string, string> {
  return { ...selectorLabels(service), ...platformLabels(platform) };
}

/** What selects one service's pods. A Deployment's selector can never change, so it holds the name alone. */
export function selectorLabels(service: string): Record<string, string> {
  return { 'app.kubernetes.io/name': service };
}

/** Labels by which a namespace admits only pods of Pod Security "restricted", and says which it would not. */
export function podSecurityLabels(): Record<string, string> {
  return Object.fromEntries(['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']));
}

/** Whether a name can be a part of a host name, as most names in Kubernetes must. */
export function isLabel(name: string): boolean {
  return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name);
}
