import { ObjectLedger } from '../../src/ledger/object-ledger';
import type { ObjectStore, Versioned } from '../../src/ledger/object-store';

/** A ledger that is gone with its process. */
export class MemoryLedger extends ObjectLedger {
  constructor() {
    super(new MemoryStore());
  }
}

class MemoryStore implements ObjectStore {
  readonly place = 'memory:';
  private readonly objects = new Map<string, Versioned>();

  async read(key: string): Promise<Uint8Array | undefined> {
    return this.objects.get(key)?.bytes;
  }

  async create(key: string, bytes: Uint8Array): Promise<boolean> {
    return this.swap(key, bytes, undefined);
  }

  async current(key: string): Promise<Versioned | undefined> {
    return this.objects.get(key);
  }

  async swap(key: string, bytes: Uint8Array, expected: string | undefined): Promise<boolean> {
    const version = this.objects.get(key)?.version;
    if (version !== expected) return false;
    this.objects.set(key, { bytes, version: String(Number(version ?? 0) + 1) });
    return true;
  }

  async list(folder: string): Promise<string[]> {
    const below = [...this.objects.keys()].filter((key) => key.startsWith(`${folder}/`));
    return [...new Set(below.map((key) => key.slice(folder.length + 1).split('/')[0]))].sort();
  }
}
