/** A request line as a service writes it. */
export function aRequestLine(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    level: 'info', time: '2026-11-23T08:00:00.000Z', service: 'orders', environment: 'prod', requestId: 'r-1',
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', method: 'GET', route: '/orders/:id',
    statusCode: 200, durationMs: 12.5, msg: 'request', ...changes,
  };
}
