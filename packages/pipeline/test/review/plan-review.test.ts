import { planReview, type PullRequestState } from '../../src/runtime/review/plan-review';
import type { FinishedBuild } from '../../src/runtime/review/finished-build';

const COMMIT = 'c0ffee'.padEnd(40, '0');

const aBuild = (more: Partial<FinishedBuild> = {}): FinishedBuild => ({ pullRequest: '7', commit: COMMIT, passed: true, status: 'SUCCEEDED', affected: ['orders'], log: 'https://log.example/1', ...more });
const aState = (more: Partial<PullRequestState> = {}): PullRequestState => ({ open: true, commit: COMMIT, destination: 'd'.repeat(40), revision: 'r1', repository: 'acme', comments: [], ...more });

describe('what a check says about a pull request', () => {
  it('is an approval and a comment with what is touched', () => {
    const { approval, comment } = planReview('acme', aBuild(), aState());
    expect(approval).toBe('APPROVE');
    expect(comment).toEqual({ replaces: undefined, text: [
      '### acme: check of this pull request', '', '**Passed** at `c0ffee000000`: approved.', '', 'It touches one service:', '', '- `orders`', '', '[Log](https://log.example/1)',
    ].join('\n') });
  });

  it.each([
    ['FAILED', '**Failed** at `c0ffee000000`: not approved.'],
    ['TIMED_OUT', '**Ended with TIMED_OUT** at'],
    ['STOPPED', '**Ended with STOPPED** at'],
  ])('takes the approval back when the build ended with %s', (status, words) => {
    const { approval, comment } = planReview('acme', aBuild({ status, passed: false, affected: undefined }), aState());
    expect(approval).toBe('REVOKE');
    expect(comment!.text).toContain(words);
    expect(comment!.text).toContain('Which services it touches is not known');
  });

  it('takes the place of what it said before, and of nobody else\'s words', () => {
    const comments = [{ id: 'a', text: 'LGTM' }, { id: 'b', text: '### acme: check of this pull request\n\n**Failed**' }, { id: 'c', text: 'thanks' }];
    expect(planReview('acme', aBuild(), aState({ comments })).comment!.replaces).toBe('b');
  });

  it('is not said twice', () => {
    const { text } = planReview('acme', aBuild(), aState()).comment!;
    expect(planReview('acme', aBuild(), aState({ comments: [{ id: 'a', text }] }))).toMatchObject({ comment: undefined, approval: 'APPROVE' });
  });

  it('is nothing when the pull request has moved on: the approval would be one of other code', () => {
    expect(planReview('acme', aBuild(), aState({ commit: 'f'.repeat(40) }))).toEqual({ reason: 'pull request 7 is at ffffffffffff by now, not at c0ffee000000: its own build will say' });
  });

  it('is nothing when the pull request is closed', () => {
    expect(planReview('acme', aBuild(), aState({ open: false }))).toEqual({ reason: 'pull request 7 is closed: nothing to say' });
  });

  it('fits into a comment, however many services there are', () => {
    const affected = Array.from({ length: 900 }, (_, at) => `${'service-'.repeat(4)}${at}`);
    const { text } = planReview('acme', aBuild({ affected }), aState()).comment!;
    expect(text).toContain('It touches 900 services:');
    expect(text).toContain('- and 850 more');
    expect(text.length).toBeLessThan(10_240);
  });

  it('says so when no service is touched', () => {
    expect(planReview('acme', aBuild({ affected: [] }), aState()).comment!.text).toContain('It touches no service.');
  });
});
