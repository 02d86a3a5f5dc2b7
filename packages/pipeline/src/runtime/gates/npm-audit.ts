import type { Severity } from '@plinth/template/config';
import { runProgram } from '../program';
import { Refusal } from './gate-report';
import { severityOf } from './severity';

/** One advisory on a package of the lockfile. */
export interface Advisory {
  /** `GHSA-…`. @default - it is in no list that names it so */
  readonly ghsa?: string;
  /** In words. */
  readonly title: string;
  /** How bad it is. */
  readonly severity: Severity;
  /** The package. */
  readonly package: string;
  /** Its versions that have it, as a range. */
  readonly range: string;
  /** Where in the lockfile they are. */
  readonly places: readonly string[];
  /** What to move to, by npm's reckoning. @default - it found nothing */
  readonly fixedBy?: string;
  /** Where to read more. */
  readonly url?: string;
}

/** Production packages of all workspaces, from the lockfile alone. npm's own patience with a registry is up to ten minutes. */
const ARGUMENTS = ['audit', '--json', '--omit=dev', '--package-lock-only',
  '--fetch-timeout=60000', '--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];

const ELSEWHERE = 'or leave the gate out on this machine with --without advisories';

/** Asks the registry npm is configured with, by npm itself. */
export async function npmAdvisories(root: string, env: NodeJS.ProcessEnv): Promise<Advisory[]> {
  const { code, stdout, stderr } = await runProgram('npm', ARGUMENTS, { cwd: root, env });
  if (code === 127) throw new Refusal('cannot be run', 'no program npm', 'install npm, or run this where it is');
  return advisoriesOf(stdout, stderr);
}

interface Via { readonly title?: string; readonly url?: string; readonly severity?: string; readonly range?: string; readonly name: string; readonly cvss?: { readonly score?: number } }
interface Vulnerable { readonly via: readonly (string | Via)[]; readonly nodes: readonly string[]; readonly fixAvailable: boolean | { readonly name: string; readonly version: string } }
interface Audit {
  readonly auditReportVersion?: number;
  readonly vulnerabilities?: Readonly<Record<string, Vulnerable>>;
  readonly message?: string;
  readonly statusCode?: number;
  readonly error?: { readonly code?: string; readonly summary?: string };
}

/**
 * Reads what `npm audit --json` prints. Its exit code says only that there was something, which is an advisory or an error.
 * @throws Refusal when it is not a whole report
 */
export function advisoriesOf(stdout: string, stderr: string): Advisory[] {
  let audit: Audit;
  try {
    audit = JSON.parse(stdout);
  } catch {
    throw new Refusal('did not answer in JSON', `"${lastLine(stderr) || lastLine(stdout)}"`, 'run it by hand and see what it says');
  }
  if (audit.auditReportVersion !== 2 || !audit.vulnerabilities) throw unanswered(audit);
  return Object.values(audit.vulnerabilities).flatMap(({ via, nodes, fixAvailable }) => via.flatMap((one): Advisory[] => {
    // A name stands for a package that is here only because it needs another one that is.
    if (typeof one === 'string') return [];
    const [ghsa] = /GHSA(-\w{4}){3}/.exec(one.url ?? '') ?? [];
    const fixedBy = typeof fixAvailable === 'object' ? `${fixAvailable.name} ${fixAvailable.version}` : undefined;
    return [{ ghsa, title: one.title ?? 'no title', severity: severityOf(one.severity, one.cvss?.score), package: one.name, range: one.range ?? '*', places: nodes, fixedBy, url: one.url }];
  }));
}

function unanswered({ message, statusCode, error }: Audit): Refusal {
  if (statusCode === 401 || statusCode === 403) return new Refusal('is refused by the registry', `HTTP ${statusCode}`, "log in to npm's registry");
  if (statusCode !== undefined && statusCode < 500 || statusCode === 501) {
    return new Refusal('has no advisories to ask for: the registry keeps none', `HTTP ${statusCode}`, `configure npm with a registry that does, ${ELSEWHERE}`);
  }
  const said = message ?? error?.summary ?? error?.code ?? 'no report';
  return new Refusal('got no answer', `"${said}"`, message ? `check the network and the registry and try again, ${ELSEWHERE}` : 'run it by hand and see what it says');
}

function lastLine(text: string): string {
  return text.trim().split('\n').pop() ?? '';
}
