import { parseAllDocuments } from 'yaml';
import { Explained } from '../command';
import { IMAGE } from '../../ledger/release';
import type { Images, Manifests } from './release-steps';

/** The registry of images nobody built; no cluster can pull from it. */
const PLACEHOLDER = /^placeholder\.invalid\//;

/** Lists of containers, in whatever object they are. */
const CONTAINERS = ['containers', 'initContainers', 'ephemeralContainers'];

/**
 * Refuses manifests that would start something else than this release: an image by tag, a placeholder, or one of the
 * platform's own repositories in another state than the release has it. A foreign image is let through by its digest.
 */
export function refuseOtherImages(manifests: Manifests, images: Images): void {
  const ours = new Set(Object.values(images));
  const folders = new Set(Object.values(images).map(folderOf));
  const wrong = (image: string) => {
    if (!IMAGE.fits(image)) return 'is not by digest';
    if (PLACEHOLDER.test(image)) return 'is a placeholder';
    return folders.has(folderOf(image)) && !ours.has(image) ? 'is not of this release' : undefined;
  };
  const problems = Object.entries(manifests).flatMap(([environment, bytes]) => imagesIn(environment, bytes).flatMap(({ object, image }) => {
    const problem = wrong(image);
    return problem ? [`manifests.${environment} ${object} has an image that ${problem}, got "${image}"; take it from PLINTH_IMAGES, or name its digest`] : [];
  }));
  if (problems.length > 0) throw new Explained(problems.join('\n'));
}

/** The objects of a stream, in order, each with what people call it. */
export function objectsIn(environment: string, bytes: Uint8Array): { readonly name: string; readonly value: unknown }[] {
  return [...parseAllDocuments(Buffer.from(bytes).toString('utf8'), { version: '1.1' })].flatMap((document) => {
    if (document.errors.length > 0) throw new Explained(`manifests.${environment} is not YAML, got "${document.errors[0].message.split('\n')[0]}"; render it again`);
    const value = document.toJS() as KubernetesObject | null;
    return value ? [{ name: nameOf(value), value }] : [];
  });
}

interface KubernetesObject { readonly kind?: string; readonly metadata?: { readonly name?: string; readonly namespace?: string } }

const nameOf = ({ kind, metadata }: KubernetesObject) => `${kind} ${[metadata?.namespace, metadata?.name].filter(Boolean).join('/')}`;

function imagesIn(environment: string, bytes: Uint8Array): { readonly object: string; readonly image: string }[] {
  return objectsIn(environment, bytes).flatMap(({ name, value }) => containersIn(value).map(({ image }) => ({ object: name, image: String(image) })));
}

function containersIn(value: unknown): { readonly image?: unknown }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (CONTAINERS.includes(key) && Array.isArray(inner) ? inner : containersIn(inner)));
}

/** All images of a platform are side by side. */
function folderOf(image: string): string {
  return image.slice(0, image.lastIndexOf('/') + 1);
}
