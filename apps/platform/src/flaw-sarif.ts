import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Flaw, Judgement, SuppressedFlaw } from './judgement';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json';

/**
 * The flaws as SARIF 2.1.0, which code hosts show beside the lines of a change. Exceptions are in it as suppressed results.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function flawsAsSarif(judgements: readonly Judgement[]): string {
  const flaws = judgements.flatMap(({ folder, flaws: found, suppressed }) => [...found, ...suppressed].map((flaw) => ({ folder, flaw })));
  const rules = [...new Map(flaws.map(({ flaw }) => [flaw.rule, flaw])).values()].sort((a, b) => (a.rule < b.rule ? -1 : 1));
  const indices = new Map(rules.map(({ rule }, i) => [rule, i]));
  const run = {
    tool: { driver: { name: 'plinth', rules: rules.map(descriptor) } },
    columnKind: 'utf16CodeUnits',
    results: flaws.map(({ folder, flaw }) => result(folder, flaw, indices.get(flaw.rule)!)),
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, undefined, 2)}\n`;
}

function descriptor({ rule, severity, why, source, fix }: Flaw): object {
  const [uri] = source.split(' ');
  return {
    id: rule,
    shortDescription: { text: why },
    help: { text: `${why}. To do: ${fix}. Source: ${source}` },
    ...(/^https?:/.test(uri) ? { helpUri: uri } : {}),
    defaultConfiguration: { level: severity },
  };
}

function result(folder: string, flaw: Flaw | SuppressedFlaw, ruleIndex: number): object {
  const { rule, severity, file, line, subject, path, value, problem, fix } = flaw;
  const got = JSON.stringify(value) ?? 'nothing';
  return {
    ruleId: rule,
    ruleIndex,
    level: severity,
    message: { text: path === '' ? `${problem}; ${fix}` : `${path} ${problem}, got ${got.slice(0, 200)}; ${fix}` },
    locations: [{
      physicalLocation: { artifactLocation: { uri: uriOf(folder, file) }, region: { startLine: line ?? 1 } },
      logicalLocations: [{ fullyQualifiedName: [subject ?? file, path].filter((part) => part !== '').join(' '), kind: 'object' }],
    }],
    ...('suppression' in flaw ? { suppressions: [{ kind: 'inSource', justification: `${flaw.suppression.reason} (until ${flaw.suppression.until})` }] } : {}),
  };
}

/** Relative to where the command ran, as code hosts want it; a folder named from the root stays so. */
function uriOf(folder: string, file: string): string {
  if (isAbsolute(folder)) return pathToFileURL(resolve(folder, file)).href;
  return join(folder, file).split(/[\\/]/).map(encodeURIComponent).join('/');
}
