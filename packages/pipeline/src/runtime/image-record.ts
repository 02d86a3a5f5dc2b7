import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Explained } from './command';

/** What `out/image.json` of a service says. */
export interface ImageRecord {
  /** The service. */
  readonly service: string;
  /** `<repository>@sha256:…`: the only name manifests use. */
  readonly image: string;
  /** Hash of everything the image was made from. */
  readonly tag: string;
  /** Whether this run built it, or the registry had it. */
  readonly built: boolean;
  /** Bytes of its config and its layers, as they are pulled. */
  readonly size: number;
  /** Digest of the list of its packages, attached to it. @default - it was built without one */
  readonly sbom?: string;
  /** Digest of the statement of how it came to be, attached to it. @default - none was recorded */
  readonly provenance?: string;
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Where a service's record is, in its own folder. */
export const RECORD = join('out', 'image.json');

/** Writes JSON so that a reader sees the old file or the new one, never half of it. */
export function writeJson(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const half = `${file}.${process.pid}`;
  writeFileSync(half, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(half, file);
}

/** What each field of a service's record has to be. */
function rules(service: string): Record<keyof ImageRecord, { is: string; holds: (value: unknown) => boolean }> {
  const digest = { is: 'a digest', holds: (value: unknown) => value === undefined || matches(DIGEST, value) };
  return {
    service: { is: `"${service}"`, holds: (value) => value === service },
    image: { is: 'an image by digest', holds: (value) => matches(/^[^@\s]+@sha256:[0-9a-f]{64}$/, value) },
    tag: { is: 'a tag', holds: (value) => matches(/^\w[\w.-]{0,127}$/, value) },
    built: { is: 'true or false', holds: (value) => typeof value === 'boolean' },
    size: { is: 'a number of bytes', holds: (value) => Number.isSafeInteger(value) && (value as number) > 0 },
    sbom: digest,
    provenance: digest,
  };
}

function matches(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && pattern.test(value);
}

/** Reads a service's record and checks all of it. */
export function readRecord(root: string, service: string): ImageRecord {
  const path = join('apps', service, RECORD);
  let record: Record<string, unknown> | null;
  try {
    record = JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch (error) {
    throw new Explained(`${path} cannot be read, got "${(error as NodeJS.ErrnoException).code ?? 'no JSON'}"; build every service first with 'nx run-many -t image'`);
  }
  for (const [field, { is, holds }] of Object.entries(rules(service))) {
    const value = record?.[field];
    if (!holds(value)) throw new Explained(`${path} ${field} is not ${is}, got ${JSON.stringify(value)}; remove the file and run the image task of ${service}`);
  }
  return record as unknown as ImageRecord;
}
