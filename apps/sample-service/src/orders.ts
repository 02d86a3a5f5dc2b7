import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { clientGone } from './client-gone';
import type { Inventory } from './inventory';
import { newOrder, order, orderList, page } from './order-schemas';
import { problem, problemResponse } from './problem-details';

/** Orders kept at most; the oldest is forgotten first. */
const CAPACITY = 1000;

interface NewOrder {
  readonly item: string;
  readonly quantity: number;
}

interface Order extends NewOrder {
  readonly id: string;
  readonly createdAt: string;
}

export interface OrdersOptions {
  /**
   * Asked before an order is taken.
   * @default - every order is taken
   */
  readonly inventory?: Inventory;
}

/** The example resource: in memory, one list a process. Put your own in its place. */
export async function orders(app: FastifyInstance, { inventory }: OrdersOptions): Promise<void> {
  const byId = new Map<string, Order>();
  for (const schema of [newOrder, order, orderList]) app.addSchema(schema);

  app.post<{ Body: NewOrder }>('', {
    schema: {
      summary: 'Takes an order.',
      body: { $ref: 'NewOrder#' },
      response: { 201: { description: 'The order.', $ref: 'Order#' }, 409: problemResponse('There is not enough in stock.') },
    },
  }, async (request, reply) => {
    const { item, quantity } = request.body;
    const available = inventory ? await inventory(item, { signal: clientGone(reply), traceContext: request.traceContext }) : Infinity;
    if (available < quantity) throw problem(409, `only ${available} of "${item}" are in stock`);

    const created: Order = { id: randomUUID(), createdAt: new Date().toISOString(), ...request.body };
    byId.set(created.id, created);
    if (byId.size > CAPACITY) byId.delete(byId.keys().next().value as string);
    request.log.debug({ orderId: created.id }, 'order created');
    return reply.code(201).header('location', `/orders/${created.id}`).send(created);
  });

  app.get<{ Querystring: { limit: number } }>('', {
    schema: { summary: 'The latest orders, newest first.', querystring: page, response: { 200: { description: 'Orders.', $ref: 'OrderList#' } } },
  }, async (request) => ({ items: [...byId.values()].reverse().slice(0, request.query.limit) }));

  app.get<{ Params: { id: string } }>('/:id', {
    schema: {
      summary: 'One order.',
      params: { type: 'object', properties: { id: { type: 'string' } } },
      response: { 200: { description: 'The order.', $ref: 'Order#' }, 404: problemResponse('There is no such order.') },
    },
  }, async (request) => {
    const found = byId.get(request.params.id);
    if (!found) throw problem(404, `order "${request.params.id}" does not exist`);
    return found;
  });
}
