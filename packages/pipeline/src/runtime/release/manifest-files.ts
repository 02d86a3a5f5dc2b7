import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Explained } from '../command';
import type { Manifests } from './release-steps';

/** What every service of an environment stands on, so it comes first. */
const FIRST = 'platform.yaml';

/** Reads each environment's folder as one YAML stream: `platform.yaml`, then the services by name. */
export function readManifests(folder: string, environments: readonly string[]): Manifests {
  return Object.fromEntries(environments.map((environment) => [environment, Buffer.from(streamOf(join(folder, environment)))]));
}

function streamOf(folder: string): string {
  const files = namesIn(folder).filter((name) => name.endsWith('.yaml'));
  if (!files.includes(FIRST)) throw new Explained(`${join(folder, FIRST)} is missing, got ${files.length} other manifests; render apps/platform and judge again`);
  const ordered = [FIRST, ...files.filter((name) => name !== FIRST).sort()];
  return ordered.map((name) => partOf(readFileSync(join(folder, name), 'utf8'))).join('');
}

/** A file as part of a stream: it begins with the marker between documents and ends with a line feed. */
function partOf(text: string): string {
  const ended = text.endsWith('\n') ? text : `${text}\n`;
  return ended.startsWith('---') ? ended : `---\n${ended}`;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new Explained(`${folder} cannot be read, got "${(error as NodeJS.ErrnoException).code}"; render and judge every environment first`);
  }
}
