/** What a client may send. */
export const newOrder = {
  $id: 'NewOrder',
  type: 'object',
  additionalProperties: false,
  required: ['item', 'quantity'],
  properties: {
    item: { type: 'string', minLength: 1, maxLength: 200 },
    quantity: { type: 'integer', minimum: 1, maximum: 1000 },
  },
};

/** What it gets. */
export const order = {
  $id: 'Order',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'createdAt', 'item', 'quantity'],
  properties: { id: { type: 'string', format: 'uuid' }, createdAt: { type: 'string', format: 'date-time' }, ...newOrder.properties },
};

export const orderList = {
  $id: 'OrderList',
  type: 'object',
  additionalProperties: false,
  required: ['items'],
  properties: { items: { type: 'array', items: { $ref: 'Order#' } } },
};

/** What the list is asked with. */
export const page = {
  type: 'object',
  additionalProperties: false,
  properties: { limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
};
