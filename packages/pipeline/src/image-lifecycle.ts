/** Days after which an untagged manifest is a leftover. Longer than any build. */
const LEFTOVER_DAYS = 14;

/** Days after which a base image is fetched anew. */
const BASE_IMAGE_DAYS = 90;

const RULES = {
  leftovers: {
    description: 'manifests of pushes that failed',
    selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: LEFTOVER_DAYS },
  },
  baseImages: {
    description: 'base images, which come back on the next pull',
    selection: { tagStatus: 'any', countType: 'sinceImagePushed', countUnit: 'days', countNumber: BASE_IMAGE_DAYS },
  },
} as const;

/**
 * What ECR removes by itself, as it wants it. `leftovers` names nothing a release could: images have tags, and tags that cannot
 * move never leave them. Two kinds of manifest have no tag and yet are in use, and ECR spares both: those of an index go only
 * after it, and attestations only with the image they are about.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html, under evaluation rules
 */
export function lifecyclePolicy(rule: keyof typeof RULES): string {
  return JSON.stringify({ rules: [{ rulePriority: 1, ...RULES[rule], action: { type: 'expire' } }] });
}
