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
