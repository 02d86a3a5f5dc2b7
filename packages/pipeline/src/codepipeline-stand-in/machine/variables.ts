import type { Execution } from './state';

/** A reference that leads nowhere. */
export interface Unresolved {
  readonly reference: string;
  readonly reason: string;
}

/**
 * Texts with `#{namespace.key}` replaced: `variables` are the pipeline's, `codepipeline` is what the service says, anything
 * else is what an earlier action said under its namespace.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html
 */
export function resolveAll(execution: Execution, texts: Readonly<Record<string, string>>): { values: Record<string, string>; unresolved: Unresolved[] } {
  const unresolved: Unresolved[] = [];
  const values = Object.entries(texts).map(([name, text]) => [name, text.replace(/#\{([^}.]+)\.([^}]+)\}/g, (reference, namespace: string, key: string) => {
    const known = namespaceOf(execution, namespace);
    if (known && Object.hasOwn(known, key)) return known[key];
    unresolved.push({ reference, reason: known ? `has no variable ${key}` : 'no earlier action has said' });
    return reference;
  })] as const);
  return { values: Object.fromEntries(values), unresolved };
}

function namespaceOf(execution: Execution, name: string): Record<string, string> | undefined {
  if (name === 'variables') return execution.variables;
  if (name === 'codepipeline') return { PipelineExecutionId: execution.id };
  return Object.hasOwn(execution.namespaces, name) ? execution.namespaces[name] : undefined;
}
