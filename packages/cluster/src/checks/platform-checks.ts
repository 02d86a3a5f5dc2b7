import { readFileSync } from 'node:fs';
import { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport, PolicyViolation } from 'aws-cdk-lib/core';
import { TemplateFinding, checkTemplates, shown } from './template-check';
import { TemplateCheckOptions } from './template-rule';
import { templateRules } from './template-rules';

/** Name of the plugin, which acknowledgements begin with. */
export const PLATFORM_CHECKS = 'PlatformChecks';

/**
 * Has CDK check every template it synthesises against the rules, and point at the construct that breaks one.
 *
 * @example
 * Validations.of(app).addPlugins(new PlatformChecks());
 * Validations.of(nodes).acknowledge({ id: 'PlatformChecks::eks/spot-one-type', reason: 'the licence is bound to one type' });
 */
export class PlatformChecks implements IPolicyValidationPlugin {
  readonly name = PLATFORM_CHECKS;
  readonly ruleIds = templateRules.map(({ id }) => id);

  constructor(private readonly options: TemplateCheckOptions = {}) {}

  validate({ templatePaths }: IPolicyValidationContext): PolicyValidationPluginReport {
    const templates = templatePaths.map((path) => ({ name: path, body: JSON.parse(readFileSync(path, 'utf8')) }));
    const findings = checkTemplates(templates, this.options);
    return { success: findings.every(({ severity }) => severity !== 'error'), violations: findings.map(violationOf) };
  }
}

function violationOf({ rule, severity, template, resource, path, value, problem, why, source, fix }: TemplateFinding): PolicyViolation {
  return {
    ruleName: rule, severity, fix, description: `${path} ${problem}, got ${shown(value)}`, ruleMetadata: { why, source },
    violatingResources: [{ resourceLogicalId: resource, templatePath: template, locations: [path] }],
  };
}
