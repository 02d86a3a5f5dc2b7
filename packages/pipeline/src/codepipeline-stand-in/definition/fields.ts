/** Makes the error for a field that is not as it has to be; gets one sentence. */
export type Refuse = (sentence: string) => Error;

/** A name of a pipeline, a stage or an action. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StageDeclaration.html */
export const NAME = { matches: /^[A-Za-z0-9.@\-_]{1,100}$/, is: '1 to 100 letters, digits or . @ - _' };

/** An execution, a token. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_RollbackStage.html */
export const ID = { matches: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, is: 'an id such as 01234567-89ab-cdef-0123-456789abcdef' };

/** Anything somebody can read. */
export const ANY = { matches: /[^]/, is: 'text' };

/** What a text has to look like. */
export type Pattern = typeof NAME;

/** An object somebody else wrote, read field by field. A field nobody asked for is refused by `end`, so nothing is ignored silently. */
export class Fields {
  private readonly unread: Set<string>;
  private readonly value: Readonly<Record<string, unknown>>;

  constructor(readonly path: string, value: unknown, readonly refuse: Refuse) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.wrong('', 'an object', value);
    this.value = value as Record<string, unknown>;
    this.unread = new Set(Object.keys(value).filter((name) => this.value[name] !== undefined && this.value[name] !== null));
  }

  /** A text that has to be there. */
  text(name: string, { matches, is }: Pattern = ANY): string {
    const value = this.take(name);
    if (typeof value !== 'string' || !matches.test(value)) throw this.wrong(name, is, value);
    return value;
  }

  /** A text that may be missing. */
  maybeText(name: string, pattern?: Pattern): string | undefined {
    return this.has(name) ? this.text(name, pattern) : undefined;
  }

  /** A whole number in a range; may be missing. */
  maybeNumber(name: string, least: number, most: number): number | undefined {
    if (!this.has(name)) return undefined;
    const value = this.take(name);
    const number = typeof value === 'string' ? Number(value) : value;
    if (!Number.isSafeInteger(number) || (number as number) < least || (number as number) > most) throw this.wrong(name, `a whole number from ${least} to ${most}`, value);
    return number as number;
  }

  /** Yes or no; no when it is missing. */
  flag(name: string): boolean {
    const value = this.has(name) ? this.take(name) : false;
    if (typeof value !== 'boolean') throw this.wrong(name, 'true or false', value);
    return value;
  }

  /** One of some words; without a fallback it has to be there. */
  oneOf<Word extends string>(name: string, words: readonly Word[], fallback?: Word): Word {
    const value = this.has(name) ? this.take(name) : fallback;
    if (!words.includes(value as Word)) throw this.wrong(name, `one of ${words.join(', ')}`, value);
    return value as Word;
  }

  /** One of some words; may be missing. */
  maybeOneOf<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    return this.has(name) ? this.oneOf(name, words) : undefined;
  }

  /** Texts by name; none when they are missing. */
  texts(name: string): Record<string, string> {
    const inner = this.maybe(name);
    if (!inner) return {};
    return Object.fromEntries(Object.entries(inner.value).map(([key, value]) => [key, typeof value === 'boolean' || typeof value === 'number' ? String(value) : inner.text(key)]));
  }

  /** Objects in a list; none when they are missing. */
  list(name: string): Fields[] {
    const value = this.has(name) ? this.take(name) : [];
    if (!Array.isArray(value)) throw this.wrong(name, 'a list', value);
    return value.map((item, index) => new Fields(`${this.at(name)}[${index}]`, item, this.refuse));
  }

  /** Texts in a list; none when they are missing. */
  words(name: string): string[] {
    const value = this.has(name) ? this.take(name) : [];
    if (!Array.isArray(value) || !value.every((word) => typeof word === 'string')) throw this.wrong(name, 'a list of texts', value);
    return value;
  }

  /** Names of what is there. */
  names(): string[] {
    return Object.keys(this.value);
  }

  /** An object that may be missing. */
  maybe(name: string): Fields | undefined {
    return this.has(name) ? new Fields(this.at(name), this.take(name), this.refuse) : undefined;
  }

  /** An object that has to be there. */
  object(name: string): Fields {
    return new Fields(this.at(name), this.take(name), this.refuse);
  }

  /** A value as it is, which nobody here looks into. */
  raw<T>(name: string): T | undefined {
    return this.take(name) as T | undefined;
  }

  /** Refuses what nobody asked for. */
  end(): void {
    const [name] = this.unread;
    if (name) throw this.refuse(`${this.at(name)} is not known here, got ${shown(this.value[name])}; remove it, or teach the stand-in what it does`);
  }

  private has(name: string): boolean {
    return this.value[name] !== undefined && this.value[name] !== null;
  }

  private take(name: string): unknown {
    this.unread.delete(name);
    return Object.hasOwn(this.value, name) ? this.value[name] : undefined;
  }

  private at(name: string): string {
    return [this.path, name].filter(Boolean).join('.');
  }

  private wrong(name: string, is: string, value: unknown): Error {
    return this.refuse(`${this.at(name) || 'value'} is not ${is}, got ${shown(value)}; write ${is} there`);
  }
}

function shown(value: unknown): string {
  const said = JSON.stringify(value) ?? 'nothing';
  return said.length > 120 ? `${said.slice(0, 117)}...` : said;
}
