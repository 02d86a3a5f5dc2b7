import { fastify } from 'fastify';
import { orders } from '../src/orders';
import { probes } from '../src/probes';
import { problemSchema } from '../src/problem-details';

/** The service's handlers on Fastify alone: no logs, no traces, no metrics, no limits, no drain. */
const app = fastify({ ajv: { customOptions: { removeAdditional: false } } });
problemSchema(app);
probes(app, { phase: 'ready' });
app.register(orders, { prefix: '/orders' });
void app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
