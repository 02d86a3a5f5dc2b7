import { KUBERNETES_CALENDAR } from '@plinth/template/config';
import { Explained } from '../explained';

/** Which way a cluster's Kubernetes version goes. */
export type Direction = 'upgrade' | 'rollback';

/** One thing of a cluster that has a version, and where it is to be. */
export interface VersionedPart {
  readonly part: 'control plane' | 'node group' | 'add-on';
  /** Its name; the cluster's for the control plane. */
  readonly name: string;
  /** Version it has; nothing when EKS chose it and was not asked. */
  readonly from?: string;
  /** Version it is to have; nothing when EKS chooses it and was not asked. */
  readonly to?: string;
}

/** What there is to move. */
export interface ClusterState {
  readonly controlPlane: VersionedPart;
  readonly nodeGroups: readonly VersionedPart[];
  readonly addons: readonly VersionedPart[];
}

/**
 * The steps from where a cluster is to where it is to be; what is there already is no step, so that a plan that
 * was interrupted goes on. Nodes are never newer than the control plane: up it goes first, down it goes last.
 * @see https://kubernetes.io/releases/version-skew-policy/
 */
export function planSteps(direction: Direction, { controlPlane, nodeGroups, addons }: ClusterState): VersionedPart[] {
  const order = direction === 'upgrade' ? [controlPlane, ...nodeGroups, ...addons] : [...nodeGroups, ...addons, controlPlane];
  return order.filter(({ from, to }) => from !== to || to === undefined);
}

/** What a version change is decided from. */
export interface VersionQuestion {
  readonly direction: Direction;
  /** Version the templates have. */
  readonly declared: string;
  /** Version that was asked for. */
  readonly asked?: string;
  /** Version the control plane runs; nothing when EKS was not asked. */
  readonly running?: string;
}

/**
 * The version a cluster goes to: one minor up or down, as EKS has it.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/rollback-cluster.html
 */
export function targetVersion({ direction, declared, asked, running }: VersionQuestion): string {
  const target = asked ?? (direction === 'upgrade' ? declared : neighbour(running ?? declared, -1));
  const known = KUBERNETES_CALENDAR.map(({ version }) => version);
  if (!known.includes(target)) throw new Explained(`version is not in the EKS calendar, got "${target}"; use one of ${known.join(', ')} with --to, or update @plinth/template`);
  if (!running) return target;

  const step = minor(target) - minor(running);
  if (direction === 'upgrade' && step < 0) throw new Explained(`version is older than the cluster's ${running}, got "${target}"; use rollback for the way back`);
  if (direction === 'upgrade' && step > 1) throw new Explained(`version is more than one minor above the cluster's ${running}, got "${target}"; upgrade --to ${neighbour(running, 1)} first`);
  if (direction === 'rollback' && step !== -1) throw new Explained(`version is not the one before the cluster's ${running}, got "${target}"; a rollback goes back one minor`);
  return target;
}

/** The version so many minors away. */
export function neighbour(version: string, distance: number): string {
  return `1.${minor(version) + distance}`;
}

function minor(version: string): number {
  return Number(version.split('.')[1]);
}
