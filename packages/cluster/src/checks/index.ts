export { PlatformChecks } from './platform-checks';
export type { Template } from './template';
export { checkTemplates, templateFindingLine, type TemplateFinding } from './template-check';
export { checkTemplateFiles, type TemplateReport } from './template-files';
export type { TemplateCheckOptions, TemplateRule } from './template-rule';
export { templateRules } from './template-rules';
