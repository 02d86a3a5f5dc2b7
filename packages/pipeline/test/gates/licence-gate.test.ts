import fc from 'fast-check';
import { ALLOWED_LICENCES } from '../../src/runtime/gates/allowed-licences';
import { findingLine } from '../../src/runtime/gates/gate-report';
import { licenceGate, licenceJudge } from '../../src/runtime/gates/licence-gate';

/** What is said of one package with this licence. */
const linesOf = (license: unknown, more: string[] = []) =>
  licenceGate([{ service: 'orders', from: 'sbom', packages: [{ name: 'tea', version: '1.0.0', license }] }], more).findings.map(findingLine);

describe('the licence of a package in an image', () => {
  it.each(['MIT', 'ISC', 'Apache-2.0', '(MIT OR GPL-3.0-or-later)', 'Apache-2.0 AND MIT', 'MIT AND (CC0-1.0 OR GPL-2.0-only)'])('may be %s', (license) => expect(linesOf(license)).toEqual([]));

  it.each(['GPL-3.0-only', 'LGPL-3.0-or-later', 'AGPL-3.0-only', 'MPL-2.0', 'SSPL-1.0', 'BUSL-1.1', 'CC-BY-NC-4.0', 'JSON', 'MIT AND GPL-2.0-only', 'Apache-2.0 WITH LLVM-exception'])('fails when it asks for more than a notice: %s', (license) => {
    expect(linesOf(license)).toEqual([`licences: tea 1.0.0 has a licence that is not allowed (orders), got "${license}"; replace it, allow the licence in gates.licences or except 'licence:tea' in .projenrc.ts`]);
  });

  it.each([
    ['nothing', undefined, 'names no licence (orders), got nothing'],
    ['empty', '', 'names no licence (orders), got nothing'],
    ['for sale', 'UNLICENSED', 'has a licence that is no SPDX expression (orders), got "UNLICENSED"'],
    ['a file', 'SEE LICENSE IN LICENSE.md', 'has a licence that is no SPDX expression (orders), got "SEE LICENSE IN LICENSE.md"'],
    ['a word of its own', 'Apache 2', 'has a licence that is no SPDX expression (orders), got "Apache 2"'],
    ['an object of old', { type: 'MIT' }, 'has a licence nobody can look up (orders), got {"type":"MIT"}'],
    ['a maze', Array(30).fill('(MIT OR ISC)').join(' AND '), 'has a licence nobody can look up (orders), got "(MIT OR ISC) AND'],
  ])('fails when it is %s', (_, license, sentence) => {
    expect(linesOf(license)).toEqual([expect.stringContaining(`licences: tea 1.0.0 ${sentence}`)]);
    expect(linesOf(license)).toEqual([expect.stringContaining(`replace it, read what its files say or except 'licence:tea'`)]);
  });

  it('may be one the team allows', () => {
    expect(linesOf('MPL-2.0', ['MPL-2.0'])).toEqual([]);
    expect(linesOf('Apache-2.0 WITH LLVM-exception', ['Apache-2.0 WITH LLVM-exception'])).toEqual([]);
    expect(linesOf('GPL-2.0-only', ['GPL-3.0-only'])).toHaveLength(1);
  });

  it('fails when the team allows what SPDX does not know, before anything is judged', () => {
    expect(() => linesOf('MIT', ['MPL-2.0', 'Apache-2'])).toThrow(`gates.licences[1] is no SPDX licence, got "Apache-2"; use an identifier of https://spdx.org/licenses, such as 'MPL-2.0'`);
  });

  it('is found once, with every service that has it', () => {
    const packages = [{ name: 'tea', version: '1.0.0', license: 'GPL-3.0-only' }];
    const { findings, checked } = licenceGate(['orders', 'billing'].map((service) => ({ service, from: 'sbom' as const, packages })));
    expect(findings.map(({ services }) => services)).toEqual([['billing', 'orders']]);
    expect(checked).toBe('1 npm package in 2 images');
  });
});

describe('the table of allowed licences', () => {
  it('has only identifiers of SPDX, and none that asks for source code', () => {
    expect(linesOf('MIT', Object.keys(ALLOWED_LICENCES))).toEqual([]);
    expect(Object.keys(ALLOWED_LICENCES).filter((id) => /GPL|MPL|EPL|CDDL|EUPL|SSPL|BUSL|NC|SA/.test(id))).toEqual([]);
  });
});

describe('an expression of SPDX', () => {
  const judge = licenceJudge(['MIT', 'ISC']);
  const expression = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.constantFrom('MIT', 'ISC', 'GPL-3.0-only', 'Zlib'), fc.tuple(tie('node'), fc.constantFrom('AND', 'OR'), tie('node')).map(([a, op, b]) => `(${a} ${op} ${b})`)),
  })).node.filter((text) => text.length <= 200);

  it('is judged as its parts are, joined by AND and OR', () => {
    // JavaScript reads the same tree: true for what is allowed.
    const truth = (text: string) => new Function(`return ${text.replace(/[\w.-]+/g, (word) => ({ AND: '&&', OR: '||', MIT: 'true', ISC: 'true' })[word] ?? 'false')}`)() as boolean;
    fc.assert(fc.property(expression, (text) => expect(judge(text) === undefined).toBe(truth(text))));
  });

  it('never ends the program, and passes nobody unread, whatever it is', () => {
    const anything = fc.oneof(fc.string(), fc.anything(), fc.array(fc.constantFrom('MIT', 'AND', 'OR', 'WITH', '(', ')', '+', ' ', 'LicenseRef-x', 'DocumentRef-')).map((pieces) => pieces.join(' ')));
    fc.assert(fc.property(anything, (licence) => {
      const wrong = judge(licence);
      expect(wrong === undefined ? String(licence) : 'MIT').toMatch(/MIT|ISC/);
    }));
  });
});
