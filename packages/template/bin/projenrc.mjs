// Runs .projenrc.ts. Its own mistakes end in one sentence with the line they are on, not in a stack of the tools below it.
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

const FILE = '.projenrc.ts';

const fail = (error) => {
  if (error?.name === 'ConfigError') {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  const thrown = error instanceof Error ? error : new Error(String(error));
  const line = /\.projenrc\.ts:(\d+)/.exec(thrown.stack ?? '')?.[1];
  const where = line === undefined ? FILE : `${FILE}:${line}`;
  const [what] = thrown.message.split('\n');
  process.stderr.write(`${where} threw, got ${thrown.name}: ${what}; correct it, then run: npx projen\n`);
  process.exit(1);
};

process.on('uncaughtException', fail);
await import(pathToFileURL(resolve(FILE)).href).catch(fail);
