import { Exposure, MicroserviceConfig, PlatformDeclaration, Profile, Purchase, SourceProvider, TaskRunner } from './config';
import { TEMPLATE } from './template-package';

/** Fields whose values are written as members of an enumeration. */
const ENUMERATIONS: Record<string, readonly [name: string, members: object]> = {
  exposure: ['Exposure', Exposure],
  profile: ['Profile', Profile],
  provider: ['SourceProvider', SourceProvider],
  purchase: ['Purchase', Purchase],
  taskRunner: ['TaskRunner', TaskRunner],
};

/** The text of a `.projenrc.ts` that says this and nothing else. */
export function renderProjenrc(platform: PlatformDeclaration & { readonly scope?: string }, services: readonly MicroserviceConfig[]): string {
  const fields = Object.entries(platform).filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  ${key}: ${key === 'environments' ? entries(value) : literal(value, key)},`);
  const body = [
    'const platform = new Platform({', ...fields, '});', '',
    ...services.map((service) => `platform.addMicroservice(${literal(service)});`), '',
    'platform.synth();', '',
  ].join('\n');
  const used = Object.values(ENUMERATIONS).map(([name]) => name).filter((name) => body.includes(`${name}.`));
  return `import { ${['Platform', ...used].sort().join(', ')} } from '${TEMPLATE.name}';\n\n${body}`;
}

/** One environment a line: they are compared with each other more often than read alone. */
function entries(values: readonly unknown[]): string {
  return ['[', ...values.map((value) => `    ${literal(value)},`), '  ]'].join('\n');
}

function literal(value: unknown, key = ''): string {
  if (Array.isArray(value)) return `[${value.map((item) => literal(item)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([name, item]) => `${name}: ${literal(item, name)}`);
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  const enumeration = ENUMERATIONS[key];
  const member = enumeration && Object.entries(enumeration[1]).find(([, item]) => item === value);
  if (member) return `${enumeration[0]}.${member[0]}`;
  return typeof value === 'string' ? `'${value.replace(/[\\']/g, '\\$&')}'` : String(value);
}
