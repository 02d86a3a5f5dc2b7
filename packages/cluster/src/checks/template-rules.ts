import { accessRules } from './access-rules';
import { addonRules } from './addon-rules';
import { buildRules } from './build-rules';
import { clusterRules } from './cluster-rules';
import { fargateRules } from './fargate-rules';
import { monitoringRules } from './monitoring-rules';
import { nodeRules } from './node-rules';
import { pipelineRules } from './pipeline-rules';
import { TemplateRule } from './template-rule';

/** Every rule, in the order findings are shown. */
export const templateRules: readonly TemplateRule[] = [
  ...clusterRules, ...nodeRules, ...fargateRules, ...addonRules, ...accessRules, ...pipelineRules, ...buildRules, ...monitoringRules,
];
