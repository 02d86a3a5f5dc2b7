import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { problem } from './problem-details';

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

const newOrder = {
  type: 'object',
  additionalProperties: false,
  required: ['item', 'quantity'],
  properties: {
    item: { type: 'string', minLength: 1, maxLength: 200 },
    quantity: { type: 'integer', minimum: 1, maximum: 1000 },
  },
};

const order = {
  type: 'object',
  required: ['id', 'createdAt', 'item', 'quantity'],
  properties: { id: { type: 'string' }, createdAt: { type: 'string' }, ...newOrder.properties },
};

const page = {
  type: 'object',
  additionalProperties: false,
  properties: { limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
};

/** The example resource: in memory, one list a process. Put your own in its place. */
export async function orders(app: FastifyInstance): Promise<void> {
  const byId = new Map<string, Order>();

  app.post<{ Body: NewOrder }>('/', { schema: { body: newOrder, response: { 201: order } } }, async (request, reply) => {
    const created: Order = { id: randomUUID(), createdAt: new Date().toISOString(), ...request.body };
    byId.set(created.id, created);
    if (byId.size > CAPACITY) byId.delete(byId.keys().next().value as string);
    request.log.info({ orderId: created.id }, 'order created');
    return reply.code(201).header('location', `/orders/${created.id}`).send(created);
  });

  app.get<{ Querystring: { limit: number } }>('/', {
    schema: { querystring: page, response: { 200: { type: 'object', properties: { items: { type: 'array', items: order } } } } },
  }, async (request) => ({ items: [...byId.values()].reverse().slice(0, request.query.limit) }));

  app.get<{ Params: { id: string } }>('/:id', { schema: { response: { 200: order } } }, async (request) => {
    const found = byId.get(request.params.id);
    if (!found) throw problem(404, `order "${request.params.id}" does not exist`);
    return found;
  });
}
