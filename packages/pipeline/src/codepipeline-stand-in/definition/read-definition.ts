import { Explained } from '../../runtime/command';
import { Fields, NAME, type Pattern } from './fields';
import type {
  ActionDefinition, ArtifactName, ConditionDefinition, ConditionResult, FailurePolicy, PipelineDefinition, RuleDefinition, StageDefinition, TypeId,
} from './pipeline-definition';
import { checkStructure } from './structure-rules';

/** A structure that cannot be run. */
export class InvalidDefinition extends Explained {}

const NAMESPACE: Pattern = { matches: /^[A-Za-z0-9@\-_]{1,100}$/, is: '1 to 100 letters, digits or @ - _' };
const CATEGORIES = ['Source', 'Build', 'Deploy', 'Test', 'Invoke', 'Approval', 'Compute'] as const;

/**
 * A pipeline from the words of the service's API. Refuses, with one sentence, what the stand-in does not know and what the
 * service would not accept.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html
 */
export function readDefinition(path: string, declaration: unknown): PipelineDefinition {
  const fields = new Fields(path, declaration, (sentence) => new InvalidDefinition(sentence));
  fields.raw('version');
  const definition: PipelineDefinition = {
    name: fields.text('name', NAME),
    roleArn: fields.text('roleArn'),
    pipelineType: fields.oneOf('pipelineType', ['V1', 'V2'], 'V1'),
    executionMode: fields.oneOf('executionMode', ['QUEUED', 'SUPERSEDED', 'PARALLEL'], 'SUPERSEDED'),
    stages: fields.list('stages').map(readStage),
    variables: fields.list('variables').map((variable) => complete(variable, {
      name: variable.text('name', { matches: /^[A-Za-z0-9@\-_]{1,128}$/, is: '1 to 128 letters, digits or @ - _' }),
      defaultValue: variable.maybeText('defaultValue'),
      description: variable.maybeText('description'),
    })),
    triggers: fields.raw<object[]>('triggers') ?? [],
    artifactStore: fields.raw('artifactStore'),
    artifactStores: fields.raw('artifactStores'),
  };
  fields.end();
  checkStructure(definition, (problem, got, remedy) => new InvalidDefinition(`${[path, problem].filter(Boolean).join('.')}, got ${JSON.stringify(got)}; ${remedy}`));
  return definition;
}

function readStage(fields: Fields): StageDefinition {
  fields.raw('blockers');
  return complete(fields, {
    name: fields.text('name', NAME),
    actions: fields.list('actions').map(readAction),
    beforeEntry: conditions(fields.maybe('beforeEntry'), ['FAIL', 'SKIP']),
    onSuccess: conditions(fields.maybe('onSuccess'), ['FAIL', 'ROLLBACK']),
    onFailure: readFailurePolicy(fields.maybe('onFailure')),
  });
}

function readAction(fields: Fields): ActionDefinition {
  return complete(fields, {
    name: fields.text('name', NAME),
    actionTypeId: readTypeId(fields.object('actionTypeId'), CATEGORIES),
    runOrder: fields.maybeNumber('runOrder', 1, 999) ?? 1,
    configuration: fields.texts('configuration'),
    inputArtifacts: readArtifacts(fields, 'inputArtifacts'),
    outputArtifacts: readArtifacts(fields, 'outputArtifacts'),
    environmentVariables: fields.list('environmentVariables').map((variable) => complete(variable, {
      name: variable.text('name'),
      value: variable.text('value'),
      type: variable.oneOf('type', ['PLAINTEXT', 'SECRETS_MANAGER'], 'PLAINTEXT'),
    })),
    namespace: fields.maybeText('namespace', NAMESPACE),
    commands: some(fields.words('commands')),
    outputVariables: some(fields.words('outputVariables')),
    roleArn: fields.maybeText('roleArn'),
    region: fields.maybeText('region'),
    timeoutInMinutes: fields.maybeNumber('timeoutInMinutes', 5, 86_400),
  });
}

function readFailurePolicy(fields?: Fields): FailurePolicy | undefined {
  if (!fields) return undefined;
  const retry = fields.maybe('retryConfiguration');
  return complete(fields, {
    result: fields.maybeOneOf('result', ['ROLLBACK', 'RETRY']),
    retryConfiguration: retry && complete(retry, { retryMode: retry.oneOf('retryMode', ['FAILED_ACTIONS', 'ALL_ACTIONS'], 'FAILED_ACTIONS') }),
    conditions: some(fields.list('conditions').map((condition) => readCondition(condition, ['ROLLBACK']))),
  });
}

function conditions(fields: Fields | undefined, results: readonly ConditionResult[]) {
  return fields && complete(fields, { conditions: fields.list('conditions').map((condition) => readCondition(condition, results)) });
}

function readCondition(fields: Fields, results: readonly ConditionResult[]): ConditionDefinition {
  return complete(fields, { result: fields.oneOf('result', results), rules: fields.list('rules').map(readRule) });
}

function readRule(fields: Fields): RuleDefinition {
  return complete(fields, {
    name: fields.text('name', NAME),
    ruleTypeId: readTypeId(fields.object('ruleTypeId'), ['Rule']),
    configuration: fields.texts('configuration'),
    inputArtifacts: readArtifacts(fields, 'inputArtifacts'),
    commands: some(fields.words('commands')),
    roleArn: fields.maybeText('roleArn'),
    region: fields.maybeText('region'),
    timeoutInMinutes: fields.maybeNumber('timeoutInMinutes', 5, 86_400),
  });
}

function readTypeId(fields: Fields, categories: readonly string[]): TypeId {
  return complete(fields, {
    category: fields.oneOf('category', categories),
    owner: fields.oneOf('owner', ['AWS', 'Custom', 'ThirdParty'], 'AWS'),
    provider: fields.text('provider'),
    version: fields.maybeText('version') ?? '1',
  });
}

function readArtifacts(fields: Fields, name: string): ArtifactName[] {
  return fields.list(name).map((artifact) => {
    artifact.raw('files');
    return complete(artifact, { name: artifact.text('name', { matches: /^[a-zA-Z0-9_-]{1,100}$/, is: '1 to 100 letters, digits, _ or -' }) });
  });
}

/** A list, when there is something in it. */
function some<T>(items: T[]): T[] | undefined {
  return items.length > 0 ? items : undefined;
}

/** What was read, when nothing else was there. */
function complete<T>(fields: Fields, read: T): T {
  fields.end();
  return read;
}
