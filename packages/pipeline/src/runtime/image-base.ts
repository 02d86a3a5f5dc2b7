import type { Material } from './image-provenance';

/** The images a Dockerfile begins from, of those that it or a build argument names by digest. */
export function baseImages(dockerfile: string, settings: Readonly<Record<string, string | undefined>>): Material[] {
  const values = new Map<string, string>();
  const references = new Set<string>();
  for (const line of dockerfile.split('\n')) {
    const [, name, value = ''] = /^\s*ARG\s+(\w+)(?:=(\S+))?/i.exec(line) ?? [];
    // What is declared after FROM is for the stage, not for the next FROM.
    if (name && references.size === 0) values.set(name, settings[name] ?? expanded(unquoted(value), values));
    const [, image] = /^\s*FROM\s+(?:--\S+\s+)*(\S+)/i.exec(line) ?? [];
    if (image) references.add(expanded(unquoted(image), values));
  }
  return [...references].flatMap((reference) => material(reference) ?? []);
}

function expanded(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g, (_, braced, otherwise = '', bare) => values.get(braced ?? bare) || otherwise);
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, '$2');
}

/** @see https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md */
function material(reference: string): Material | undefined {
  const [, repository, sha256] = /^([^@]+?)(?::[\w.-]+)?@sha256:([0-9a-f]{64})$/.exec(reference) ?? [];
  if (!repository) return undefined;
  const name = repository.split('/').pop();
  return { uri: `pkg:oci/${name}@sha256%3A${sha256}?repository_url=${repository}`, digest: { sha256 } };
}
