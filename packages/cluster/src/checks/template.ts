import { TemplateNode, intrinsicOf, isRecord } from './template-node';

/** A CloudFormation template and what it is called. */
export interface Template {
  /** Where it was read, or the stack's name. */
  readonly name: string;
  /** What the file holds. */
  readonly body: unknown;
}

/** A resource of a template. */
export interface TemplateResource {
  /** Logical id. */
  readonly id: string;
  /** Such as `AWS::EKS::Cluster`. */
  readonly type: string;
  /** Its properties. */
  readonly properties: TemplateNode;
}

/** The resources of a template; whatever is none is passed over. */
export function resourcesOf({ body }: Template): TemplateResource[] {
  const resources = isRecord(body) && isRecord(body.Resources) ? Object.entries(body.Resources) : [];
  return resources.flatMap(([id, resource]): TemplateResource[] => (isRecord(resource) && typeof resource.Type === 'string'
    ? [{ id, type: resource.Type, properties: new TemplateNode(resource.Properties, 'Properties') }] : []));
}

/** A resource in its template. */
export interface Located {
  readonly template: Template;
  readonly resource: TemplateResource;
}

/** The resource a value names by `Ref`, in its own template or through an output of another; undefined when it cannot be told. */
export function referred(value: unknown, from: Template, templates: readonly Template[]): Located | undefined {
  const [name, argument] = intrinsicOf(value) ?? [];
  if (name === 'Ref') return resourcesOf(from).filter(({ id }) => id === argument).map((resource) => ({ template: from, resource }))[0];
  const output = name === 'Fn::GetStackOutput' ? ofStack(argument, templates) : name === 'Fn::ImportValue' ? exported(argument, templates) : undefined;
  // An output that is itself read from another stack could lead in a circle.
  return output && intrinsicOf(output.value)?.[0] === 'Ref' ? referred(output.value, output.template, templates) : undefined;
}

interface Output {
  readonly template: Template;
  readonly value: unknown;
}

function ofStack(argument: unknown, templates: readonly Template[]): Output | undefined {
  if (!isRecord(argument)) return undefined;
  const template = templates.find(({ name }) => name.replace(/^.*\//, '').replace(/\.template\.json$/, '') === argument.StackName);
  const output = template && outputsOf(template).find(([key]) => key === argument.OutputName)?.[1];
  return template && output && { template, value: output.Value };
}

function exported(name: unknown, templates: readonly Template[]): Output | undefined {
  return typeof name !== 'string' ? undefined : templates.flatMap((template) => outputsOf(template)
    .filter(([, { Export }]) => isRecord(Export) && Export.Name === name).map(([, { Value }]) => ({ template, value: Value })))[0];
}

function outputsOf({ body }: Template): [string, Record<string, unknown>][] {
  const outputs = isRecord(body) && isRecord(body.Outputs) ? Object.entries(body.Outputs) : [];
  return outputs.filter((entry): entry is [string, Record<string, unknown>] => isRecord(entry[1]));
}
