/** One value of a manifest and the path to it. Reading never throws, whatever the manifest holds. */
export class ManifestNode {
  /**
   * @param value what is there; undefined when nothing is
   * @param path from the object's root, such as `spec.containers[0].image`
   */
  public constructor(public readonly value: unknown, public readonly path = '') {}

  /** Whether there is a value. YAML's `key:` with nothing behind it is none, as for the API server. */
  public get present(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  /** What is under these keys, one below the other. */
  public get(...keys: string[]): ManifestNode {
    return keys.reduce<ManifestNode>((node, key) => new ManifestNode(ownValue(node.value, key), joined(node.path, key)), this);
  }

  /** The items of a list; none when it is no list. */
  public get items(): ManifestNode[] {
    return Array.isArray(this.value) ? this.value.map((item, i) => new ManifestNode(item, `${this.path}[${i}]`)) : [];
  }

  /** The value if it is a string, else an empty one. */
  public get text(): string {
    return typeof this.value === 'string' ? this.value : '';
  }

  /** The value if it is a number, `otherwise` if there is none, and not a number for anything else. */
  public number(otherwise: number): number {
    if (!this.present) return otherwise;
    return typeof this.value === 'number' ? this.value : NaN;
  }

  /** The keys of an object; none when it is no object. */
  public get keys(): string[] {
    return isRecord(this.value) ? Object.keys(this.value) : [];
  }
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ownValue(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function joined(path: string, key: string): string {
  if (!/^[\w$-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
