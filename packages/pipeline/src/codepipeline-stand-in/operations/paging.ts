import type { Fields } from '../definition/fields';
import { ServiceError } from '../service-error';

/** Something that is found again by its id when the next page is asked for, whatever came in between. */
interface Item { readonly id: string }

/**
 * One page of a list, as the request asks for it.
 *
 * @param kind what is listed; a token of another list is refused
 * @param most the most that may be asked for, and what is given when nothing is
 */
export function pageOf<T extends Item>(input: Fields, kind: string, items: readonly T[], most: number): { page: T[]; nextToken?: string } {
  const size = input.maybeNumber('maxResults', 1, most) ?? most;
  const token = input.maybeText('nextToken');
  const from = token === undefined ? 0 : items.findIndex(({ id }) => tokenOf(kind, id) === token) + 1;
  if (token !== undefined && from === 0) throw new ServiceError('InvalidNextTokenException', `nextToken is not one of this list, got "${token.slice(0, 80)}"`);
  const page = items.slice(from, from + size);
  return { page, nextToken: from + size < items.length ? tokenOf(kind, page[page.length - 1].id) : undefined };
}

function tokenOf(kind: string, id: string): string {
  return Buffer.from(`${kind}:${id}`).toString('base64url');
}
