import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Explained } from '../runtime/command';
import { ObjectLedger } from './object-ledger';
import type { ObjectStore, Versioned } from './object-store';

/** A ledger in a directory of one machine, for any number of its processes. */
export class FileLedger extends ObjectLedger {
  constructor(directory: string) {
    super(new FileStore(directory));
  }
}

/** Names of versions: `0000000001`, and on. */
const VERSION = /^\d{10}$/;

/**
 * Objects as files. A file gets its name by `link`, when all of it is on the disk: it is whole or not there, after `kill -9` or
 * a power cut too. `link` never replaces a name, so the first of many writers wins and none needs a lock.
 *
 * Versions are files in a directory, numbered, and the highest is the newest. None is ever removed: a number must not be
 * free again. What is left in `.unfinished` belongs to writers that were killed and may be removed when nothing runs.
 *
 * @see https://man7.org/linux/man-pages/man2/link.2.html
 */
class FileStore implements ObjectStore {
  readonly place: string;

  constructor(directory: string) {
    this.place = resolve(directory);
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    return this.unless('ENOENT', 'read', key, () => readFile(join(this.place, key)));
  }

  async create(key: string, bytes: Uint8Array): Promise<boolean> {
    const path = join(this.place, key);
    const unfinished = join(this.place, '.unfinished', randomUUID());
    const created = await this.unless('EEXIST', 'written', key, async () => {
      await mkdir(dirname(unfinished), { recursive: true });
      await mkdir(dirname(path), { recursive: true });
      try {
        await writeThrough(unfinished, bytes);
        await link(unfinished, path);
      } finally {
        await unlink(unfinished).catch((error) => ignore('ENOENT', error));
      }
      for (let folder = dirname(path); folder.length >= this.place.length; folder = dirname(folder)) await syncFolder(folder);
      return true;
    });
    return created ?? false;
  }

  async current(key: string): Promise<Versioned | undefined> {
    const names = await this.unless('ENOENT', 'read', key, () => readdir(join(this.place, key)));
    const version = names?.filter((name) => VERSION.test(name)).sort().at(-1);
    const bytes = version && await this.read(`${key}/${version}`);
    return version && bytes ? { version, bytes } : undefined;
  }

  async swap(key: string, bytes: Uint8Array, expected = '0'): Promise<boolean> {
    return this.create(`${key}/${String(Number(expected) + 1).padStart(10, '0')}`, bytes);
  }

  async list(folder: string): Promise<string[]> {
    return (await this.unless('ENOENT', 'read', folder, () => readdir(join(this.place, folder))) ?? []).sort();
  }

  /** What the work answers; nothing when it fails with the code that is expected. */
  private async unless<T>(code: string, done: string, key: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      const got = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
      if (got === code) return undefined;
      throw new Explained(`${join(this.place, key)} cannot be ${done}, got "${got}"; keep the ledger on a local disk with hard links and give this user access to it`);
    }
  }
}

async function writeThrough(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the names in a folder survive a power cut. @see https://man7.org/linux/man-pages/man2/fsync.2.html */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function ignore(code: string, error: NodeJS.ErrnoException): void {
  if (error.code !== code) throw error;
}
