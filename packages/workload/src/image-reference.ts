import { readFileSync } from 'node:fs';
import { WorkloadError } from './workload-error';

const PINNED = /^[^\s@]+@sha256:[0-9a-f]{64}$/;
const PLACEHOLDER_REGISTRY = 'placeholder.invalid';

/** Whether a reference names its bytes: by digest, not by a tag that can move. */
export function isPinned(image: unknown): image is string {
  return typeof image === 'string' && PINNED.test(image);
}

/** What is wrong with a workload's image, in sentences. */
export function imageProblems(workload: string, image: unknown): string[] {
  if (isPinned(image)) return [];
  return [`${workload}.image is not pinned by digest, got ${JSON.stringify(image)}; write it like <repository>@sha256:<64 hex digits>`];
}

/** Stands for an image nobody has built yet. Its registry cannot exist, so no cluster can start it. */
export function placeholderImage(platform: string, service: string): string {
  return `${PLACEHOLDER_REGISTRY}/${platform}/${service}@sha256:${'0'.repeat(64)}`;
}

/** Whether a reference is a `placeholderImage`. */
export function isPlaceholder(image: string): boolean {
  return image.startsWith(`${PLACEHOLDER_REGISTRY}/`);
}

/**
 * Reads `images.json`: each service's image, by digest.
 * @throws WorkloadError when it cannot be read, or an image is not pinned
 */
export function readImages(file: string): Record<string, string> {
  const images = parse(file);
  if (typeof images !== 'object' || images === null || Array.isArray(images)) {
    throw new WorkloadError([`${file} is not an object of services and images, got ${JSON.stringify(images)}; build the images again`]);
  }
  const problems = Object.entries(images).filter(([, image]) => !isPinned(image))
    .map(([service, image]) => `${file}: ${service} is not an image by digest, got ${JSON.stringify(image)}; write it like <repository>@sha256:<64 hex digits>`);
  if (problems.length > 0) throw new WorkloadError(problems);
  return images as Record<string, string>;
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new WorkloadError([`${file} cannot be read as JSON, got ${(error as Error).message}; build the images, or unset PLINTH_IMAGES for placeholders`]);
  }
}
