import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { backgroundPod } from './background-pod';
import { refuse } from './problem-sentence';
import { selectorLabels } from './service-labels';
import { WorkloadError } from './workload-error';
import { workloadProblems } from './workload-problems';
import { WorkloadProps } from './workload-props';

/** Properties of `NodeAgent`; `service` is its name. */
export interface NodeAgentProps extends WorkloadProps {
  /**
   * Taints of nodes it runs on nevertheless.
   * @default - none: only nodes that take any pod
   */
  readonly tolerations?: readonly k8s.Toleration[];
  /**
   * Priority class, such as `system-node-critical` for what a node is of no use without.
   * @default - that of every other pod, which leaves it out where a node is full
   */
  readonly priorityClassName?: string;
  /**
   * On how many nodes it may be missing at once while it is replaced, as a number, or a share such as `10%` up to half.
   * @default '10%'
   */
  readonly maxUnavailable?: number | string;
}

/**
 * One pod on each node, for platform teams: DaemonSet, ServiceAccount, ConfigMap and NetworkPolicy. Its pods are
 * Pod Security "restricted" as all others, so they see nothing of the node itself. Refuses Fargate, which has none.
 *
 *     new NodeAgent(chart, 'Warmer', { service: 'image-warmer', platform: 'acme', environment: 'prod', namespace: 'services', image });
 */
export class NodeAgent extends Construct {
  /** The DaemonSet, to patch what no property says. */
  public readonly daemonSet: k8s.KubeDaemonSet;

  public constructor(scope: Construct, id: string, props: NodeAgentProps) {
    super(scope, id);
    const problems = problemsOf(props);
    if (problems.length > 0) throw new WorkloadError(problems);
    const { service, tolerations, priorityClassName, maxUnavailable = '10%' } = props;
    const { metadata, template } = backgroundPod(this, { ...props, pod: { tolerations: tolerations && [...tolerations], priorityClassName } });
    this.daemonSet = new k8s.KubeDaemonSet(this, 'Default', {
      metadata,
      spec: {
        selector: { matchLabels: selectorLabels(service) },
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: intOrString(maxUnavailable) } },
        revisionHistoryLimit: 3,
        template,
      },
    });
  }
}

function problemsOf(props: NodeAgentProps): string[] {
  const { service, compute, maxUnavailable } = props;
  return [
    ...workloadProblems(props),
    ...refuse(compute === 'fargate', `${service}.compute`, 'has no nodes an agent could run on', compute, 'choose a namespace on nodes, or put it into the pods it is for'),
    ...refuse(maxUnavailable !== undefined && !isBounded(maxUnavailable), `${service}.maxUnavailable`, 'is not a whole number from 1, or a share up to half', maxUnavailable,
      'write it like 1 or 10%'),
  ];
}

function isBounded(maxUnavailable: number | string): boolean {
  if (typeof maxUnavailable === 'number') return Number.isInteger(maxUnavailable) && maxUnavailable >= 1;
  const percent = Number(/^(\d+)%$/.exec(maxUnavailable)?.[1]);
  return percent >= 1 && percent <= 50;
}

function intOrString(value: number | string): k8s.IntOrString {
  return typeof value === 'number' ? k8s.IntOrString.fromNumber(value) : k8s.IntOrString.fromString(value);
}
