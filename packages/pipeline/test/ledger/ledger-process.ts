import { FileLedger, LostUpdate, S3Ledger, type DeploymentReport, type Ledger } from '../../src/ledger';
import { aDraft, aLargeDraft, aReport, imageOf, type Place } from './world';

/** Opens the ledger of a place, as every process does for itself. */
export const openLedger = (place: Place): Ledger => ('directory' in place ? new FileLedger(place.directory) : new S3Ledger(place));

/** Deploys, and looks again as often as another was first. */
export async function deployEventually(ledger: Ledger, report: DeploymentReport): Promise<void> {
  for (;;) {
    try {
      await ledger.recordDeployment(report, (await ledger.tryFindDeployment(report.environment))?.sequence ?? 0);
      return;
    } catch (error) {
      if (!(error instanceof LostUpdate)) throw error;
    }
  }
}

const work: Record<string, (ledger: Ledger, name: string) => Promise<unknown>> = {
  /** Releases one commit, with an image that tells the processes apart. */
  release: (ledger, name) => ledger.createRelease(aDraft('raced', { images: { orders: imageOf('orders', name) } })),
  /** Ten deployments. */
  deploy: async (ledger, name) => {
    for (let index = 0; index < 10; index++) await deployEventually(ledger, aReport('first', { execution: `${name}-${index}` }));
  },
  /** Releases and deploys until it is killed. */
  endless: async (ledger, name) => {
    for (let index = 0; ; index++) {
      const draft = aLargeDraft(`${name}-${index}`);
      await ledger.createRelease(draft);
      await deployEventually(ledger, aReport('', { release: draft.commit }));
    }
  },
};

if (require.main === module) {
  const [, , place, task, name] = process.argv;
  process.stdin.once('data', () => {
    work[task](openLedger(JSON.parse(place)), name)
      .then((done) => ({ done }), (error: Error) => ({ refused: error.message }))
      .then((outcome) => process.stdout.write(`${JSON.stringify(outcome)}\n`, () => process.exit()));
  });
  process.stdout.write('ready\n');
}
