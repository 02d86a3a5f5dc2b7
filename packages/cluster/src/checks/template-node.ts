/** One value of a template and the path to it. Reading never throws, whatever the template holds. */
export class TemplateNode {
  /**
   * @param raw what is there; undefined when nothing is
   * @param path from the resource, such as `Properties.ScalingConfig.MinSize`
   */
  constructor(private readonly raw: unknown, readonly path: string) {}

  /** What is there. `AWS::NoValue` is nothing, as for CloudFormation. */
  get value(): unknown {
    return isRecord(this.raw) && this.raw.Ref === 'AWS::NoValue' ? undefined : this.raw;
  }

  /** Whether the template says nothing here. */
  get absent(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** Whether only CloudFormation knows what is here: a `Ref` or a function. Rules never guess it. */
  get unknown(): boolean {
    return !this.absent && intrinsicOf(this.value) !== undefined;
  }

  /** The text, where there is one. */
  get text(): string | undefined {
    return typeof this.value === 'string' ? this.value : undefined;
  }

  /** The number; CloudFormation takes it in quotes too. */
  get number(): number | undefined {
    if (typeof this.value === 'number') return this.value;
    return this.text !== undefined && /^-?\d+(\.\d+)?$/.test(this.text) ? Number(this.text) : undefined;
  }

  /** True or false; CloudFormation takes them in quotes too. */
  get flag(): boolean | undefined {
    const { value } = this;
    return typeof value === 'boolean' ? value : value === 'true' ? true : value === 'false' ? false : undefined;
  }

  /** The end of a text, as far as it is in letters: of `arn:${AWS::Partition}:eks::…`, what follows the partition. */
  get ending(): string | undefined {
    if (!this.unknown) return this.text;
    const [name, argument] = intrinsicOf(this.value)!;
    if (name === 'Fn::Sub' && typeof argument === 'string') return argument.slice(argument.lastIndexOf('}') + 1);
    const parts = name === 'Fn::Join' && Array.isArray(argument) ? argument[1] : undefined;
    const last = Array.isArray(parts) ? parts.at(-1) : undefined;
    return typeof last === 'string' ? last : undefined;
  }

  /** What is under these keys, one below the other; something unknown holds nothing known. */
  get(...keys: string[]): TemplateNode {
    return keys.reduce<TemplateNode>((node, key) => new TemplateNode(node.unknown ? node.value : ownValue(node.value, key), `${node.path}.${key}`), this);
  }

  /** The items of a list that are there; none when it is no list. */
  get items(): TemplateNode[] {
    const { value } = this;
    return Array.isArray(value) ? value.map((item, i) => new TemplateNode(item, `${this.path}.${i}`)).filter(({ absent }) => !absent) : [];
  }

  /** The keys of an object; none when it is none, or unknown. */
  get keys(): string[] {
    return isRecord(this.value) && !this.unknown ? Object.keys(this.value) : [];
  }
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The name and the argument of a function of CloudFormation. */
export function intrinsicOf(value: unknown): readonly [name: string, argument: unknown] | undefined {
  if (!isRecord(value)) return undefined;
  // A macro beside other keys may put in whatever is not there yet.
  if (Object.hasOwn(value, 'Fn::Transform')) return ['Fn::Transform', value['Fn::Transform']];
  const [entry, ...others] = Object.entries(value);
  return entry && others.length === 0 && /^(Ref|Condition|Fn::\w+)$/.test(entry[0]) ? entry : undefined;
}

function ownValue(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
