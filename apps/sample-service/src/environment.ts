/** One line for each variable that is wrong. */
export class SettingsError extends Error {}

/** Reads environment variables one by one, and complains of all of them at once. An empty one counts as not set. */
export class Environment {
  private readonly problems: string[] = [];

  constructor(private readonly env: NodeJS.ProcessEnv) {}

  text(name: string, fallback: string): string {
    return this.env[name] || fallback;
  }

  oneOf<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const found = choices.find((choice) => choice === (this.env[name] || fallback));
    if (!found) this.refuse(name, `one of ${choices.join(', ')}`, fallback);
    return found ?? fallback;
  }

  wholeNumber(name: string, fallback: number, least: number, most: number): number {
    const text = this.env[name] || String(fallback);
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (!(value >= least && value <= most)) this.refuse(name, `a whole number from ${least} to ${most}`, String(fallback));
    return value;
  }

  /** An address without its last slash, so that a path can follow. */
  url(name: string, without: string): string | undefined {
    const text = this.env[name];
    if (!text) return undefined;
    if (!(/^https?:/.test(text) && URL.canParse(text))) this.refuse(name, 'an http or https URL', without);
    return text.replace(/\/$/, '');
  }

  refuse(name: string, must: string, fallback: string): void {
    this.problems.push(`${name} must be ${must}, got "${this.env[name]}"; correct it, or leave it out for ${fallback}`);
  }

  /** Throws what was refused so far, in the order of the names. */
  check(): void {
    if (this.problems.length > 0) throw new SettingsError([...this.problems].sort().join('\n'));
  }
}
