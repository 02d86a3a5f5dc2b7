import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';

/** What every rule is told. */
export interface CheckOptions {
  /**
   * Kinds beside Kubernetes' own that are known by name alone, as `<apiVersion>/<kind>`; their fields are not checked.
   * @default - those of EKS Auto Mode, Karpenter and the controllers the platform speaks of
   */
  readonly customKinds?: readonly string[];
  /**
   * Namespaces whose pods run on AWS Fargate.
   * @default - none
   */
  readonly fargateNamespaces?: readonly string[];
  /**
   * The cluster's Kubernetes minor, such as `1.36`.
   * @default - that of the schema, `SCHEMA_VERSION`
   */
  readonly kubernetes?: string;
  /**
   * Today, ISO date: exceptions that ended before it count no more.
   * @default - no exception ends
   */
  readonly today?: string;
}

/** What is told of a rule. */
export interface RuleDescription {
  /** Stable name, `<family>/<what must hold>`. */
  readonly id: string;
  /** An error fails the check. */
  readonly severity: 'error' | 'warning';
  /** What goes wrong without it. */
  readonly why: string;
  /** Where that is written. */
  readonly source: string;
  /** What to do. */
  readonly fix: string;
}

/** One rule: a row of a table. `manifest-rules.ts` collects the tables; nothing else needs to know a new one. */
export interface ManifestRule extends RuleDescription {
  /** Where a manifest breaks it, alone or beside those that are applied together with it; empty when nowhere. */
  readonly check: (manifest: Manifest, options: CheckOptions, together: readonly Manifest[]) => Violation[];
}

/** One place a rule is broken. */
export interface Violation {
  /** Path from the object's root. */
  readonly path: string;
  /** What is there; undefined when nothing is. */
  readonly value: unknown;
  /** What is wrong with it, such as `must be true`. */
  readonly problem: string;
}

/** A violation at a node. */
export function violation({ path, value }: ManifestNode, problem: string): Violation {
  return { path, value, problem };
}
