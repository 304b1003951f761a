import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

const DAY_MS = 86_400_000;

/** Order number → what is known of it; the day counts from today. */
export const ORDERS: ReadonlyMap<string, { readonly state: string; readonly inDays: number }> = new Map([
  ['1001', { state: 'packed', inDays: 1 }],
  ['1002', { state: 'sent', inDays: 2 }],
  ['1003', { state: 'delivered', inDays: -3 }],
]);

/**
 * Answers GET /orders/NUMBER on 127.0.0.1 with JSON ({ "state": "sent", "day": "2026-03-05" }), or with 404. Rejects when
 * the port is taken; port 0 is any that is free.
 */
export async function serveOrders(port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const number = /^\/orders\/(?<number>\d+)$/.exec(request.url ?? '')?.groups?.number;
    const order = request.method === 'GET' ? ORDERS.get(number ?? '') : undefined;
    response.setHeader('content-type', 'application/json');
    response.statusCode = order === undefined ? 404 : 200;
    if (order === undefined) return response.end('{}');
    const day = new Date(Date.now() + order.inDays * DAY_MS).toISOString().slice(0, 10);
    return response.end(JSON.stringify({ state: order.state, day }));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
