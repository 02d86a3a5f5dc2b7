import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Command } from './command';
import { readRecord, writeJson } from './image-record';
import { findWorkspace } from './workspace';

/** Where the images are listed, unless told otherwise. */
const LIST = join('out', 'images.json');

/** `images`: writes `{ "<service>": "<repository>@sha256:…" }` for all services; one without an image fails. */
export const images: Command = async (args, { cwd, say }) => {
  const { values } = parseArgs({ args, options: { output: { type: 'string' } } });
  const { root, services } = findWorkspace(cwd);
  const list = Object.fromEntries([...services].sort().map((service) => [service, readRecord(root, service).image]));
  const file = values.output ? resolve(cwd, values.output) : join(root, LIST);
  writeJson(file, list);
  say(`${services.length} images in ${file}`);
};
