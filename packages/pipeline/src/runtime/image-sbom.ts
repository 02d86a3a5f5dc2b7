import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';

/** One package of an image. */
interface Component {
  readonly type: 'library';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses: { expression: string }[];
}

/** A CycloneDX document. */
export interface SoftwareBill {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly version: 1;
  readonly metadata: { readonly component: { type: 'application'; name: string } };
  readonly components: Component[];
}

/**
 * Lists the packages whose code is in a bundle, from the bundler's own account. The same bundle gives the same document,
 * so it has neither a date nor a serial number.
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export function softwareBill(folder: string, { outputs }: Metafile): SoftwareBill {
  const files = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0));
  const folders = new Set(files.map(([file]) => file).filter((file) => file.includes('node_modules/')).map((file) => packageFolder(folder, file)));
  const components = new Map([...folders].map(component).map((one) => [one.purl, one]));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', name: manifest(folder).name } },
    components: [...components.keys()].sort().map((purl) => components.get(purl) as Component),
  };
}

function component(folder: string): Component {
  const { name, version, license } = manifest(folder);
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { type: 'library', 'bom-ref': purl, name, version, purl, licenses: license ? [{ expression: license }] : [] };
}

/** The nearest folder that is a package of its own: some have a `package.json` in `build/` that only says how to load it. */
function packageFolder(folder: string, file: string): string {
  let candidate = dirname(join(folder, file));
  while (!existsSync(join(candidate, 'package.json')) || !manifest(candidate).version) candidate = dirname(candidate);
  return candidate;
}

function manifest(folder: string): { name: string; version: string; license?: string } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
