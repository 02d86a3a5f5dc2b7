import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { guardLifecycle } from '@plinth/cluster';
import { PlatformConfig, readPlatform } from '@plinth/template/config';
import { writeAccess } from './access';
import { BaselineReport, reportOf } from './baseline-report';
import { summary } from './summary';

/** Where this app's synth and render targets leave their files. */
const PLATFORM = 'apps/platform/out';

/** What `verify` looks at. */
export interface Verification {
  /** The repository. */
  readonly root: string;
  /** Whether manifests name built images, or placeholders. */
  readonly imagesBuilt: boolean;
  /** Today, ISO date. */
  readonly today: string;
  /** Shows the summary. */
  readonly print: (text: string) => void;
}

/**
 * Gathers what every workspace synthesised and rendered, judges it, prints what it found, and puts it in place of
 * `dist/`: whole, and only when nothing is wrong.
 * @returns whether every check passed
 */
export function verify({ root, imagesBuilt, today, print }: Verification): boolean {
  const platform = readPlatform(join(root, 'platform.json'));
  // Here too: a synthesis that the task runner has in its cache does not ask the calendar.
  const notices = guardLifecycle({ ...platform, today });
  const staged = join(root, 'out/dist.new');
  gather(root, staged, platform);
  writeAccess(platform, staged);
  const report = reportOf(platform, { assembly: join(staged, 'cdk.out'), manifests: join(staged, 'manifests'), bootstrap: join(staged, 'bootstrap') }, today);
  print(`${[summary(report, imagesBuilt), ...notices].join('\n')}\n`);
  if (report.failed > 0) return false;
  publish(root, staged, report);
  return true;
}

function gather(root: string, staged: string, platform: PlatformConfig): void {
  rmSync(staged, { recursive: true, force: true });
  mkdirSync(staged, { recursive: true });
  const apps = ['platform', ...platform.services.map(({ name }) => name)];
  const folders = platform.environments.flatMap(({ name }) => [
    [`${PLATFORM}/bootstrap/${name}`, `bootstrap/${name}`], ...apps.map((app) => [`apps/${app}/out/manifests/${name}`, `manifests/${name}`]),
  ]);
  for (const [from, to] of [[`${PLATFORM}/cdk.out`, 'cdk.out'], ...folders]) {
    if (!existsSync(join(root, from))) throw new Error(`${from} is missing, got nothing to gather; run: npm run baseline`);
    cpSync(join(root, from), join(staged, to), { recursive: true });
  }
}

function publish(root: string, staged: string, report: BaselineReport): void {
  writeFileSync(join(staged, 'baseline.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  const dist = join(root, 'dist');
  const last = join(root, 'out/dist.old');
  rmSync(last, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, last);
  renameSync(staged, dist);
  rmSync(last, { recursive: true, force: true });
}
