import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import type { EventStream } from './event-stream.ts';
import { holderOf, WATCHERS } from './guard.ts';
import type { House } from './house.ts';
import { boardFor, requireAllQueues } from './rights.ts';
import { boardSchema, failureSchema } from './schemas.ts';
import { openStream, stillSignedIn } from './watchers.ts';

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
      const missedFrom = typeof lastId === 'string' ? lastId : undefined;
      stream.feed(openStream(reply), missedFrom, stillSignedIn(request));
    },
  });
}
