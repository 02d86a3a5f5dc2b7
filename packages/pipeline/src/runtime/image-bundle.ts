import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { build, type BuildFailure, type BuildOptions, type BuildResult, type Plugin } from 'esbuild';
import { Explained, type Command } from './command';
import { softwareBill } from './image-sbom';

/** The packages, in a file of their own: it stays the same, byte for byte, while only the service's code changes. */
const VENDOR = './vendor.js';

/** `bundle`: the service in this folder as `main.js`, its packages as `vendor.js` and their list as `sbom.json`. */
export const bundle: Command = async (args, { cwd, say }) => {
  const { values } = parseArgs({ args, options: { output: { type: 'string', default: join('out', 'bundle') } } });
  const packages = await bundleService(cwd, resolve(cwd, values.output));
  say(`main.js, and vendor.js with ${packages} packages, in ${values.output}`);
};

/** Writes everything or, when the service cannot be bundled, nothing; says how many packages it found. */
async function bundleService(folder: string, output: string): Promise<number> {
  if (!existsSync(join(folder, 'src', 'main.ts'))) throw new Explained('src/main.ts is missing, got no such file; run in the folder of a service');
  const modules = new Set<string>();
  const service = await bundled({ absWorkingDir: folder, entryPoints: ['src/main.ts'], outfile: join(output, 'main.js'), plugins: [vendored(folder, modules)] });
  const contents = [...modules].sort().map((path) => `exports[${JSON.stringify(path)}] = () => require(${JSON.stringify(path)});`).join('\n');
  const vendor = await bundled({ absWorkingDir: folder, stdin: { contents, resolveDir: folder, sourcefile: 'vendor' }, outfile: join(output, VENDOR) });

  const bill = softwareBill(folder, vendor.metafile);
  rmSync(output, { recursive: true, force: true });
  for (const { path, contents } of [...service.outputFiles, ...vendor.outputFiles]) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
  writeFileSync(join(output, 'sbom.json'), `${JSON.stringify(bill, null, 2)}\n`);
  return bill.components.length;
}

type Bundled = BuildResult<{ metafile: true; write: false }>;

/** Not minified: the image would shrink by a hundredth, and stack traces would say nothing. */
async function bundled(options: BuildOptions): Promise<Bundled> {
  try {
    return await build({ bundle: true, platform: 'node', target: 'node20', sourcemap: 'external', legalComments: 'external', logLevel: 'warning', ...options, metafile: true, write: false });
  } catch (error) {
    const { text, location } = (error as BuildFailure).errors?.[0] ?? { text: (error as Error).message };
    throw new Explained(`${location?.file ?? 'src/main.ts'} cannot be bundled, got "${text}"; correct it, or install what it imports`);
  }
}

/** Leaves what is imported from `node_modules` to `vendor.js`, to be run when it is first used, and notes which modules those are. */
function vendored(folder: string, modules: Set<string>): Plugin {
  const resolved = Symbol('resolved');
  return {
    name: 'vendored',
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (pluginData === resolved || kind === 'entry-point' || isBuiltin(path)) return undefined;
        const found = await resolve(path, { kind, importer, resolveDir, pluginData: resolved });
        if (!found.path.split(sep).includes('node_modules')) return undefined;
        return { path: relative(folder, found.path).split(sep).join('/'), namespace: 'vendored' };
      });
      onResolve({ filter: /.*/, namespace: 'vendored' }, () => ({ path: VENDOR, external: true }));
      onLoad({ filter: /.*/, namespace: 'vendored' }, ({ path }) => {
        modules.add(path);
        return { contents: `module.exports = require(${JSON.stringify(VENDOR)})[${JSON.stringify(path)}]();` };
      });
    },
  };
}
