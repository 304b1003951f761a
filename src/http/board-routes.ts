import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import type { EventStream } from './event-stream.ts';
import { holderOf, WATCHERS } from './guard.ts';
import type { House } from './house.ts';
import { boardFor, requireAllQueues } from './rights.ts';
import { boardSchema, failureSchema } from './schemas.ts';

/** The live state: once, and as a stream. */
export function boardRoutes(app: FastifyInstance, house: House, stream: EventStream): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.route({
    method: 'GET',
    url: '/board',
    config: { roles: WATCHERS },
    schema: {
      tags: ['board'],
      summary: 'The live state: queues with waiting callers in order, operators, calls',
      response: { 200: boardSchema, default: failureSchema },
    },
    handler: async (request) => boardFor(house, holderOf(request)),
  });
  routes.route({
    method: 'GET',
    url: '/events',
    config: { roles: WATCHERS },
    schema: {
      tags: ['board'],
      summary: 'Server-sent events: board, then boardChanged and entry; resumes after Last-Event-ID',
      produces: ['text/event-stream'],
      response: { 200: z.string().describe('the stream; it does not end'), default: failureSchema },
    },
    handler: async (request, reply) => {
      requireAllQueues(holderOf(request));
      stream.requireRoom();
      const lastId = request.headers['last-event-id'];
      // The stream writes to the connection itself from here on, under the head that every answer has.
      reply.hijack();
      reply.raw.writeHead(200, {
        ...(reply.getHeaders() as OutgoingHttpHeaders),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      });
      stream.feed(reply.raw, typeof lastId === 'string' ? lastId : undefined);
    },
  });
}
