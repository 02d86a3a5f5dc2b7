import { BaselineReport, StackSummary } from './baseline-report';

/** One row for each place the platform runs in, then what to do next. */
export function summary(report: BaselineReport, imagesBuilt: boolean): string {
  const rows = [
    ['environment', 'stacks', 'resources', 'manifests', 'objects'],
    ...report.environments.map(({ name, stacks, manifests, objects }) => [name, ...counts(stacks), String(manifests), String(objects)]),
    ['(once)', ...counts(report.tooling), '', ''],
  ];
  return [
    ...aligned(rows), '',
    `checks  ${report.passed} passed, ${report.failed} failed`,
    ...report.checks.flatMap(({ name, subject, findings }) => findings.map((finding) => `  ${subject}: ${name}: ${finding}`)),
    ...(report.failed > 0 ? ['', 'dist/ was left as it was. Correct the above, then run: npm run baseline'] : next(imagesBuilt)),
  ].join('\n');
}

function next(imagesBuilt: boolean): string[] {
  return [
    'output  dist/cdk.out  dist/manifests  dist/bootstrap  dist/access.md  dist/baseline.json',
    ...(imagesBuilt ? [] : ['images  placeholders: none was built here; the pipeline fills in digests']),
    '', 'next    npm test                    runs every test',
    '        edit .projenrc.ts           change the platform, then: npm run baseline',
    '        docs/operate.md             deploy it to AWS',
  ];
}

function counts(stacks: readonly StackSummary[]): [string, string] {
  return [String(stacks.length), String(stacks.reduce((sum, { resources }) => sum + resources, 0))];
}

/** A table in columns; its first column is text, the others are numbers unless all are `left`. */
export function aligned(rows: readonly string[][], others: 'left' | 'right' = 'right'): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const left = (column: number) => column === 0 || others === 'left';
  return rows.map((row) => row.map((cell, column) => (left(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ').trimEnd());
}
