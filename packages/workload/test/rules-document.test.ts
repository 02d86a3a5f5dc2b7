import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rulesDocument } from '../src';
import { allRules } from '../src/checks/manifest-check';

describe('docs/manifest-rules.md', () => {
  it('is what the tables say; renew it by: npm run --silent verify -- --rules > docs/manifest-rules.md', () => {
    expect(readFileSync(join(__dirname, '../../../docs/manifest-rules.md'), 'utf8')).toBe(rulesDocument());
  });

  it('has a row for each rule, and no id twice', () => {
    const ids = rulesDocument().split('\n').flatMap((line) => /^\| `([^`]+)`/.exec(line)?.[1] ?? []);
    expect(ids).toEqual(allRules.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says of each rule why and what to do, with a source', () => {
    for (const { why, fix, source } of allRules) expect([why.length > 10, fix.length > 5, /^(https:|docs\/)/.test(source)]).toEqual([true, true, true]);
  });
});
