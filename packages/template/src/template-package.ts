import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where this file's package is: `packages/template` in the home repository, `node_modules/@plinth/template` in a team's. */
const DIRECTORY = resolve(__dirname, '..');

const SHIPPED_SEEDS = join(DIRECTORY, 'seeds');

/** The template package as it runs now. */
export const TEMPLATE = {
  /** npm name. */
  name: '@plinth/template',
  /** Version; every repository pins exactly this one. */
  version: '0.1.0',
  /** Scope that the seeds are written in. */
  scope: '@plinth',
  /** Folder the seeds are copied from: the packed copy, or the home repository itself. */
  seeds: existsSync(SHIPPED_SEEDS) ? SHIPPED_SEEDS : resolve(DIRECTORY, '../..'),
};

/** Whether a repository is the template's own home (or a clone of it): there the seeds are the sources. */
export function isHome(outdir: string): boolean {
  return resolve(outdir) === TEMPLATE.seeds;
}

/**
 * What a repository's package.json says of the template: the version, or the tarball it was made from.
 * npm's own record of what is installed knows; it survives `npm ci`.
 */
export function templateSpec(outdir: string): string {
  const record = join(outdir, 'node_modules/.package-lock.json');
  if (isHome(outdir) || !existsSync(record)) return TEMPLATE.version;
  const entry = JSON.parse(readFileSync(record, 'utf8')).packages?.[`node_modules/${TEMPLATE.name}`];
  const resolved: unknown = entry?.resolved;
  return typeof resolved === 'string' && resolved.startsWith('file:') ? resolved : TEMPLATE.version;
}
