import { ACTION_CONFIGURATIONS, ACTION_PROVIDERS, RULE_PROVIDERS } from './pipeline-actions';
import { TemplateNode } from './template-node';
import { TemplateRule, TemplateViolation, broken, brokenWhere } from './template-rule';

const GUIDE = 'https://docs.aws.amazon.com/codepipeline/latest/userguide';
const TYPES = ['AWS::CodePipeline::Pipeline'];
/** Characters in one value of an action's configuration. */
const LONGEST_VALUE = 1000;
const HOOKS = ['BeforeEntry', 'OnSuccess', 'OnFailure'];

const stagesOf = (properties: TemplateNode) => properties.get('Stages').items;
const actionsOf = (properties: TemplateNode) => stagesOf(properties).flatMap((stage) => stage.get('Actions').items);
const conditionsOf = (properties: TemplateNode) => stagesOf(properties).flatMap((stage) => HOOKS.flatMap((hook) => stage.get(hook, 'Conditions').items));

/** What pipelines must not say. */
export const pipelineRules: readonly TemplateRule[] = [
  {
    id: 'codepipeline/unknown-provider', severity: 'error', types: TYPES,
    why: 'CloudFormation passes the name on, and CodePipeline refuses the pipeline',
    source: `${GUIDE}/actions-valid-providers.html`, fix: 'use a provider of that category',
    check: ({ resource }) => actionsOf(resource.properties).map((action) => action.get('ActionTypeId')).flatMap((type) => {
      const category = type.get('Category').text;
      if (type.get('Owner').text !== 'AWS' || category === undefined) return [];
      const known = Object.hasOwn(ACTION_PROVIDERS, category) ? ACTION_PROVIDERS[category] : [];
      return brokenWhere([type.get('Provider')], ({ value }) => !known.includes(String(value)), `is no provider of AWS for the category ${category}`);
    }),
  },
  {
    id: 'codepipeline/unknown-rule', severity: 'error', types: TYPES,
    why: 'CloudFormation passes the name on, and CodePipeline refuses the pipeline',
    source: `${GUIDE}/rule-reference.html`, fix: `use one of ${RULE_PROVIDERS.join(', ')}`,
    check: ({ resource }) => brokenWhere(conditionsOf(resource.properties).flatMap((condition) => condition.get('Rules').items)
      .map((rule) => rule.get('RuleTypeId', 'Provider')), ({ value }) => !RULE_PROVIDERS.includes(String(value)), 'is no provider of rules'),
  },
  {
    id: 'codepipeline/needs-v2', severity: 'error', types: TYPES,
    why: 'a pipeline of type V1, which it is when nothing is said, has no triggers, variables, conditions or queue',
    source: `${GUIDE}/pipeline-types.html`, fix: 'write PipelineType: V2, or remove it',
    check: ({ resource: { properties } }) => {
      const type = properties.get('PipelineType');
      if (type.unknown || type.value === 'V2') return [];
      const lists = ['Triggers', 'Variables'].map((key) => properties.get(key)).filter(({ items }) => items.length > 0);
      const mode = [properties.get('ExecutionMode')].filter(({ text }) => text === 'QUEUED' || text === 'PARALLEL');
      return [...lists, ...mode, ...conditionsOf(properties)].map((node) => broken(node, 'is only for pipelines of type V2'));
    },
  },
  {
    id: 'codepipeline/unknown-setting', severity: 'error', types: TYPES,
    why: 'CloudFormation does not look into the configuration of an action, and CodePipeline refuses a field it does not know',
    source: `${GUIDE}/reference-pipeline-structure.html`, fix: "correct it by the action's reference",
    check: ({ resource }) => actionsOf(resource.properties).flatMap(configurationFaults),
  },
  {
    id: 'codepipeline/setting-too-long', severity: 'error', types: TYPES,
    why: "CodePipeline takes at most 1000 characters in a value of an action's configuration",
    source: 'https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionDeclaration.html', fix: 'name a folder or a pattern instead of each file',
    check: ({ resource }) => actionsOf(resource.properties).map((action) => action.get('Configuration'))
      .flatMap((configuration) => brokenWhere(configuration.keys.map((key) => configuration.get(key)), ({ text }) => (text ?? '').length > LONGEST_VALUE, 'has more than 1000 characters')),
  },
];

function configurationFaults(action: TemplateNode): TemplateViolation[] {
  const provider = action.get('ActionTypeId', 'Provider').text ?? '';
  const configuration = action.get('Configuration');
  if (action.get('ActionTypeId', 'Owner').text !== 'AWS' || !Object.hasOwn(ACTION_CONFIGURATIONS, provider) || configuration.unknown) return [];
  const { required, optional } = ACTION_CONFIGURATIONS[provider];
  const known = [...required, ...optional];
  const wrong = configuration.keys.filter((key) => !known.includes(key) && !key.startsWith('Fn::'));
  return [
    ...wrong.map((key) => broken(configuration.get(key), `is no setting of ${provider}, which has ${known.join(', ')}`)),
    ...required.filter((key) => configuration.get(key).absent).map((key) => broken(configuration.get(key), `is missing, and ${provider} needs it`)),
  ];
}
