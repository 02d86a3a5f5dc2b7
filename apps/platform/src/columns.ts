/** A table in columns; its first column is text, the others are numbers unless all are `left`. */
export function aligned(rows: readonly string[][], others: 'left' | 'right' = 'right'): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const left = (column: number) => column === 0 || others === 'left';
  return rows.map((row) => row.map((cell, column) => (left(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ').trimEnd());
}
