import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import type { RecordingQuery, Store } from '../journal/index.ts';
import { ADMINS, askedBy, holderOf, LEADERS } from './guard.ts';
import type { House } from './house.ts';
import { callsOf, requireCallOf, requireRecording } from './rights.ts';
import { failureSchema, idSchema, momentSchema, recordingSchema } from './schemas.ts';

const querySchema = z.strictObject({
  box: idSchema.optional(),
  callId: idSchema.optional(),
  caller: idSchema.optional(),
  queue: idSchema.optional().describe('the last queue of the call'),
  operator: idSchema.optional().describe('the last one who answered'),
  from: momentSchema.optional().describe('taken at this moment or later: ISO 8601, or milliseconds'),
  to: momentSchema.optional().describe('taken before this moment'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

/** What callers said: which messages there are, what became of them, and their end. */
export function recordingRoutes(app: FastifyInstance, { recordings }: House, store: Store): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const tags = ['recordings'];
  const params = z.object({ recordingId: idSchema });
  routes.route({
    method: 'GET',
    url: '/recordings',
    config: { roles: LEADERS },
    schema: {
      ...{ tags, querystring: querySchema },
      summary: 'Messages and spoken answers that are kept, newest first',
      response: {
        200: z.object({ recordings: z.array(recordingSchema).readonly() }).describe('what callers said'),
        default: failureSchema,
      },
    },
    handler: async (request) => {
      const { query } = request;
      const holder = holderOf(request);
      if (query.callId !== undefined) await requireCallOf(store, query.callId, holder);
      const narrowed = query.callId === undefined ? callsOf(holder, query) : {};
      const given = Object.entries({ ...query, ...narrowed }).filter(([, value]) => value !== undefined);
      return { recordings: await recordings.list(Object.fromEntries(given) as RecordingQuery) };
    },
  });
  routes.route({
    method: 'POST',
    url: '/recordings/:recordingId/done',
    config: { roles: LEADERS },
    schema: {
      ...{ tags, params },
      summary: 'Marks a message as dealt with',
      response: { 200: recordingSchema, default: failureSchema },
    },
    handler: async (request) => {
      const { recordingId } = request.params;
      await requireRecording(store, recordingId, holderOf(request));
      return recordings.done(recordingId, askedBy(request));
    },
  });
  routes.route({
    method: 'DELETE',
    url: '/recordings',
    config: { roles: ADMINS },
    schema: {
      ...{ tags, querystring: z.strictObject({ caller: idSchema }) },
      summary: 'Erases for good all that a caller said',
      response: {
        200: z.object({ erased: z.number() }).describe('how many were erased'),
        default: failureSchema,
      },
    },
    handler: async (request) => ({
      erased: await recordings.eraseOf(request.query.caller, askedBy(request)),
    }),
  });
}
