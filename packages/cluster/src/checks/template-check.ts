import { Template, resourcesOf } from './template';
import { TemplateCheckOptions, TemplateRule, TemplateViolation } from './template-rule';
import { templateRules } from './template-rules';

/** One thing wrong with one resource. */
export interface TemplateFinding extends TemplateViolation {
  /** The rule's id, such as `eks/min-above-max`. */
  readonly rule: string;
  /** An error fails the check. */
  readonly severity: TemplateRule['severity'];
  /** Name of the template. */
  readonly template: string;
  /** Logical id; none when it is the template itself. */
  readonly resource?: string;
  /** What goes wrong if it stays. */
  readonly why: string;
  /** Where that is written. */
  readonly source: string;
  /** What to do. */
  readonly fix: string;
}

/** Checks every resource of these templates against every rule. */
export function checkTemplates(templates: readonly Template[], options: TemplateCheckOptions = {}): TemplateFinding[] {
  return templates.flatMap((template) => resourcesOf(template).flatMap((resource) => {
    const rules = templateRules.filter(({ types }) => types.includes(resource.type));
    return rules.flatMap(({ id, severity, why, source, fix, check }) => check({ resource, template, templates, options })
      .map((violation): TemplateFinding => ({ rule: id, severity, template: template.name, resource: resource.id, ...violation, why, source, fix })));
  }));
}

/** One line a person can act on. */
export function templateFindingLine({ severity, rule, template, resource, path, value, problem, fix }: TemplateFinding): string {
  return `${template} ${severity} ${rule}: ${resource ? `${resource} ${path} ` : ''}${problem}, got ${shown(value)}; ${fix}`;
}

/** A value as messages quote it. */
export function shown(value: unknown): string {
  const text = value === undefined || value === null ? 'nothing' : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
