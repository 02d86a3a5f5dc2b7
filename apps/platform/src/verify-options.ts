import { parseArgs } from 'node:util';

/** How what was found is printed. */
export type Format = 'table' | 'json' | 'sarif';

/** What the command line of `verify` asks. */
export interface VerifyOptions {
  /** A folder of templates to judge. */
  readonly assembly?: string;
  /** A folder of manifests to judge. */
  readonly manifests?: string;
  /** Namespaces of those manifests that are on Fargate; undefined when they are the platform's. */
  readonly fargate?: readonly string[];
  /** Kubernetes minor those manifests are for; undefined when it is the platform's. */
  readonly kubernetes?: string;
  readonly format: Format;
  /** Whether to print the rules for manifests instead. */
  readonly rules: boolean;
}

export const USAGE = `npm run verify                      judges what is synthesised and rendered already, and replaces dist/
npm run verify -- --assembly DIR    judges the CloudFormation templates of any folder
npm run verify -- --manifests DIR   judges the Kubernetes manifests of any folder
    --fargate NAMESPACE             a namespace of theirs on Fargate; repeated, or with commas between; else those of platform.json
    --kubernetes MINOR              the Kubernetes minor they are for, such as 1.36; else that of platform.json
    --format table|json|sarif       with a folder: how to print what was found; --json is --format json
npm run verify -- --rules           prints docs/manifest-rules.md

It ends with 0 when there is no error, 1 when there is one, 2 when the options make no sense. Warnings alone do not fail.
`;

const FORMATS: readonly string[] = ['table', 'json', 'sarif'] satisfies Format[];

/** The characters of a namespace, and `*` and `?` as in a Fargate profile. */
const NAMESPACE = /^[a-z0-9*?]([-a-z0-9*?]{0,61}[a-z0-9*?])?$/;

/**
 * Reads a command line; undefined when it makes no sense.
 * @throws Error with a sentence when a value does not
 */
export function verifyOptions(args: readonly string[]): VerifyOptions | undefined {
  const said = parsed(args);
  if (said === undefined) return undefined;
  const { assembly, manifests, kubernetes, json, rules = false } = said;
  const fargate = said.fargate?.flatMap((names) => names.split(',')).map((name) => name.trim());
  const format = said.format ?? (json ? 'json' : 'table');
  const isAboutFolder = assembly !== undefined || manifests !== undefined;
  if ((said.format !== undefined || json) && (!isAboutFolder || (json && format !== 'json'))) return undefined;
  if ((fargate ?? kubernetes) !== undefined && manifests === undefined) return undefined;
  if (!FORMATS.includes(format) || (rules && args.length > 1)) return undefined;
  const odd = fargate?.find((name) => !NAMESPACE.test(name));
  if (odd !== undefined) throw new Error(`--fargate is not a namespace, got "${odd}"; write names with commas between, such as jobs,batch-*`);
  if (kubernetes !== undefined && !/^1\.\d{1,3}$/.test(kubernetes)) throw new Error(`--kubernetes is not a minor version, got "${kubernetes}"; write it like 1.36`);
  return { assembly, manifests, fargate, kubernetes, format: format as Format, rules };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({ args: [...args], options: { assembly: text, manifests: text, fargate: { ...text, multiple: true }, kubernetes: text, format: text, json: flag, rules: flag } }).values;
  } catch {
    return undefined;
  }
}
