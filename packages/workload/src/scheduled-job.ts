import { Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { isCronSchedule } from './cron-schedule';
import { describeJob, jobProblems, JobProps } from './job-spec';
import { refuse } from './problem-sentence';
import { WorkloadError } from './workload-error';

/** Properties of `ScheduledJob`: those of `renderService`, a job's, and when it runs. */
export interface ScheduledJobProps extends JobProps {
  /** When it runs: minute, hour, day, month and weekday, such as `0 3 * * 1-5`, or `@daily`. */
  readonly schedule: string;
  /**
   * Time zone of the schedule, by its IANA name.
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;
  /**
   * How late it may still start, after which that run is left out; at least 10 seconds.
   * @default Duration.minutes(5)
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline
   */
  readonly startingDeadline?: Duration;
}

/**
 * Work that is done by the clock, never twice at once: CronJob, ServiceAccount, ConfigMap and NetworkPolicy (not on
 * Fargate). The last success and the last three failures stay until their time is over. Kubernetes can run it twice or
 * not at all: make it so that a second run does no harm.
 *
 *     new ScheduledJob(chart, 'Report', { ...props, name: 'report', schedule: '0 3 * * *', args: ['report.js'] });
 */
export class ScheduledJob extends Construct {
  /** The CronJob, to patch what no property says. */
  public readonly cronJob: k8s.KubeCronJob;

  public constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    super(scope, id);
    const problems = [...jobProblems(props), ...scheduleProblems(props)];
    if (problems.length > 0) throw new WorkloadError(problems);
    const { schedule, timeZone = 'Etc/UTC', startingDeadline = Duration.minutes(5) } = props;
    const { metadata, spec } = describeJob(this, props);
    this.cronJob = new k8s.KubeCronJob(this, 'Default', {
      metadata,
      spec: {
        schedule,
        timeZone,
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: startingDeadline.toSeconds(),
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 3,
        jobTemplate: { metadata: { labels: metadata.labels }, spec },
      },
    });
  }
}

function scheduleProblems({ service, name, schedule, timeZone, startingDeadline }: ScheduledJobProps): string[] {
  const path = `${service}-${name}`;
  return [
    ...refuse(!isCronSchedule(schedule), `${path}.schedule`, 'is not a schedule Kubernetes reads', schedule,
      'write minute 0-59, hour 0-23, day 1-31, month 1-12 and weekday 0-6, like 0 3 * * 1-5, or @daily'),
    ...refuse(timeZone !== undefined && !isTimeZone(timeZone), `${path}.timeZone`, 'is not the IANA name of a time zone', timeZone, 'write it like Asia/Seoul'),
    // The controller looks at schedules every ten seconds.
    ...refuse(startingDeadline !== undefined && startingDeadline.toMilliseconds() < 10_000, `${path}.startingDeadline`, 'is shorter than Kubernetes takes to look',
      startingDeadline?.toHumanString(), 'use 10 seconds at least'),
  ];
}

/** Node also knows offsets and any case; Kubernetes knows neither. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/.test(name)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
