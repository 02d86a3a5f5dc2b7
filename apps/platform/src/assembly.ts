import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Tag on every stack of an environment; stack names alone would not tell `prod` from `prod-eu`. */
export const ENVIRONMENT_TAG = 'plinth:environment';

/** A CloudFormation template, as far as it is read here. */
export interface Template {
  readonly Resources?: Record<string, { readonly Type: string }>;
}

/** One stack of a synthesised assembly. */
export interface SynthesisedStack {
  /** Stack name. */
  readonly name: string;
  /** Environment it belongs to; none for the registry and the pipeline. */
  readonly environment?: string;
  readonly template: Template;
}

/** Stacks of a cloud assembly, in the order they are deployed. */
export function readAssembly(directory: string): SynthesisedStack[] {
  const { artifacts } = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
  return Object.values<AssemblyArtifact>(artifacts)
    .filter((artifact) => artifact.type === 'aws:cloudformation:stack')
    .map(({ displayName, properties }) => ({
      name: displayName,
      environment: properties.tags?.[ENVIRONMENT_TAG],
      template: JSON.parse(readFileSync(join(directory, properties.templateFile), 'utf8')),
    }));
}

interface AssemblyArtifact {
  readonly type: string;
  readonly displayName: string;
  readonly properties: { readonly templateFile: string; readonly tags?: Record<string, string> };
}
