import type { GateExceptionConfig } from '@plinth/template/config';
import { findingLine, type GateReport } from './gate-report';

const HEAD = ['gate', 'checked', 'findings', 'excepted', 'not checked'];

/** What the gates say, for people: a line for each gate, then one for each thing to know. */
export function gateTable(reports: readonly GateReport[], unused: readonly GateExceptionConfig[]): string {
  const rows = [HEAD, ...reports.map(({ gate, checked, findings, excepted, unchecked }) =>
    [gate, checked, `${findings.length}`, `${excepted.length}`, `${unchecked.length}`])];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return [
    ...rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd()),
    ...section('stops the release', reports.flatMap(({ findings }) => findings.map(findingLine))),
    ...section('excepted', reports.flatMap(({ excepted }) => excepted.map(exceptedLine))),
    ...section('not checked', reports.flatMap(({ unchecked }) => unchecked.map(({ subject, why }) => `${subject}: ${why}`))),
    ...section('exceptions that except nothing', unused.map(({ id, until, reason }) => `${id} until ${until}: ${reason}`)),
  ].join('\n');
}

function exceptedLine({ finding, exception }: GateReport['excepted'][number]): string {
  const where = finding.services.length > 0 ? ` (${finding.services.join(', ')})` : '';
  return `${finding.gate}: ${finding.subject}${where} until ${exception.until}: ${exception.reason}`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}
