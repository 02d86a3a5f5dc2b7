import { problem } from './problem-details';
import { Upstream } from './upstream';
import type { Call } from './upstream-attempt';

/** How many of an item are in stock. */
export type Inventory = (item: string, caller: Pick<Call, 'signal' | 'traceContext'>) => Promise<number>;

/** The example of an outgoing call: the service at `INVENTORY_URL`. */
export function inventoryAt(url: string, deadlineMs: number): Inventory {
  const upstream = new Upstream({ name: 'inventory', url, deadlineMs });

  return async (item, caller) => {
    const { status, body } = await upstream.request({ method: 'GET', path: `/items/${encodeURIComponent(item)}`, ...caller });
    if (status === 404) return 0;
    if (status !== 200) throw problem(502, 'inventory could not answer', { cause: new Error(`status ${status}`) });
    return available(body);
  };
}

/** Reads only what is needed of the answer, and trusts none of it. */
function available(body: string): number {
  try {
    const count: unknown = JSON.parse(body).available;
    if (typeof count === 'number') return count;
    throw new Error(`available must be a number, got ${JSON.stringify(count)}`);
  } catch (cause) {
    throw problem(502, 'inventory gave an answer that could not be read', { cause });
  }
}
