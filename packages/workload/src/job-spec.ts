import { Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { backgroundPod } from './background-pod';
import { refuse } from './problem-sentence';
import { workloadProblems } from './workload-problems';
import { WorkloadProps } from './workload-props';

/** What a job says beside what `renderService` gives it. */
export interface JobProps extends WorkloadProps {
  /** Name of the job among those of its service; its objects are called `<service>-<name>`, at most 52 characters. */
  readonly name: string;
  /**
   * Arguments of the image's entry point, such as `['report.js']`.
   * @default - the image's own
   */
  readonly args?: readonly string[];
  /**
   * How long it may take, repetitions included; then it is stopped and has failed.
   * @default Duration.minutes(10): a deploy waits no longer
   */
  readonly activeDeadline?: Duration;
  /**
   * How often it is repeated after it failed. Being moved off a node is no failure.
   * @default 2
   */
  readonly backoffLimit?: number;
  /**
   * How long it can be looked at once it ended. On Fargate it is billed until it is removed.
   * @default - a day, on Fargate an hour
   * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate.html
   */
  readonly ttlAfterFinished?: Duration;
}

/** A job's metadata and spec, the same for one that runs once and one that runs by the clock. */
export interface JobDescription {
  /** Metadata of the Job or CronJob. */
  readonly metadata: k8s.ObjectMeta;
  /** Runs one pod to its end. */
  readonly spec: k8s.JobSpec;
}

/** Makes what a job needs beside itself, and describes it. */
export function describeJob(scope: Construct, props: JobProps): JobDescription {
  const { activeDeadline = Duration.minutes(10), backoffLimit = 2, compute } = props;
  const { ttlAfterFinished = compute === 'fargate' ? Duration.hours(1) : Duration.days(1) } = props;
  const { metadata, template } = backgroundPod(scope, {
    ...props,
    service: jobName(props),
    pod: { restartPolicy: 'Never' },
    // It ends by itself soon enough: no node is emptied under it to save money.
    annotations: compute === 'fargate' ? undefined : { 'karpenter.sh/do-not-disrupt': 'true' },
  });
  return {
    metadata,
    spec: {
      backoffLimit,
      activeDeadlineSeconds: activeDeadline.toSeconds(),
      ttlSecondsAfterFinished: ttlAfterFinished.toSeconds(),
      podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }] },
      template,
    },
  };
}

/** What is wrong with a job, in sentences. */
export function jobProblems(props: JobProps): string[] {
  const { name, activeDeadline, backoffLimit = 0 } = props;
  const service = jobName(props);
  return [
    ...workloadProblems({ ...props, service }),
    // A CronJob's jobs get 11 characters more, a Job's name 9, and 63 is the most.
    ...refuse(!/^(?=.{1,52}$)[a-z](-?[a-z0-9])*$/.test(service), `${service}.name`, 'does not make a DNS-1123 name of at most 52 characters', name,
      'use lower-case letters, digits and single hyphens, or a shorter name'),
    ...refuse(!Number.isInteger(backoffLimit) || backoffLimit < 0, `${service}.backoffLimit`, 'is not a whole number from 0', backoffLimit, 'write how often it is repeated'),
    ...refuse(activeDeadline !== undefined && activeDeadline.toMilliseconds() < 1000, `${service}.activeDeadline`, 'leaves no time to run', activeDeadline?.toHumanString(),
      'use a second at least'),
  ];
}

/** Not the service's own name, or the service's traffic and disruption budget would reach the job's pods. */
function jobName({ service, name }: JobProps): string {
  return `${service}-${name}`;
}
