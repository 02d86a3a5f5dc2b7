import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * CDK notes where in the source each rule was acknowledged, with absolute paths and no way to turn that off.
 * Made relative they stay evidence, and the assembly has the same bytes wherever the repository lies.
 */
export function removeMachinePaths(assembly: string, root: string): void {
  for (const name of readdirSync(assembly).filter((file) => file.endsWith('.metadata.json') || file === 'validation-report.json')) {
    const file = join(assembly, name);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(`${root}/`, ''));
  }
}
