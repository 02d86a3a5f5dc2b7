import { Explained } from '../../runtime/command';
import { resolveValue, type Place, type Template } from '../definition/template-values';

/** A variable as CodeBuild spells it. */
export interface BuildVariable {
  readonly name: string;
  readonly value: string;
  readonly type: string;
}

/** A synthesised CodeBuild project, as far as a build depends on it. */
export interface CodeBuildProject {
  readonly name: string;
  /** The buildspec itself, or the name of its file in the source. */
  readonly buildspec: { readonly text: string } | { readonly file: string };
  readonly variables: readonly BuildVariable[];
}

/** CodeBuild projects of templates, by name. */
export function projectsOf(templates: readonly Template[], place: Place): Map<string, CodeBuildProject> {
  const projects = templates.flatMap((template) => Object.entries(template.Resources ?? {})
    .filter(([, { Type }]) => Type === 'AWS::CodeBuild::Project')
    .map(([id, { Properties }]) => projectOf(id, resolveValue(template, place, Properties) as ProjectProperties)));
  return new Map(projects.map((project) => [project.name, project]));
}

interface ProjectProperties {
  readonly Name?: string;
  readonly Source?: { readonly BuildSpec?: string };
  readonly Environment?: { readonly EnvironmentVariables?: { readonly Name: string; readonly Value: string; readonly Type?: string }[] };
}

/** One without a literal name is called by its logical id, as a reference to it is. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codebuild-project-source.html */
function projectOf(id: string, { Name = id, Source, Environment }: ProjectProperties): CodeBuildProject {
  const spec = Source?.BuildSpec ?? 'buildspec.yml';
  return {
    name: Name,
    buildspec: /\n|^\s*\{/.test(spec) ? { text: spec } : { file: spec },
    variables: (Environment?.EnvironmentVariables ?? []).map((each) => ({ name: each.Name, value: each.Value, type: each.Type ?? 'PLAINTEXT' })),
  };
}

/** Variables as a shell has them. Secrets and parameters are in AWS, so whoever runs the build has to give their values. */
export function plainVariables(variables: readonly BuildVariable[], given: Readonly<Record<string, string>>): Record<string, string> {
  const secret = variables.find(({ name, type }) => type !== 'PLAINTEXT' && !Object.hasOwn(given, name));
  if (secret) throw new Explained(`variables.${secret.name} is kept in AWS and not known here, got "${secret.type}"; give its value to the hook`);
  return { ...Object.fromEntries(variables.map(({ name, value }) => [name, value])), ...given };
}
