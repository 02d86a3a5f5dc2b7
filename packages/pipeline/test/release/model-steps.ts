import { Explained } from '../../src/runtime/command';
import type { Affected } from '../../src/runtime/affected';
import type { Images, Manifests, ReleaseSteps } from '../../src/runtime/release/release-steps';
import { builtImage } from './true-inputs';

/** What goes wrong in a run. */
export interface Mishaps { readonly broken?: readonly string[]; readonly gate?: string }

/** The steps of a release without a compiler, docker or a cluster; everything else of it is real. */
export class ModelSteps implements ReleaseSteps {
  /** Services somebody asked to build. */
  readonly built: string[] = [];

  constructor(private readonly root: string, readonly affected: () => Promise<Affected>, private readonly mishaps: Mishaps = {}) {}

  async build(services: readonly string[]): Promise<Images> {
    this.built.push(...services);
    const broken = services.filter((service) => this.mishaps.broken?.includes(service));
    if (broken.length > 0) throw new Explained(`the image of ${broken.join(', ')} failed, got exit code 1; correct it`);
    return Object.fromEntries(services.map((service) => [service, builtImage(this.root, service)]));
  }

  async render(images: Images): Promise<Manifests> {
    return renderedManifests(images, ['staging', 'prod']);
  }

  async gates(): Promise<void> {
    if (this.mishaps.gate) throw new Explained(this.mishaps.gate);
  }
}

/** Each environment's namespace, and a Deployment for each service. */
export function renderedManifests(images: Images, environments: readonly string[]): Manifests {
  return Object.fromEntries(environments.map((environment) => {
    const services = Object.keys(images).sort().map((service) => `---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${service}
  namespace: services
spec:
  template:
    spec:
      containers:
        - name: ${service}
          image: ${images[service]}
          env:
            - name: ENVIRONMENT
              value: ${environment}
`);
    return [environment, Buffer.from(`---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: services\n${services.join('')}`)];
  }));
}
