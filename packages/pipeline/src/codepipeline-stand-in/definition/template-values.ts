/** A CloudFormation template, as far as it is looked at. */
export interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
}

/** A resource of a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Where a template is imagined to be deployed. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** Properties that are a resource's own name, by its type; what a `Ref` to it is. */
const NAMES: Record<string, string> = {
  'AWS::CodeBuild::Project': 'Name',
  'AWS::CodeCommit::Repository': 'RepositoryName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Logs::LogGroup': 'LogGroupName',
};

/**
 * A value of a template with its references resolved, well enough for names: `Ref`, `Fn::GetAtt`, `Fn::Join`, `Fn::Sub`,
 * `Fn::Select` and `Fn::Split`. A resource without a literal name is called by its logical id, as nothing is deployed.
 */
export function resolveValue(template: Template, place: Place, value: unknown): unknown {
  const resolve = (inner: unknown): unknown => resolveValue(template, place, inner);
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
  const compute = others.length === 0 ? functions(template, place, resolve)[name] : undefined;
  return compute ? compute(argument) : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
}

function functions(template: Template, place: Place, resolve: (value: unknown) => unknown): Record<string, (argument: unknown) => unknown> {
  const text = (value: unknown) => String(resolve(value));
  return {
    'Ref': (id) => nameOf(template, place, String(id)),
    'Fn::GetAtt': (argument) => attributeOf(template, place, Array.isArray(argument) ? argument.map(String) : String(argument).split('.')),
    'Fn::Join': (argument) => { const [by, parts] = argument as [string, unknown]; return (resolve(parts) as unknown[]).map(String).join(by); },
    'Fn::Select': (argument) => { const [index, parts] = argument as [unknown, unknown]; return (resolve(parts) as unknown[])[Number(index)]; },
    'Fn::Split': (argument) => { const [by, whole] = argument as [string, unknown]; return text(whole).split(by); },
    'Fn::Sub': (argument) => {
      const [pattern, own] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, Record<string, unknown>];
      return pattern.replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) =>
        name in own ? text(own[name]) : text(name.includes('.') ? { 'Fn::GetAtt': name.split('.') } : { Ref: name }));
    },
  };
}

/** What a `Ref` is. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html */
function nameOf(template: Template, place: Place, id: string): string {
  const pseudo: Record<string, string> = {
    'AWS::AccountId': place.account, 'AWS::Region': place.region, 'AWS::Partition': 'aws', 'AWS::URLSuffix': 'amazonaws.com',
  };
  const resource = template.Resources?.[id];
  const name = resource && resource.Properties?.[NAMES[resource.Type] ?? ''];
  return pseudo[id] ?? (name === undefined ? id : String(resolveValue(template, place, name)));
}

/** An ARN from the name of its resource, by type. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const ARNS: Record<string, (name: string, place: Place) => string> = {
  'AWS::IAM::Role': (name, { account }) => `arn:aws:iam::${account}:role/${name}`,
  'AWS::S3::Bucket': (name) => `arn:aws:s3:::${name}`,
  'AWS::KMS::Key': (name, { account, region }) => `arn:aws:kms:${region}:${account}:key/${name}`,
  'AWS::CodeBuild::Project': (name, { account, region }) => `arn:aws:codebuild:${region}:${account}:project/${name}`,
  'AWS::CodeCommit::Repository': (name, { account, region }) => `arn:aws:codecommit:${region}:${account}:${name}`,
};

/** Any other attribute of a resource is its name, as far as names go. */
function attributeOf(template: Template, place: Place, [id, attribute]: string[]): string {
  const name = nameOf(template, place, id);
  const arn = /arn$/i.test(attribute) ? ARNS[template.Resources?.[id]?.Type ?? ''] : undefined;
  return arn ? arn(name, place) : name;
}
