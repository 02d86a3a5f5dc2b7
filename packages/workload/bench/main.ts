import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Yaml } from 'cdk8s';
import { checkManifestFiles, manifestRules, Microservice } from '../src';

/** Documents that are checked, and how long that may take: the median of the rounds, in milliseconds. */
const DOCUMENTS = 100;
const BUDGET = 1000;
const ROUNDS = 15;

const IMAGE = `111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/acme/orders@sha256:${'a1b2c3d4'.repeat(8)}`;

/** The objects of as many services as make a hundred documents. */
function documents(): object[] {
  const chart = new Chart(new App(), 'bench', { disableResourceNameHashes: true });
  const objects = () => chart.toJson() as object[];
  for (let i = 0; objects().length < DOCUMENTS; i++) {
    new Microservice(chart, `orders-${i}`, { service: `orders-${i}`, platform: 'acme', environment: 'staging', namespace: 'services', image: IMAGE });
  }
  return objects().slice(0, DOCUMENTS);
}

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function bench(folder: string): void {
  documents().forEach((object, i) => writeFileSync(join(folder, `${i}.yaml`), Yaml.stringify(object)));
  const check = () => checkManifestFiles(folder, { fargateNamespaces: ['services'], kubernetes: '1.36', today: '2026-11-24' });
  const first = milliseconds(check);
  const rounds = Array.from({ length: ROUNDS }, () => milliseconds(check)).sort((a, b) => a - b);
  const median = rounds[Math.floor(ROUNDS / 2)];
  const figures = { documents: DOCUMENTS, rules: manifestRules.length, firstMs: Math.round(first), medianMs: Math.round(median), slowestMs: Math.round(rounds[ROUNDS - 1]), budgetMs: BUDGET };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  if (median <= BUDGET) return;
  process.stderr.write(`the check of ${DOCUMENTS} documents takes too long, got ${Math.round(median)} ms; find the rule that does: node --cpu-prof --import tsx bench/main.ts\n`);
  process.exitCode = 1;
}

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  bench(folder);
} finally {
  rmSync(folder, { recursive: true });
}
