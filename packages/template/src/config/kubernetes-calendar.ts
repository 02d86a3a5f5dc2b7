/** One Kubernetes minor version on Amazon EKS. */
export interface KubernetesRelease {
  /** Minor version, such as `1.36`. */
  readonly version: string;
  /** Last day of standard support, ISO date. After it EKS charges six times as much, or refuses. */
  readonly standardSupportUntil: string;
}

/**
 * The Kubernetes versions a platform may name, oldest first.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html (as of 2026-11-23)
 */
export const KUBERNETES_CALENDAR: readonly KubernetesRelease[] = [
  { version: '1.34', standardSupportUntil: '2026-12-02' },
  { version: '1.35', standardSupportUntil: '2027-03-27' },
  { version: '1.36', standardSupportUntil: '2027-08-02' },
];

/** The version of a platform that names none. */
export const DEFAULT_KUBERNETES = '1.36';
