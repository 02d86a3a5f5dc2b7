import { Aws } from 'aws-cdk-lib/core';

export interface AlarmText {
  /** What is going on, in one sentence. */
  readonly meaning: string;
  /** Who answers. */
  readonly owner: string;
  /** Name of the dashboard to open. */
  readonly dashboard: string;
}

/** What the person who is woken up reads: what, who, where to look, what to do. */
export function alarmText(text: AlarmText): string {
  return [
    text.meaning,
    `Owner: ${text.owner}.`,
    `Dashboard: ${dashboardUrl(text.dashboard)}`,
    'What to do: packages/observability/README.md, "When an alarm fires".',
  ].join('\n');
}

function dashboardUrl(name: string): string {
  return `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${name}`;
}
