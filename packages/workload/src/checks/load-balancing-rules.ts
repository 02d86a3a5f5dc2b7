import { LoadBalancerTarget, loadBalancerTargets, targetsPods } from './load-balancer-targets';
import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { ManifestRule, Violation, violation } from './manifest-rule';
import { kindOf, nameOf, namespaceOf, ofKind } from './neighbours';
import { podSpec } from './pod-nodes';

const SOURCE = 'https://docs.aws.amazon.com/eks/latest/best-practices/load-balancing.html';

/** What the load balancer controller and EKS Auto Mode look for; both ask for the value `enabled`. */
const GATES = ['elbv2.k8s.aws/pod-readiness-gate-inject', 'eks.amazonaws.com/pod-readiness-gate-inject'];

/** Kubernetes' terminationGracePeriodSeconds when nothing is said. */
const DEFAULT_GRACE = 30;

/** That pods come and go without a lost request, where a load balancer of AWS sends them any. */
export const loadBalancingRules: readonly ManifestRule[] = [
  {
    id: 'load-balancing/pre-stop',
    severity: 'warning',
    why: 'the load balancer sends requests for some seconds after the process has been told to stop',
    source: SOURCE,
    fix: 'add lifecycle.preStop.sleep, longer than it takes to be taken out of the load balancer, such as 20 seconds',
    check: behind((pod) => pod.get('containers').items.filter((container) => container.get('ports').items.length > 0)
      .map((container) => container.get('lifecycle', 'preStop')).filter(({ present }) => !present).map((node) => violation(node, 'is missing'))),
  },
  {
    id: 'load-balancing/termination-grace',
    severity: 'warning',
    why: 'the pod is killed with requests in it that the load balancer still waits for',
    source: SOURCE,
    fix: 'lower deregistration_delay.timeout_seconds in the target-group-attributes to your longest request, and raise terminationGracePeriodSeconds above it and above the sleep of preStop',
    check: behind((pod, targets) => {
      const grace = pod.get('terminationGracePeriodSeconds');
      const seconds = grace.number(DEFAULT_GRACE);
      const longest = targets.reduce((most, target) => (target.deregistration > most.deregistration ? target : most));
      if (seconds < longest.deregistration) {
        return [violation(grace, `must be at least ${longest.deregistration}, as long as ${kindOf(longest.balancer)} ${nameOf(longest.balancer)} lets requests end`)];
      }
      const sleep = Math.max(0, ...pod.get('containers').items.map(sleepOf));
      return seconds <= sleep ? [violation(grace, `must be more than ${sleep}, which preStop alone takes`)] : [];
    }),
  },
  {
    id: 'load-balancing/readiness-gate',
    severity: 'warning',
    why: 'a rollout goes on before the load balancer knows its new pods, and takes the last old one away too early',
    source: SOURCE,
    fix: `label the namespace ${GATES[0]}=enabled, with EKS Auto Mode ${GATES[1]}=enabled`,
    check: (manifest, _, together) => {
      if (manifest.object.apiVersion !== 'v1' || manifest.object.kind !== 'Namespace') return [];
      const isUsed = ofKind(together, 'Service', 'networking.k8s.io/Ingress').some((each) => namespaceOf(each) === nameOf(manifest) && targetsPods(each));
      const labels = new ManifestNode(manifest.object).get('metadata', 'labels');
      const isGated = GATES.some((gate) => labels.get(gate).value === 'enabled');
      return isUsed && !isGated ? [violation(labels.get(GATES[0]), 'must be enabled')] : [];
    },
  },
];

function behind(check: (pod: ManifestNode, targets: LoadBalancerTarget[]) => Violation[]): ManifestRule['check'] {
  return (manifest: Manifest, _, together) => {
    const pod = podSpec(manifest);
    const targets = loadBalancerTargets(manifest, together);
    return pod && targets.length > 0 ? check(pod, targets) : [];
  };
}

/** Seconds a container sleeps before it is told to stop. */
function sleepOf(container: ManifestNode): number {
  const hook = container.get('lifecycle', 'preStop');
  const command = hook.get('exec', 'command').items.map(({ text }) => text).join(' ');
  return hook.get('sleep', 'seconds').number(Number(/\bsleep (\d+)/.exec(command)?.[1] ?? 0));
}
