import { readFileSync } from 'node:fs';
import { k8s } from 'cdk8s-plus-34';

/** The Kubernetes minor whose API is known, named in every message that rests on it. */
export const SCHEMA_VERSION = '1.34';

/** What a field holds. */
export type FieldType =
  | { readonly kind: 'string' | 'integer' | 'number' | 'boolean' | 'any' | 'time' | 'quantity' | 'intOrString' }
  | { readonly kind: 'list' | 'map'; readonly of: FieldType }
  | { readonly kind: 'object'; readonly name: string };

/** One field of an object. */
export interface Field {
  readonly type: FieldType;
  readonly required: boolean;
}

interface JsiiType {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: JsiiType };
}

interface JsiiProperty {
  readonly name: string;
  readonly optional?: boolean;
  readonly type: JsiiType;
  readonly docs?: { readonly custom?: { readonly schema?: string } };
}

type JsiiTypes = Readonly<Record<string, { readonly kind: string; readonly properties?: readonly JsiiProperty[] }>>;

const SCALARS: Readonly<Record<string, FieldType>> = { Quantity: { kind: 'quantity' }, IntOrString: { kind: 'intOrString' } };
const NAMESPACE = 'cdk8s-plus-34.k8s.';

/**
 * The Kubernetes API as cdk8s-plus knows it: its own description of every type, generated from the OpenAPI schema.
 * Read on first use; each type's fields are worked out when first asked for.
 */
export class KubernetesSchema {
  private static instance?: KubernetesSchema;

  /** The one schema, read once. */
  public static load(): KubernetesSchema {
    return KubernetesSchema.instance ??= new KubernetesSchema();
  }

  private readonly types: JsiiTypes = JSON.parse(readFileSync(require.resolve('cdk8s-plus-34/.jsii'), 'utf8')).types;
  private readonly resources = new Map<string, string>();
  private readonly fields = new Map<string, ReadonlyMap<string, Field>>();

  private constructor() {
    for (const [name, resource] of Object.entries(k8s)) {
      const gvk = 'GVK' in resource ? resource.GVK : undefined;
      if (gvk) this.resources.set(`${gvk.apiVersion}/${gvk.kind}`, `${name}Props`);
    }
  }

  /** The type of a resource's fields; undefined when the API has no such resource. */
  public resource(apiVersion: string, kind: string): string | undefined {
    return this.resources.get(`${apiVersion}/${kind}`);
  }

  /** The API versions that have a kind. */
  public versionsOf(kind: string): string[] {
    return [...this.resources.keys()].filter((key) => key.endsWith(`/${kind}`)).map((key) => key.slice(0, -kind.length - 1));
  }

  /** The fields of a type, by their names in YAML. */
  public fieldsOf(type: string): ReadonlyMap<string, Field> {
    const known = this.fields.get(type);
    if (known) return known;
    const properties = this.types[NAMESPACE + type].properties ?? [];
    const fields = new Map(properties.map((property) => [yamlName(property), { type: this.fieldType(property.type, type), required: !property.optional }]));
    this.fields.set(type, fields);
    return fields;
  }

  private fieldType({ primitive, collection, fqn }: JsiiType, owner: string): FieldType {
    if (collection) return { kind: collection.kind === 'array' ? 'list' : 'map', of: this.fieldType(collection.elementtype, owner) };
    if (fqn) {
      const name = fqn.slice(NAMESPACE.length);
      return SCALARS[name] ?? (this.types[fqn].kind === 'enum' ? { kind: 'string' } : { kind: 'object', name });
    }
    // The API counts in whole numbers; only a JSON schema's own bounds can be fractions.
    if (primitive === 'number') return { kind: owner === 'JsonSchemaProps' ? 'number' : 'integer' };
    return { kind: primitive === 'date' ? 'time' : (primitive as 'string' | 'boolean' | 'any') };
  }
}

/** `hostIp` is `hostIP` in YAML: the generator keeps the original name beside its own. */
function yamlName({ name, docs }: JsiiProperty): string {
  return docs?.custom?.schema?.split('#')[1] ?? name;
}
