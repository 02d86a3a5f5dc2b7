import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pipelineCommand } from '@plinth/template/config';
import { aBuilder, aRegistry, aRuntimeImage, missingDocker } from '../test/docker-host';
import { LargeRepository } from './large-repository';

/** Services of the platform; how much of building all of them one of them may take, and how long it may take to change nothing, in milliseconds. */
const SERVICES = 100;
const BUDGET = { ratio: 0.15, nothingMs: 5000 };
const ROUNDS = 3;

const SOURCE = join(__dirname, '..', '..', '..');

/** How a release is made here: its program, and what it needs around it. */
interface Builder {
  /** `images`, or `bundles` where there is no docker. */
  readonly makes: 'images' | 'bundles';
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly stop: () => Promise<void>;
}

async function aBuilderOf(ledger: string): Promise<Builder> {
  const missing = missingDocker();
  if (missing) {
    process.stderr.write(`NOT MEASURED: building and pushing images, because ${missing}; a service's image is its bundle\n`);
    return { makes: 'bundles', argv: ['node', '--import', 'tsx', 'packages/pipeline/bench/bundled-release.ts', ledger], env: process.env, stop: async () => undefined };
  }
  const [runtime, registry] = [aRuntimeImage(), await aRegistry()];
  return {
    makes: 'images',
    argv: pipelineCommand('release', '--ledger', ledger, '--without', 'advisories'),
    env: { ...aBuilder(), PLINTH_REGISTRY: registry.host, PLINTH_RUNTIME_IMAGE: runtime },
    stop: async () => {
      await registry.stop();
      const images = execFileSync('docker', ['images', '--format', '{{.Repository}}:{{.Tag}}'], { encoding: 'utf8' }).split('\n').filter((name) => name.startsWith(`${registry.host}/`));
      spawnSync('docker', ['rmi', '--force', runtime, ...images]);
    },
  };
}

/** Releases what is checked out. @returns how long it took, in milliseconds */
function released(repository: LargeRepository, { argv: [program, ...args], env }: Builder): number {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: repository.folder, env: { ...env, PLINTH_BASE: '' }, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`the release ended with ${status}:\n${stdout.slice(-2000)}${stderr.slice(-2000)}`);
  return performance.now() - start;
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function bench(repository: LargeRepository): Promise<void> {
  const builder = await aBuilderOf(join(repository.folder, 'out', 'ledger'));
  try {
    const everything = released(repository, builder);
    const changed = median(Array.from({ length: ROUNDS }, (_, round) => {
      repository.edit(repository.services[round], `round ${round}`);
      return released(repository, builder);
    }));
    const again = median(Array.from({ length: ROUNDS }, () => released(repository, builder)));
    const untouched = median(Array.from({ length: ROUNDS }, (_, round) => {
      repository.document(`round ${round}`);
      return released(repository, builder);
    }));
    const [everythingMs, changedMs, againMs, untouchedMs] = [everything, changed, again, untouched].map(Math.round);
    const ratio = Number((changed / everything).toFixed(3));
    process.stdout.write(`${JSON.stringify({ services: SERVICES, makes: builder.makes, everythingMs, changedMs, ratio, againMs, untouchedMs, budget: BUDGET })}\n`);
    judge(changed / everything, { 'the same commit': again, 'a commit that touches nothing': untouched });
  } finally {
    await builder.stop();
  }
}

function judge(ratio: number, nothing: Record<string, number>): void {
  const where = "look which step does, in the lines 'release' says";
  const problems = [
    ...(ratio > BUDGET.ratio ? [`one service of ${SERVICES} takes too much of building all, got ${(ratio * 100).toFixed(1)} % in place of ${BUDGET.ratio * 100} %; ${where}`] : []),
    ...Object.entries(nothing).filter(([, ms]) => ms > BUDGET.nothingMs).map(([what, ms]) => `a release of ${what} takes too long, got ${Math.round(ms)} ms in place of ${BUDGET.nothingMs} ms; ${where}`),
  ];
  problems.forEach((problem) => process.stderr.write(`${problem}\n`));
  process.exitCode = problems.length > 0 ? 1 : 0;
}

async function main(): Promise<void> {
  const repository = new LargeRepository(SOURCE, SERVICES);
  try {
    await bench(repository);
  } finally {
    repository.remove();
  }
}

main();
