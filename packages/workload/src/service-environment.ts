import { MicroserviceProps } from './microservice';

/** Variables the platform sets; a service cannot, since logs, traces and dashboards rest on them. */
export const RESERVED_VARIABLES = ['SERVICE_NAME', 'ENVIRONMENT', 'PORT', 'OTEL_SERVICE_NAME', 'OTEL_RESOURCE_ATTRIBUTES', 'POD_NAME', 'NODE_NAME'];

/** The service's configuration, as its ConfigMap holds it. The service's own variables win over the endpoint's defaults. */
export function serviceEnvironment(props: MicroserviceProps, port: number): Record<string, string> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://cloudwatch-agent.amazon-cloudwatch:4318',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    ...props.env,
    SERVICE_NAME: props.service,
    ENVIRONMENT: props.environment,
    PORT: String(port),
    OTEL_SERVICE_NAME: props.service,
  };
}

/**
 * What every span and metric says about where it comes from. The variables in `$()` are the pod's own.
 * `deployment.environment` is left unset: the CloudWatch agent then fills in the cluster and namespace.
 * @see https://opentelemetry.io/docs/specs/semconv/resource/
 */
export function resourceAttributes(props: MicroserviceProps): string {
  return Object.entries({
    'service.namespace': props.platform,
    'service.version': props.image.split('@sha256:')[1].slice(0, 12),
    'deployment.environment.name': props.environment,
    'k8s.namespace.name': props.namespace,
    'k8s.pod.name': '$(POD_NAME)',
    'k8s.node.name': '$(NODE_NAME)',
  }).map(([key, value]) => `${key}=${value}`).join(',');
}
