import { isPinned } from '../image-reference';
import { ManifestRule, violation } from './manifest-rule';
import { containers, podSpec } from './pod-nodes';

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
];
