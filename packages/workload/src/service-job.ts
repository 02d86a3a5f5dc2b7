import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { contentHash } from './content-hash';
import { describeJob, jobProblems, JobProps } from './job-spec';
import { WorkloadError } from './workload-error';

/** Properties of `ServiceJob`: those of `renderService`, and the job's own. */
export type ServiceJobProps = JobProps;

/**
 * Work that is done once for each image, arguments and configuration, such as a migration: Job, ServiceAccount, ConfigMap
 * and NetworkPolicy (not on Fargate). A Job cannot be changed, so its name ends in a hash of its pod. A deploy waits until
 * it is complete. It does not go before the Deployment, and runs again when it is applied after its removal: make it so
 * that a second run does no harm.
 *
 *     new ServiceJob(chart, 'Migration', { ...props, name: 'migration', args: ['migrate.js'] });
 */
export class ServiceJob extends Construct {
  /** The Job, to patch what no property says. */
  public readonly job: k8s.KubeJob;

  public constructor(scope: Construct, id: string, props: ServiceJobProps) {
    super(scope, id);
    const problems = jobProblems(props);
    if (problems.length > 0) throw new WorkloadError(problems);
    const { metadata, spec } = describeJob(this, props);
    // Neither can be changed; limits of time and number can.
    const revision = contentHash({ template: spec.template, podFailurePolicy: spec.podFailurePolicy }).slice(0, 8);
    this.job = new k8s.KubeJob(this, 'Default', { metadata: { ...metadata, name: `${metadata.name}-${revision}` }, spec });
  }
}
