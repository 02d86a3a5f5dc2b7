import { isPinned, isPlaceholder } from '../image-reference';
import { ManifestRule, violation } from './manifest-rule';
import { containers, podSpec } from './pod-nodes';

/** Private registries of Amazon ECR, by either of their names, in any partition. */
const ECR = /^\d{12}\.dkr([.-])ecr(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)\//;

/** What images a manifest may name. */
export const imageRules: readonly ManifestRule[] = [
  {
    id: 'image/digest',
    severity: 'error',
    why: 'a tag can move: what runs tomorrow is then not what was checked today, and a rollback brings back something else',
    source: 'https://docs.aws.amazon.com/eks/latest/best-practices/image-security.html',
    fix: 'write the image as <repository>@sha256:<64 hex digits>',
    check: (manifest) => {
      const pod = podSpec(manifest);
      if (!pod) return [];
      return containers(pod).map((container) => container.get('image')).filter(({ value }) => !isPinned(value)).map((node) => violation(node, 'must name its digest'));
    },
  },
  {
    id: 'image/registry',
    severity: 'warning',
    why: "a registry that is not yours can be down, limit pulls or drop the image just when a pod must start, and Amazon ECR's scans never see it",
    source: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html',
    fix: 'copy the image to Amazon ECR, or name it through a pull-through cache there',
    check: (manifest) => {
      const pod = podSpec(manifest);
      if (!pod) return [];
      const images = containers(pod).map((container) => container.get('image'));
      return images.filter(({ text }) => text !== '' && !ECR.test(text) && !isPlaceholder(text)).map((node) => violation(node, `must come from Amazon ECR and not ${registryOf(node.text)}`));
    },
  },
];

/** As container runtimes read it: the part before the first slash is a registry if it looks like a host. */
function registryOf(image: string): string {
  const host = /^([^/]*[.:][^/]*|localhost)\//.exec(image)?.[1] ?? 'docker.io';
  return host.endsWith('docker.io') ? 'Docker Hub' : host;
}
