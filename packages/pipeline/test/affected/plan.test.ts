import { TASKS } from '@plinth/template/config';
import fc from 'fast-check';
import { plan, type Plan } from '../../src/runtime/affected/plan';
import { stateOf } from '../../src/runtime/affected/repository-state';
import { aModel, filesOf, type Model } from './monorepo';
import { expectRight } from './oracle';
import { aChange, changed } from './random-changes';

/** What the plan makes of two models, without git between them. */
function planned(base: Model, head: Model): Plan {
  const [before, now] = [base, head].map(filesOf);
  const changes = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((path) => before[path] !== now[path]);
  const [baseState, headState] = [before, now].map((files, i) => stateOf(new Map(Object.entries(files)), String(i)));
  return plan({ changes, base: baseState, head: headState, released: base.services, tasks: TASKS });
}

describe('between any two commits', () => {
  it('all whose input differs are affected, and no others where only files of workspaces differ', () => {
    fc.assert(fc.property(fc.array(aChange, { maxLength: 6 }), fc.array(aChange, { minLength: 1, maxLength: 3 }), (before, after) => {
      const base = changed(aModel(), before);
      const head = changed(base, after);
      expectRight(base, head, planned(base, head));
    }), { numRuns: 400, endOnFailure: true });
  });

  it('nothing is affected when nothing differs', () => {
    fc.assert(fc.property(fc.array(aChange, { maxLength: 6 }), (changes) => {
      const model = changed(aModel(), changes);
      expect(planned(model, model)).toMatchObject({ workspaces: [], services: [] });
    }), { numRuns: 50 });
  });
});
