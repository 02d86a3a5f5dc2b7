import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { ManifestRule, Violation, violation } from './manifest-rule';

const NAMESPACE = 'aws-observability';

/** Most characters of the whole configuration. */
const MOST_CHARACTERS = 5300;

/** The sections of each file, and the plugins a section may name; a parser has no plugin. */
const FILES: Readonly<Record<string, { readonly section: string; readonly plugins?: readonly string[] }>> = {
  'filters.conf': { section: 'FILTER', plugins: ['grep', 'parser', 'record_modifier', 'rewrite_tag', 'throttle', 'nest', 'modify', 'kubernetes'] },
  'output.conf': { section: 'OUTPUT', plugins: ['es', 'firehose', 'kinesis_firehose', 'cloudwatch', 'cloudwatch_logs', 'kinesis'] },
  'parsers.conf': { section: 'PARSER' },
};

/** The one key beside the files: whether the router's own log goes to CloudWatch. */
const SWITCH = 'flb_log_cw';

/** The log router of pods on Fargate. Fargate answers a mistake by starting pods without a router. */
export const fargateLoggingRules: readonly ManifestRule[] = [
  logging('size', `shorten it to ${MOST_CHARACTERS} characters`, (data) => {
    const characters = data.keys.reduce((sum, key) => sum + String(data.get(key).value).length, 0);
    return characters > MOST_CHARACTERS ? [{ path: data.path, value: characters, problem: `must not be longer than ${MOST_CHARACTERS} characters` }] : [];
  }),
  logging('files', `use ${Object.keys(FILES).join(', ')} and ${SWITCH}; Fargate adds the other sections`, (data) => [
    ...(data.get('output.conf').present ? [] : [violation(data.get('output.conf'), 'is required')]),
    ...data.keys.filter((key) => key !== SWITCH && !Object.hasOwn(FILES, key)).map((key) => violation(data.get(key), 'is not a file the router reads')),
  ]),
  logging('sections', 'write [FILTER] in filters.conf, [OUTPUT] in output.conf and [PARSER] in parsers.conf', (data) => (
    filesOf(data).flatMap(({ node, section }) => lines(node, /^\s*\[\s*([^\]]*?)\s*\]\s*$/).filter((name) => name !== section)
      .map((name) => ({ path: node.path, value: `[${name}]`, problem: `must have no section but [${section}]` }))))),
  logging('plugins', 'use one that Fargate allows', (data) => (
    filesOf(data).flatMap(({ node, plugins }) => (plugins === undefined ? [] : lines(node, /^\s*name\s+(\S+)\s*$/i).filter((name) => !plugins.includes(name.toLowerCase()))
      .map((name) => ({ path: node.path, value: name, problem: `must name only ${plugins.join(', ')}` })))))),
  logging('no-variables', 'write the value out', (data) => (
    filesOf(data).filter(({ node }) => /\$\{/.test(String(node.value))).map(({ node }) => violation(node, 'must have no ${variable}')))),
  rule('namespace', `call the namespace ${NAMESPACE} and label it ${NAMESPACE}=enabled`, ({ object }) => {
    const root = new ManifestNode(object);
    if (isLogging(root)) return root.get('metadata', 'namespace').value === NAMESPACE ? [] : [violation(root.get('metadata', 'namespace'), `must be ${NAMESPACE}`)];
    const label = root.get('metadata', 'labels', NAMESPACE);
    const isNamespace = object.kind === 'Namespace' && root.get('metadata', 'name').value === NAMESPACE;
    return isNamespace && label.value !== 'enabled' ? [violation(label, 'must be enabled')] : [];
  }),
];

function logging(name: string, fix: string, check: (data: ManifestNode) => Violation[]): ManifestRule {
  return rule(name, fix, ({ object }) => {
    const root = new ManifestNode(object);
    return isLogging(root) ? check(root.get('data')) : [];
  });
}

function rule(name: string, fix: string, check: (manifest: Manifest) => Violation[]): ManifestRule {
  return {
    id: `fargate-logging/${name}`,
    severity: 'error',
    why: 'Fargate starts pods without their log router, and no line of theirs is kept',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html',
    fix,
    check,
  };
}

function isLogging(root: ManifestNode): boolean {
  return root.get('kind').value === 'ConfigMap' && root.get('metadata', 'name').value === 'aws-logging';
}

function filesOf(data: ManifestNode) {
  return Object.entries(FILES).map(([file, said]) => ({ node: data.get(file), ...said })).filter(({ node }) => node.present);
}

/** What a pattern captures in each line it fits. */
function lines({ value }: ManifestNode, pattern: RegExp): string[] {
  return String(value).split('\n').flatMap((line) => pattern.exec(line)?.[1] ?? []);
}
