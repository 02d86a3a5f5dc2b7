import { createHash } from 'node:crypto';

/** Services whose monitoring is one stack. */
export interface ServiceShard<T> {
  /** Number of the shard; the numbers of several shards may have gaps. */
  readonly index: number;
  /** Its services, in the order they were declared. */
  readonly services: readonly T[];
}

/** Seven resources a service: 50 services stay well below CloudFormation's 500 resources a stack. */
const LARGEST_SHARD = 50;

/**
 * Spreads services over shards of at most `size`, by the hash of their name.
 *
 * One shard until it is full; then that shard alone splits in two by the next bit of the hash: half of its services
 * stay, half go to a new shard. So adding or removing a service moves no other, except at the one addition that
 * overflows a shard (or the removal that undoes it), and never a service of another shard. Without stored state
 * and with a bound on the size, some move is unavoidable; position in the list would move everyone after a removal.
 *
 * The part that stays keeps the shard's number, and a new number is always larger: deploy shards in order, so that
 * names are free in the old stack before the new one takes them.
 */
export function shardServices<T extends { readonly name: string }>(
  services: readonly T[],
  size: number = LARGEST_SHARD,
): ServiceShard<T>[] {
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_SHARD) {
    throw new Error(`size must be 1 to ${LARGEST_SHARD}, got ${size}; 7 resources a service fill a stack at 70`);
  }
  const hashed = services.map((service) => ({ service, bits: hashBits(service.name) }));
  return split(hashed, 0, 0, size)
    .map(({ index, members }) => ({ index, services: members.map(({ service }) => service) }))
    .sort((a, b) => a.index - b.index);
}

interface Hashed<T> {
  readonly service: T;
  readonly bits: number;
}

function split<T>(members: Hashed<T>[], index: number, depth: number, size: number): { index: number; members: Hashed<T>[] }[] {
  if (members.length === 0) {
    return [];
  }
  if (members.length <= size) {
    return [{ index, members }];
  }
  if (depth === 31) {
    throw new Error(`services must have different names, got ${members.length} that hash alike; rename one`);
  }
  const high = 2 ** depth;
  const stay = members.filter(({ bits }) => (bits & high) === 0);
  const leave = members.filter(({ bits }) => (bits & high) !== 0);
  return [...split(stay, index, depth + 1, size), ...split(leave, index + high, depth + 1, size)];
}

function hashBits(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0);
}
