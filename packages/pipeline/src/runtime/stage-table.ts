/** Where one stage of the pipeline stands. */
export interface StageStatus {
  /** Stage. */
  readonly stage: string;
  /** `Succeeded`, `InProgress`, `Failed`, …; `never ran`. */
  readonly status: string;
  /** Execution that is in it or was last. */
  readonly execution?: string;
  /** Last change, ISO 8601. */
  readonly changed?: string;
  /** What a failed or waiting action says. */
  readonly detail?: string;
}

/** Stages as a table for people. */
export function stageTable(stages: StageStatus[]): string {
  const rows = stages.map(({ stage, status, execution = '', changed = '', detail = '' }) => [
    stage,
    status,
    execution.slice(0, 8),
    changed.slice(0, 16).replace('T', ' '),
    detail,
  ]);
  const table = [['stage', 'status', 'execution', 'changed (UTC)', ''], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}
