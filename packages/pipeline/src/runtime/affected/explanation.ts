import type { Affected, Cause, Some, Verdict } from './verdict';

/** For every service, whether it is in or out and why; a line for each reason. */
export function explanation({ verdicts, released }: Pick<Affected, 'verdicts' | 'released'>): string[] {
  return verdicts.flatMap((verdict) => explained(verdict, released));
}

function explained({ service, affected, causes }: Verdict, released: boolean): string[] {
  if (causes.length === 0) return [`${service}: out; ${released ? 'this commit has its release' : 'nothing it is made from changed'}`];
  const head = affected ? `${service}: in` : `${service}: out; its image reads nothing that changed, but it is to be checked`;
  return [head, ...causes.map((cause) => `  ${causeText(service, cause)}`)];
}

function causeText(service: string, cause: Cause): string {
  switch (cause.kind) {
    case 'files':
    case 'packages':
      return listed(cause.changed);
    case 'dependency':
      return `${[service, ...cause.through].join(' ← ')}: ${listed(cause.change.changed)}`;
    case 'root-file':
    case 'tool':
      return `${listed(cause.changed)}, for ${cause.tasks.join(', ')}`;
    case 'everything':
    case 'new':
      return cause.reason;
  }
}


function listed({ first, count }: Some): string {
  return first.join(', ') + (count > first.length ? ` and ${count - first.length} more` : '');
}
