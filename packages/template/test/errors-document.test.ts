import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBLEMS } from '../src/config';

const DOCUMENT = readFileSync(join(__dirname, '../../../docs/errors.md'), 'utf8');

/** A sentence as the document shows it: its braces name what fills them. */
const shown = (text: string) => text.replace(/\{(\w+)\}/g, '…');

describe('docs/errors.md', () => {
  it.each(Object.entries(PROBLEMS))('explains %s', (_, { wrong, remedy }) => {
    expect(DOCUMENT).toContain(`### … ${shown(wrong)}`);
    expect(DOCUMENT).toContain(`**Do:** ${shown(remedy)}.`);
  });

  it('explains nothing that can no longer be reported', () => {
    const explained = [...DOCUMENT.matchAll(/^### … (.+)$/gm)].map((match) => match[1]);
    expect(explained.sort()).toEqual(Object.values(PROBLEMS).map(({ wrong }) => shown(wrong)).sort());
  });
});
