import type { Template } from 'aws-cdk-lib/assertions';
import { statementsOf, text, type Statement } from './world';

/** A statement of ours, in its place. */
export interface PlacedStatement {
  /** Stack and logical id, without its hash. */
  readonly where: string;
  /** What it belongs to: a role or a policy for one; who may assume a role; a key; another resource. */
  readonly kind: 'identity' | 'trust' | 'key' | 'resource';
  readonly statement: Statement;
}

/** Where resources keep the statements that are not their identity's. */
const POLICIES: [type: string, property: string, kind: PlacedStatement['kind']][] = [
  ['AWS::IAM::Role', 'AssumeRolePolicyDocument', 'trust'],
  ['AWS::KMS::Key', 'KeyPolicy', 'key'],
  ['AWS::S3::BucketPolicy', 'PolicyDocument', 'resource'],
  ['AWS::SNS::TopicPolicy', 'PolicyDocument', 'resource'],
];

/** Every statement of these templates. */
export function statementsIn(templates: Record<string, Template>): PlacedStatement[] {
  return Object.entries(templates).flatMap(([stack, template]) => {
    const of = (type: string, kind: PlacedStatement['kind'], read: (resource: Record<string, never>) => Statement[]) =>
      Object.entries(template.findResources(type)).flatMap(([id, resource]) => read(resource as Record<string, never>)
        .map((statement) => ({ where: `${stack}/${id.replace(/[0-9A-F]{8}$/, '')}`, kind, statement })));
    return [
      ...['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) => of(type, 'identity', statementsOf)),
      ...POLICIES.flatMap(([type, property, kind]) => of(type, kind, ({ Properties }) => (Properties as Record<string, { Statement: Statement[] }>)[property].Statement)),
    ];
  });
}

/** A statement in one line, for people. */
export function statementLine({ where, kind, statement }: PlacedStatement): string {
  const words = (value: unknown) => [value].flat().map((one) => text(one).replace(/([A-Za-z])[0-9A-F]{8}(?=[.>])/g, '$1')).join(', ');
  return [
    where, kind === 'identity' ? '' : `(${kind})`, statement.Effect.toLowerCase(), words(statement.Action),
    statement.Resource === undefined ? '' : `on ${words(statement.Resource)}`,
    statement.Principal === undefined ? '' : `by ${words(Object.values(Object(statement.Principal)).flat())}`,
    statement.Condition === undefined ? '' : `when ${conditionWords(statement.Condition, words)}`,
  ].filter(Boolean).join(' ');
}

function conditionWords(condition: Record<string, unknown>, words: (value: unknown) => string): string {
  return Object.entries(condition).flatMap(([operator, keys]) => Object.entries(keys as object).map(([key, value]) => `${operator} ${key} ${words(value)}`)).join(' and ');
}
