import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { platformLabels, podSecurityLabels } from './service-labels';

/** Properties of `FargateLogRouter`. */
export interface FargateLogRouterProps {
  /** Platform name. */
  readonly platform: string;
  /** Log group the lines go to. It exists already, and the pod execution role may write to it. */
  readonly logGroupName: string;
  /**
   * AWS region of the log group. Fargate's router neither finds it out nor reads variables.
   * @default - the router is left off, which an annotation of its namespace says
   */
  readonly region?: string;
}

const NAMESPACE = 'aws-observability';

/**
 * The log router of pods on Fargate: their lines reach the same log group, and have the same fields, as those of pods on
 * nodes. Render it once per cluster with Fargate profiles. A pod reads it when it starts, and never again.
 *
 *     new FargateLogRouter(chart, 'LogRouter', { platform: 'acme', logGroupName, region: 'eu-west-1' });
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html
 */
export class FargateLogRouter extends Construct {
  public constructor(scope: Construct, id: string, props: FargateLogRouterProps) {
    super(scope, id);
    const { logGroupName, region } = props;
    const labels = platformLabels(props.platform);
    const off = { 'plinth/log-router': "off: the environment's region is not known; name it in .projenrc.ts, run npm run baseline, and apply this again" };
    const namespace = new k8s.KubeNamespace(this, 'Namespace', {
      metadata: { name: NAMESPACE, labels: { ...labels, ...podSecurityLabels(), 'aws-observability': 'enabled' }, annotations: region === undefined ? off : undefined },
    });
    if (region === undefined) return;
    new k8s.KubeConfigMap(this, 'Default', {
      metadata: { name: 'aws-logging', namespace: NAMESPACE, labels },
      data: { 'filters.conf': FILTERS, 'output.conf': output(logGroupName, region), 'parsers.conf': PARSERS },
    }).addDependency(namespace);
  }
}

/** A line of JSON goes under `log_processed` and the pod under `kubernetes`, as the CloudWatch add-on does it on nodes. */
const FILTERS = `[FILTER]
    Name parser
    Match *
    Key_Name log
    Parser crio
[FILTER]
    Name kubernetes
    Match kube.*
    Merge_Log On
    Merge_Log_Key log_processed
    Labels Off
    Annotations Off
    Buffer_Size 0
    Kube_Meta_Cache_TTL 300s
`;

/** Without it a line begins with what the container runtime puts before it, and is no JSON. */
const PARSERS = `[PARSER]
    Name crio
    Format regex
    Regex ^(?<time>[^ ]+) (?<stream>stdout|stderr) (?<logtag>P|F) (?<log>.*)$
    Time_Key time
    Time_Format %Y-%m-%dT%H:%M:%S.%L%z
`;

/** The group is not made here: one that a log router makes keeps its lines for ever. */
function output(logGroupName: string, region: string): string {
  return `[OUTPUT]
    Name cloudwatch_logs
    Match kube.*
    region ${region}
    log_group_name ${logGroupName}
    log_stream_prefix fargate-
    auto_create_group false
`;
}
