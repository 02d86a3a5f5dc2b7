import { cpSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aProcess } from './a-process';

const workspace = join(__dirname, '..');
const tsx = require.resolve('tsx/cli');

/** A copy of the source where its packages are still found. */
let copy: string;
beforeEach(() => {
  mkdirSync(join(workspace, 'out/test'), { recursive: true });
  copy = mkdtempSync(join(workspace, 'out/test/dev-'));
  for (const name of ['src', 'package.json', 'tsconfig.json']) cpSync(join(workspace, name), join(copy, name), { recursive: true });
});
afterEach(() => { rmSync(copy, { recursive: true }); });

describe('the dev target', () => {
  it('serves a change of the source soon after it is saved', async () => {
    const service = await aProcess(tsx, { PATH: process.env.PATH ?? '', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }, 'watch', join(copy, 'src/main.ts'));
    const answer = async () => fetch(service.url).then((response) => response.json(), () => undefined) as Promise<{ name: string } | undefined>;
    const until = async (name: string) => {
      for (let attempt = 0; attempt < 150 && (await answer())?.name !== name; attempt += 1) await new Promise((wake) => setTimeout(wake, 100));
      return (await answer())?.name;
    };
    expect(await until('sample-service')).toBe('sample-service');

    const app = join(copy, 'src/app.ts');
    writeFileSync(app, readFileSync(app, 'utf8').replace('name: settings.service', "name: 'changed'"));
    expect(await until('changed')).toBe('changed');
    service.kill('SIGTERM');
    await service.exited;
  }, 40_000);
});
