import { isDeepStrictEqual } from 'node:util';
import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { ManifestRule, Violation, violation } from './manifest-rule';
import { kindOf } from './neighbours';
import { podSpec } from './pod-nodes';

/** Kinds whose pods are to run for ever. */
const RUNNING = ['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'apps/ReplicaSet', 'ReplicationController'];

/** Ports of those who watch, not of those who use; by name, which is all a manifest has. */
const WATCHED = /metrics|health|probe/i;

/** From here on, in seconds, a first delay stands for "starts slowly". */
const SLOW_START = 30;

const GUIDE = 'https://docs.aws.amazon.com/prescriptive-guidance/latest/ha-resiliency-amazon-eks-apps/probes-checks.html';

/** How the kubelet learns whether a container is well. Containers that serve nobody but those who watch them, and jobs, need not say. */
export const probeRules: readonly ManifestRule[] = [
  {
    id: 'probe/readiness',
    severity: 'warning',
    why: 'requests reach a pod that cannot answer yet, or no longer',
    source: GUIDE,
    fix: 'add a readinessProbe that asks whether it can take traffic',
    check: (manifest) => serving(manifest).map((container) => container.get('readinessProbe')).filter(({ present }) => !present).map((node) => violation(node, 'is missing')),
  },
  {
    id: 'probe/liveness',
    severity: 'warning',
    why: 'a process that hangs is never restarted',
    source: GUIDE,
    fix: 'add a livenessProbe that asks whether the process itself is well, and nothing it depends on',
    check: (manifest) => serving(manifest).map((container) => container.get('livenessProbe')).filter(({ present }) => !present).map((node) => violation(node, 'is missing')),
  },
  {
    id: 'probe/liveness-outlasts-readiness',
    severity: 'warning',
    why: 'what should only take a pod out of traffic restarts it too: a slow dependency becomes an outage of all pods at once',
    source: GUIDE,
    fix: 'ask livenessProbe another question, or let it wait longer (periodSeconds × failureThreshold) than readinessProbe',
    check: (manifest) => running(manifest).flatMap((container) => {
      const [liveness, readiness] = [container.get('livenessProbe'), container.get('readinessProbe')];
      if (!liveness.present || !isDeepStrictEqual(question(liveness), question(readiness))) return [];
      return patience(liveness) <= patience(readiness) ? [violation(liveness, 'must not ask what readinessProbe asks and give up as soon')] : [];
    }),
  },
  {
    id: 'probe/startup',
    severity: 'warning',
    why: 'a start that takes longer than the delay is killed and begins anew, and a hang after a fast start goes unseen for as long',
    source: GUIDE,
    fix: 'move the delay into a startupProbe: failureThreshold × periodSeconds is the longest a start may take',
    check: (manifest) => running(manifest).filter((container) => !container.get('startupProbe').present)
      .map((container) => container.get('livenessProbe', 'initialDelaySeconds')).filter((delay) => delay.number(0) >= SLOW_START)
      .map((node): Violation => violation(node, `must be under ${SLOW_START} without a startupProbe`)),
  },
];

function running(manifest: Manifest): ManifestNode[] {
  return RUNNING.includes(kindOf(manifest)) ? podSpec(manifest)?.get('containers').items ?? [] : [];
}

function serving(manifest: Manifest): ManifestNode[] {
  return running(manifest).filter((container) => container.get('ports').items.some((port) => !WATCHED.test(port.get('name').text)));
}

/** What a probe asks, without how often. */
function question(probe: ManifestNode): unknown[] {
  return ['httpGet', 'tcpSocket', 'exec', 'grpc'].map((handler) => probe.get(handler).value);
}

/** Seconds of failure until a probe has failed. */
function patience(probe: ManifestNode): number {
  return probe.get('periodSeconds').number(10) * probe.get('failureThreshold').number(3);
}
