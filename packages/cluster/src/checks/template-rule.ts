import { Template, TemplateResource } from './template';
import { TemplateNode } from './template-node';

/** What a template does not say of itself. Rules that need it are silent where it is not told. */
export interface TemplateCheckOptions {
  /**
   * Whether someone gave leave to pay for Kubernetes versions after their standard support.
   * @default - not known
   */
  readonly extendedSupport?: 'allowed' | 'refused';
  /**
   * The day the check is for, as an ISO date.
   * @default - not known: standard support is not judged
   */
  readonly today?: string;
}

/** What a rule looks at. */
export interface TemplateSubject {
  readonly resource: TemplateResource;
  /** The template it is in. */
  readonly template: Template;
  /** All templates, for what leads from one to another. */
  readonly templates: readonly Template[];
  readonly options: TemplateCheckOptions;
}

/** One rule: a row of a table. `template-rules.ts` collects the tables; nothing else needs to know a new one. */
export interface TemplateRule {
  /** Stable name, `<service>/<what is wrong>`. */
  readonly id: string;
  /** An error fails the check: AWS refuses it, or it is open to attack. A warning is for a person to weigh. */
  readonly severity: 'error' | 'warning';
  /** Types of resource it looks at. */
  readonly types: readonly string[];
  /** What goes wrong without it. */
  readonly why: string;
  /** Where that is written. */
  readonly source: string;
  /** What to do. */
  readonly fix: string;
  /** Where a resource breaks it; empty when nowhere. */
  readonly check: (subject: TemplateSubject) => TemplateViolation[];
}

/** One place a rule is broken. */
export interface TemplateViolation {
  /** Path from the resource, such as `Properties.Version`. */
  readonly path: string;
  /** What is there; undefined when nothing is. */
  readonly value: unknown;
  /** What is wrong with it. */
  readonly problem: string;
}

/** A violation at a node. */
export function broken({ path, value }: TemplateNode, problem: string): TemplateViolation {
  return { path, value, problem };
}

/** A violation at each node that is wrong, never at one that only CloudFormation knows. */
export function brokenWhere(nodes: readonly TemplateNode[], wrong: (node: TemplateNode) => boolean, problem: string): TemplateViolation[] {
  return nodes.filter((node) => !node.unknown && wrong(node)).map((node) => broken(node, problem));
}
