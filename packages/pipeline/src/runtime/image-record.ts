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
}

const BY_DIGEST = /^[^@\s]+@sha256:[0-9a-f]{64}$/;

/** Where a service's record is, in its own folder. */
export const RECORD = join('out', 'image.json');

/** Writes JSON so that a reader sees the old file or the new one, never half of it. */
export function writeJson(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const half = `${file}.${process.pid}`;
  writeFileSync(half, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(half, file);
}

/** Reads a service's record and checks that it is this service's and names a digest. */
export function readRecord(root: string, service: string): ImageRecord {
  const path = join('apps', service, RECORD);
  let record: ImageRecord;
  try {
    record = JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch (error) {
    throw new Explained(`${path} cannot be read, got "${(error as NodeJS.ErrnoException).code ?? 'no JSON'}"; build every service first with 'nx run-many -t image'`);
  }
  if (record.service !== service || !BY_DIGEST.test(record.image)) {
    throw new Explained(`${path} names no image of ${service} by digest, got "${record.image}"; remove it and run 'nx run ${service}:image'`);
  }
  return record;
}
