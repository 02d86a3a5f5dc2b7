import { CheckOptions } from '../src';
import { judgeObjects } from '../src/checks/manifest-check';
import { aDeployment, manifests, Tree } from './world';

const TODAY = '2026-11-24';
const REASON = 'the vendor publishes no digests before its next release';
const EXCEPTED = `image/digest until 2027-01-31: ${REASON}`;

/** A Deployment that runs a tag, and what its annotation says of it. */
function withImage(image: string, allow: unknown): Tree {
  return aDeployment((deployment, _, container) => {
    container.image = image;
    deployment.metadata.annotations = { 'plinth/allow': allow };
  });
}

function judged(object: Tree, options: CheckOptions = { today: TODAY }) {
  const { findings, suppressed } = judgeObjects(manifests([object]), options);
  return { suppressed, findings: findings.filter(({ rule }) => /^(image\/digest|suppression\/.*|kubernetes\/.*)$/.test(rule)) };
}

const TAG = '111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/acme/orders:1';

describe('an exception', () => {
  it('with a reason and an end lets a finding be, and counts it', () => {
    const { findings, suppressed } = judged(withImage(TAG, `${EXCEPTED}\n`));
    expect(findings).toEqual([]);
    expect(suppressed).toMatchObject([{ rule: 'image/digest', value: TAG, suppression: { rule: 'image/digest', until: '2027-01-31', reason: REASON } }]);
  });

  it('counts on its last day', () => {
    expect(judged(withImage(TAG, EXCEPTED), { today: '2027-01-31' }).findings).toEqual([]);
  });

  it('is for its own object and rule alone', () => {
    const objects = [withImage(TAG, EXCEPTED), aDeployment((_, __, container) => { container.image = TAG; })];
    const { findings, suppressed } = judgeObjects(manifests(objects), { today: TODAY });
    expect(suppressed).toHaveLength(1);
    expect(findings.filter(({ rule }) => rule === 'image/digest')).toHaveLength(1);
  });

  it.each<[string, string, unknown, string]>([
    ['has no reason', 'suppression/format', 'image/digest until 2027-01-31:', 'must have a reason of 10 characters or more'],
    ['has a reason that is none', 'suppression/format', 'image/digest until 2027-01-31: todo', 'must have a reason of 10 characters or more'],
    ['has no end', 'suppression/format', `image/digest: ${REASON}`, 'is no exception with a rule, an end and a reason'],
    ['ends on no day', 'suppression/format', `image/digest until 2027-02-30: ${REASON}`, 'ends on a day there is not, 2027-02-30'],
    ['has ended', 'suppression/expired', `image/digest until 2026-11-23: ${REASON}`, 'ended on 2026-11-23'],
    ['names no rule', 'suppression/rule', `image/digset until 2027-01-31: ${REASON}`, 'names image/digset, which is no rule'],
    ['is from the API itself', 'suppression/rule', `kubernetes/known-field until 2027-01-31: ${REASON}`, 'names kubernetes/known-field, which knows no exceptions'],
    ['is from exceptions', 'suppression/rule', `suppression/expired until 2027-01-31: ${REASON}`, 'names suppression/expired, which knows no exceptions'],
  ])('fails when it %s, and excepts from nothing', (_, rule, allow, problem) => {
    const { findings, suppressed } = judged(withImage(TAG, allow));
    expect(suppressed).toEqual([]);
    expect(findings).toMatchObject([{ rule: 'image/digest' }, { rule, severity: 'error', path: 'metadata.annotations["plinth/allow"]', value: allow, problem }]);
  });

  it('warns when nothing comes under it, or another one took it', () => {
    const needless = { rule: 'suppression/needless', severity: 'warning', value: EXCEPTED, problem: 'excepts from nothing' };
    expect(judged(withImage(`acme/orders@sha256:${'a'.repeat(64)}`, EXCEPTED)).findings).toMatchObject([needless]);
    expect(judged(withImage(TAG, `${EXCEPTED}\n${EXCEPTED}`)).findings).toMatchObject([needless]);
  });

  it('fails when it is no text, as the API has it', () => {
    expect(judged(withImage(TAG, 7)).findings.map(({ rule }) => rule)).toEqual(['kubernetes/field-type', 'image/digest']);
  });
});
