import fc from 'fast-check';
import { Monorepo, type Model } from './monorepo';
import { expectRight } from './oracle';
import { aChange, changed, pick } from './random-changes';

// git is started hundreds of times, and a busy machine takes its time for each.
jest.setTimeout(600_000);

const aStep = fc.oneof(
  { weight: 6, arbitrary: fc.record({ step: fc.constant('commit' as const), changes: fc.array(aChange, { minLength: 1, maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('merge' as const), changes: fc.tuple(aChange, aChange) }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('revert' as const), changes: fc.constant([]) }) },
  { weight: 3, arbitrary: fc.record({ step: fc.constant('release' as const), changes: fc.constant([]) }) },
);

type Drawn = Parameters<typeof changed>[1];

/** Two changes, for two branches. */
const both = ([theirs, ours]: Drawn) => [theirs, ours].map((one) => (model: Model) => void Object.assign(model, changed(model, [one]))) as [(model: Model) => void, (model: Model) => void];

describe('in any history', () => {
  it('all whose input differs from the base are affected', async () => {
    await fc.assert(fc.asyncProperty(fc.array(aStep, { minLength: 4, maxLength: 9 }), async (steps) => {
      const repository = new Monorepo();
      await repository.release();
      const states = new Map([[repository.head, repository.now()]]);
      for (const { step, changes } of steps) {
        if (step === 'release') await repository.release();
        if (step === 'commit') repository.restore(changed(repository.now(), changes));
        if (step === 'merge') repository.merge(...both(changes));
        if (step === 'revert') repository.restore(pick([...states.values()], states.size * 7 + 3));
        states.set(repository.head, repository.now());
        const affected = await repository.affected();
        expectRight(states.get(affected.base ?? ''), repository.now(), affected);
      }
    }), { numRuns: 5, endOnFailure: true });
  });
});
