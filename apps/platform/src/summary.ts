import { BaselineReport, StackSummary } from './baseline-report';
import { billingTable } from './billing-table';
import { aligned } from './columns';
import { counted } from './judgement';

/** One row for each place the platform runs in, then what to do next. */
export function summary(report: BaselineReport, imagesBuilt: boolean): string {
  const rows = [
    ['environment', 'stacks', 'resources', 'manifests', 'objects'],
    ...report.environments.map(({ name, stacks, manifests, objects }) => [name, ...counts(stacks), String(manifests), String(objects)]),
    ['(once)', ...counts(report.tooling), '', ''],
  ];
  return [
    ...aligned(rows), '',
    ...report.environments.filter(({ fargate }) => fargate.length > 0).flatMap(({ name, fargate }) => [name, ...billingTable(fargate), '']),
    `checks  ${report.passed} passed, ${report.failed} failed`,
    ...report.environments.filter(({ warnings, suppressed }) => warnings + suppressed > 0).map(({ name, warnings, suppressed }) => (
      `        manifests of ${name}: ${counted(warnings, 'warning')}, ${suppressed} suppressed; to see them: npm run verify -- --manifests dist/manifests/${name}`)),
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
