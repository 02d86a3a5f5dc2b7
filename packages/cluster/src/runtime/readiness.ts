import type { Update } from '@aws-sdk/client-eks';
import { Explained } from '../explained';
import { EksService } from './eks-service';
import { Direction } from './version-plan';

/** Something EKS advises before the version changes. */
export interface Advice {
  /** Name of the insight. */
  readonly insight: string;
  /** `ERROR`, `WARNING` or `UNKNOWN`. */
  readonly status: string;
  /** What EKS found. */
  readonly reason: string;
  /** What EKS recommends. */
  readonly recommendation: string;
}

/** Days after an upgrade in which EKS takes a cluster back. */
const ROLLBACK_DAYS = 7;
const DAY_MS = 86_400_000;

/** All that EKS' insights say against a version change. */
export async function adviceOn(eks: EksService, cluster: string, direction: Direction, target: string): Promise<Advice[]> {
  const insights = await eks.insights(cluster, direction === 'upgrade' ? 'UPGRADE_READINESS' : 'ROLLBACK_READINESS');
  const advice: Advice[] = [];
  for (const { id = '', name: insight = id, insightStatus, kubernetesVersion } of insights) {
    // Insights on upgrades exist for later versions too; those on rollbacks are on the one way back there is.
    const elsewhere = direction === 'upgrade' && kubernetesVersion !== undefined && kubernetesVersion !== target;
    if (insightStatus?.status === 'PASSING' || elsewhere) continue;
    const { recommendation = '' } = await eks.insight(cluster, id);
    advice.push({ insight, status: insightStatus?.status ?? 'UNKNOWN', reason: insightStatus?.reason ?? '', recommendation });
  }
  return advice;
}

/**
 * Refuses a rollback that EKS would refuse: it takes back what an upgrade in place did, for seven days.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/rollback-cluster.html
 */
export async function checkRollbackWindow(eks: EksService, cluster: string, running: string, now: Date): Promise<void> {
  const changes = (await eks.updates(cluster)).filter(({ type, status }) => status === 'Successful' && (type === 'VersionUpdate' || type === 'VersionRollback'));
  const last = changes.sort((a, b) => time(b) - time(a))[0];
  if (!last) throw new Explained(`cluster ${cluster} was not upgraded to ${running}, got no such update; there is nothing to go back to`);
  const day = new Date(time(last)).toISOString().slice(0, 10);
  if (last.type === 'VersionRollback') throw new Explained(`cluster ${cluster} was rolled back to ${running} already, got that on ${day}; it goes back no further`);
  if (now.getTime() - time(last) > ROLLBACK_DAYS * DAY_MS) {
    throw new Explained(`cluster ${cluster} was upgraded more than ${ROLLBACK_DAYS} days ago, got ${day}; repair forward on ${running}`);
  }
}

function time({ createdAt }: Update): number {
  return createdAt?.getTime() ?? 0;
}
