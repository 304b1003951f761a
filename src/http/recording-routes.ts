import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import type { RecordingQuery } from '../journal/index.ts';
import { ADMINS, askedBy, LEADERS } from './guard.ts';
import type { House } from './house.ts';
import { failureSchema, idSchema, recordingSchema } from './schemas.ts';

const querySchema = z.strictObject({
  box: idSchema.optional(),
  callId: idSchema.optional(),
  caller: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

/** What callers said: which messages there are, how they sound, and their end. Who hears one is written down. */
export function recordingRoutes(app: FastifyInstance, { recordings }: House): void {
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
    handler: async ({ query }) => {
      const given = Object.entries(query).filter(([, value]) => value !== undefined);
      return { recordings: await recordings.list(Object.fromEntries(given) as RecordingQuery) };
    },
  });
  routes.route({
    method: 'GET',
    url: '/recordings/:recordingId/sound',
    config: { roles: LEADERS },
    schema: {
      ...{ tags, params },
      summary: 'The sound, as a WAV file; the journal notes who heard it',
      response: { 200: z.unknown().describe('audio/wav'), default: failureSchema },
    },
    handler: async (request, reply) => {
      const { bytes, pieces } = await recordings.hear(request.params.recordingId, askedBy(request));
      return reply
        .headers({ 'content-type': 'audio/wav', 'content-length': bytes, 'cache-control': 'no-store' })
        .send(Readable.from(pieces));
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
    handler: async (request) => recordings.done(request.params.recordingId, askedBy(request)),
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
