import { k8s } from 'cdk8s-plus-34';
import { WorkloadProps } from './workload-props';

/** Variables the platform sets; a service cannot, since logs, traces and dashboards rest on them. */
export const RESERVED_VARIABLES = ['SERVICE_NAME', 'ENVIRONMENT', 'PORT', 'OTEL_SERVICE_NAME', 'OTEL_RESOURCE_ATTRIBUTES', 'POD_NAME', 'NODE_NAME'];

/** What is wrong with a workload's own variables, in sentences. */
export function variableProblems(workload: string, env: Readonly<Record<string, unknown>> = {}): string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    const got = JSON.stringify(value);
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return [`${workload}.env has a key that is not a variable name, got ${JSON.stringify(name)}; use letters, digits and underscores`];
    if (RESERVED_VARIABLES.includes(name)) return [`${workload}.env.${name} is set by the platform, got ${got}; remove it`];
    return typeof value === 'string' ? [] : [`${workload}.env.${name} is not a string, got ${got}; put it in quotes`];
  });
}

/**
 * A workload's configuration, as its ConfigMap holds it. Its own variables win over the endpoint's defaults.
 * @param port left out when it listens on none
 */
export function serviceEnvironment(props: WorkloadProps, port?: number): Record<string, string> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://cloudwatch-agent.amazon-cloudwatch:4318',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    ...props.env,
    SERVICE_NAME: props.service,
    ENVIRONMENT: props.environment,
    ...(port === undefined ? {} : { PORT: String(port) }),
    OTEL_SERVICE_NAME: props.service,
  };
}

/** Where a container reads it, beside what only its pod knows. */
export function containerEnvironment(props: WorkloadProps): Pick<k8s.Container, 'envFrom' | 'env'> {
  return {
    envFrom: [{ configMapRef: { name: props.service } }],
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      { name: 'OTEL_RESOURCE_ATTRIBUTES', value: resourceAttributes(props) },
    ],
  };
}

/**
 * What every span and metric says about where it comes from. The variables in `$()` are the pod's own.
 * `deployment.environment` is left unset: the CloudWatch agent then fills in the cluster and namespace.
 * @see https://opentelemetry.io/docs/specs/semconv/resource/
 */
export function resourceAttributes(props: WorkloadProps): string {
  return Object.entries({
    'service.namespace': props.platform,
    'service.version': props.image.split('@sha256:')[1].slice(0, 12),
    'deployment.environment.name': props.environment,
    'k8s.namespace.name': props.namespace,
    'k8s.pod.name': '$(POD_NAME)',
    'k8s.node.name': '$(NODE_NAME)',
  }).map(([key, value]) => `${key}=${value}`).join(',');
}
