import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '../src/settings';

describe('settings', () => {
  it('an empty environment is enough to run on a laptop', () => {
    expect(readSettings({})).toMatchObject({ environment: 'local', port: 8080, logLevel: 'info', drainSeconds: 0, shutdownSeconds: 25 });
  });

  it('an empty variable counts as not set', () => {
    expect(readSettings({ PORT: '', OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toEqual(readSettings({}));
  });

  it('fails when variables are wrong, with every problem at once, one line each', () => {
    const wrong = { PORT: '80', LOG_LEVEL: 'loud', OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318', SHUTDOWN_SECONDS: '-1', INVENTORY_URL: 'inventory', BODY_LIMIT_BYTES: '64K' };
    expect(() => readSettings(wrong)).toThrow(new Error([
      'BODY_LIMIT_BYTES must be a whole number from 1024 to 67108864, got "64K"; correct it, or leave it out for 65536',
      'INVENTORY_URL must be an http or https URL, got "inventory"; correct it, or leave it out for orders that are taken without asking',
      'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, got "loud"; correct it, or leave it out for info',
      'OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https URL, got "collector:4318"; correct it, or leave it out for no export',
      'PORT must be a whole number from 1024 to 65535, got "80"; correct it, or leave it out for 8080',
      'SHUTDOWN_SECONDS must be a whole number from 1 to 3600, got "-1"; correct it, or leave it out for 25',
    ].join('\n')));
  });

  it('fails when draining would take longer than the whole shutdown', () => {
    expect(() => readSettings({ DRAIN_SECONDS: '30' })).toThrow('DRAIN_SECONDS must be less than SHUTDOWN_SECONDS (25), got "30"');
  });

  it('are all in the README, and no others', () => {
    const read = (path: string) => readFileSync(join(__dirname, '..', path), 'utf8');
    const variables = [...read('src/settings.ts').matchAll(/env\.\w+\('([A-Z_]+)'/g)].map(([, name]) => name);
    const documented = [...read('README.md').matchAll(/^\| (`[A-Z_`, ]+`) \|/gm)].flatMap(([, names]) => names.match(/[A-Z_]+/g) ?? []);
    expect(documented.sort()).toEqual([...new Set(variables)].sort());
  });
});
