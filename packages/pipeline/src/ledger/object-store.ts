/** Bytes and what names exactly these bytes. */
export interface Versioned {
  readonly bytes: Uint8Array;
  /** Opaque; only for the next `swap` of the same key. */
  readonly version: string;
}

/**
 * All a ledger asks of the place it is kept in. Each write is whole or did not happen, and is seen by every later read.
 * Nothing is deleted, and no decision rests on a clock.
 */
export interface ObjectStore {
  /** Where it is, for sentences. */
  readonly place: string;
  /** The object of this key; nothing when there is none. */
  read(key: string): Promise<Uint8Array | undefined>;
  /** Writes an object unless there is one. @returns false when there is one */
  create(key: string, bytes: Uint8Array): Promise<boolean>;
  /** The newest version of a key written by `swap`. */
  current(key: string): Promise<Versioned | undefined>;
  /** Writes the next version. @param expected the version read before; nothing when there was none. @returns false when another came first */
  swap(key: string, bytes: Uint8Array, expected: string | undefined): Promise<boolean>;
  /** Names directly below a folder, sorted; none when there is no such folder. For housekeeping: no record depends on it. */
  list(folder: string): Promise<string[]>;
}
