import { DEFAULT_NAMESPACE, EnvironmentConfig, Exposure, MicroserviceConfig, PlatformConfig } from '@plinth/template/config';
import { placeholderImage } from './image-reference';
import { ServiceHosts } from './ingress';
import { Compute, MicroserviceProps } from './microservice';
import { ServiceNamespaceProps } from './service-namespace';

/**
 * What one service is in one environment, from `platform.json`.
 * @param image by digest; left out, a marked placeholder stands in
 */
export function microserviceProps(
  platform: PlatformConfig, environment: EnvironmentConfig, service: MicroserviceConfig, image?: string,
): MicroserviceProps {
  const namespace = microserviceNamespace(service);
  return {
    service: service.name,
    platform: platform.name,
    environment: environment.name,
    namespace,
    image: image ?? placeholderImage(platform.name, service.name),
    port: service.port,
    hosts: hostsOf(service, environment),
    compute: computeOf(platform, namespace),
  };
}

function hostsOf({ name, exposure = Exposure.INTERNAL }: MicroserviceConfig, { domain, certificateArn }: EnvironmentConfig): ServiceHosts | undefined {
  if (exposure === Exposure.INTERNAL) return undefined;
  const host = `${name}.${domain}`;
  return exposure === Exposure.PUBLIC ? { public: host, certificateArn } : { private: host, certificateArn };
}

/** The namespace a service lives in. */
export function microserviceNamespace({ namespace = DEFAULT_NAMESPACE }: MicroserviceConfig): string {
  return namespace;
}

/** The namespaces the platform's services live in, sorted by name; the default one for a platform that has none yet. */
export function serviceNamespaces(platform: PlatformConfig): ServiceNamespaceProps[] {
  const all = platform.services.map(microserviceNamespace);
  const names = new Set(all.length > 0 ? all : [DEFAULT_NAMESPACE]);
  return [...names].sort().map((name) => {
    // The first service of a platform is to fit too.
    const services = Math.max(1, all.filter((namespace) => namespace === name).length);
    return { name, platform: platform.name, compute: computeOf(platform, name), services };
  });
}

function computeOf(platform: PlatformConfig, namespace: string): Compute {
  return platform.capacity?.fargate?.some((profile) => profile.namespaces.includes(namespace)) ? 'fargate' : 'nodes';
}
