import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Profile, renderPlatform, TaskRunner } from '@plinth/template/config';
import { CheckoutSteps } from '../../src/runtime/release/steps';
import { imageOf } from '../ledger/world';
import { aFolder, git } from '../repository';

const ROOT = join(__dirname, '../../../..');

/** A chart, as far as `render` knows one: it writes below the folder it runs in. */
const CHART = `
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
const app = basename(process.cwd());
const image = JSON.parse(readFileSync(process.env.PLINTH_IMAGES ?? '', 'utf8'))[app];
for (const environment of ['staging', 'prod']) {
  mkdirSync('out/manifests/' + environment, { recursive: true });
  writeFileSync('out/manifests/' + environment + '/' + app + '.yaml', 'kind: ' + app + '\\nimage: ' + image + '\\n');
}
`;

/** A judge that finds nothing, and makes dist/ as the platform's does. */
const JUDGE = `
import { cpSync, mkdirSync, rmSync } from 'node:fs';
rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
for (const app of ['platform', 'orders', 'carts']) cpSync('apps/' + app + '/out/manifests', 'dist/manifests', { recursive: true });
`;

/** A task runner that notes what it was asked, and makes the images of tests. \`break\` in the repository breaks it. */
const RUNNER = `#!/bin/sh
echo "$@" >> out/asked
if [ -e out/break ]; then echo "cannot do that" >&2; exit 3; fi
case "$3" in image)
  for name in orders carts; do
    case "$5" in *$name*) mkdir -p apps/$name/out; cp images/$name.json apps/$name/out/image.json ;; esac
  done ;;
esac
`;

/** A checkout with two services, and programs in the places of nx, the charts and the judge. @param touched workspaces the commit touched */
export function aCheckout(base?: string, touched: readonly string[] = []) {
  const record = (service: string) => ({ service, image: imageOf(service), tag: 'hash', built: true, size: 1 });
  const environments = ['staging', 'prod'].map((name) => ({ name, profile: Profile.TEAM }));
  const npm = { name: 'acme', workspaces: ['apps/*'] };
  const root = aFolder({
    'platform.json': renderPlatform({ name: 'acme', services: [{ name: 'orders' }, { name: 'carts' }], environments }),
    'package.json': npm,
    'package-lock.json': { lockfileVersion: 3, packages: { '': npm, ...Object.fromEntries(['platform', 'orders', 'carts'].flatMap((app) => [[`apps/${app}`, { name: `@acme/${app}` }], [`node_modules/@acme/${app}`, { resolved: `apps/${app}`, link: true }]])) } },
    '.gitignore': 'out/\ndist/\nnode_modules/\n',
    'images/orders.json': record('orders'),
    'images/carts.json': record('carts'),
    'apps/platform/src/verify.ts': JUDGE,
    'out/images.json': {},
    'tsconfig.json': { extends: join(ROOT, 'tsconfig.base.json') },
    'node_modules/.bin/nx': RUNNER,
    ...Object.fromEntries(['platform', 'orders', 'carts'].flatMap((app) => [[`apps/${app}/package.json`, { name: `@acme/${app}` }], [`apps/${app}/deploy/chart.ts`, CHART]])),
  });
  chmodSync(join(root, 'node_modules/.bin/nx'), 0o755);
  mkdirSync(join(root, 'packages'));
  symlinkSync(join(ROOT, 'node_modules/tsx'), join(root, 'node_modules/tsx'));
  symlinkSync(join(ROOT, 'packages/pipeline'), join(root, 'packages/pipeline'));
  git(root, 'init', '--quiet');
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', 'a platform');
  const head = git(root, 'rev-parse', 'HEAD');
  const shown: string[] = [];
  const steps = new CheckoutSteps({
    root, runner: TaskRunner.NX, environments: ['staging', 'prod'], env: process.env, show: (output) => shown.push(output),
    findAffected: async () => ({ head, base, released: false, reason: 'the test says so', workspaces: touched, services: [], verdicts: [] }),
    refuseFindings: async () => undefined,
  });
  return { root, head, steps, shown };
}
