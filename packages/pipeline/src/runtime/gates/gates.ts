import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Explained, type Command } from '../command';
import { declaredPlatform } from '../declared-platform';
import { findWorkspace } from '../workspace';
import { unusedExceptions } from './exceptions';
import { counted } from './gate-report';
import { gateTable } from './gate-table';
import { LEAVABLE, runGates, type LeavableGate } from './run-gates';

/** `gates`: what of the images and packages stops a release; fails when anything does. */
export const gates: Command = async (args, { cwd, env, print, say }) => {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' }, without: { type: 'string', multiple: true, default: [] } } });
  const without = values.without.map(leavable);
  const { root } = findWorkspace(cwd);
  const platform = declaredPlatform(root);
  const today = new Date().toISOString().slice(0, 10);
  const reports = await runGates({ root, platform, images: builtImages(root), today, env, say, without });
  const unused = unusedExceptions(reports, platform.gates?.exceptions ?? []);
  print(values.json ? JSON.stringify({ today, reports, unused }, null, 2) : gateTable(reports, unused));
  const count = reports.flatMap(({ findings }) => findings).length;
  if (count > 0) throw new Explained(`the gates are shut, got ${counted(count, 'finding')}; do what each of them says`);
};

/** What `--without` may say. */
export function leavable(name: string): LeavableGate {
  const gate = LEAVABLE.find((one) => one === name);
  if (!gate) throw new Explained(`--without names no gate that can be left out, got "${name}"; use ${LEAVABLE.join(' or ')}, or nothing`);
  return gate;
}

function builtImages(root: string): Record<string, string> {
  const path = join('out', 'images.json');
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch (error) {
    throw new Explained(`${path} cannot be read, got "${(error as NodeJS.ErrnoException).code ?? 'no JSON'}"; make it with 'npm run pipeline -- images'`);
  }
}
