import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import type { RecordingQuery, Store } from '../journal/index.ts';
import { ADMINS, askedBy, holderOf, LEADERS } from './guard.ts';
import type { House } from './house.ts';
import { requireAllQueues, requireCallOf, requireQueue, requireRecording } from './rights.ts';
import { failureSchema, idSchema, momentSchema, recordingSchema } from './schemas.ts';

const querySchema = z.strictObject({
  box: idSchema.optional(),
  callId: idSchema.optional(),
  caller: idSchema.optional(),
  queue: idSchema.optional().describe('of the call that it belongs to'),
  operator: idSchema.optional().describe('who talked in that call'),
  from: momentSchema.optional().describe('recorded from then on'),
  to: momentSchema.optional().describe('recorded before'),
  held: z.enum(['true', 'false']).optional().describe('whether it must not be erased'),
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
      else if (query.queue !== undefined) requireQueue(holder, query.queue);
      else requireAllQueues(holder);
      return { recordings: await recordings.list(queryOf(query)) };
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
        200: z
          .object({
            erased: z.number(),
            held: z.number().describe('must not be erased: 1,000 are counted at most'),
          })
          .describe('how many are gone, and how many are not'),
        default: failureSchema,
      },
    },
    handler: async (request) => recordings.eraseOf(request.query.caller, askedBy(request)),
  });
  keepingRoutes(app, recordings);
}

const holdSchema = z
  .strictObject({ held: z.boolean(), why: z.string().min(1).max(500).optional() })
  .meta({ examples: [{ held: true, why: 'the court asks for it' }, { held: false }] });

/** What must not be erased, and the key that all are sealed by: for admins alone. */
function keepingRoutes(app: FastifyInstance, recordings: House['recordings']): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const tags = ['recordings'];
  routes.route({
    method: 'POST',
    url: '/recordings/:recordingId/hold',
    config: { roles: ADMINS },
    schema: {
      ...{ tags, params: z.object({ recordingId: idSchema }), body: holdSchema },
      summary: 'Keeps a recording from being erased by anybody or by its age, until it is let go',
      response: { 200: recordingSchema, default: failureSchema },
    },
    handler: async (request) => {
      const { held: isHeld, why = null } = request.body;
      return recordings.hold(request.params.recordingId, { isHeld, why }, askedBy(request));
    },
  });
  routes.route({
    method: 'POST',
    url: '/recordings/key',
    config: { roles: ADMINS },
    schema: {
      ...{ tags },
      summary:
        'Makes a new key, and brings all recordings to it behind the answer; the log tells when it is done',
      response: { 202: z.object({}).describe('it has begun'), default: failureSchema },
    },
    handler: async (_, reply) => {
      recordings.renewKey();
      return reply.code(202).send({});
    },
  });
}

/** What is not given is not asked for. */
function queryOf({ from, to, held, ...query }: z.output<typeof querySchema>): RecordingQuery {
  const times = { ...(from !== undefined && { fromMs: from }), ...(to !== undefined && { toMs: to }) };
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const others = Object.fromEntries(given) as Pick<RecordingQuery, 'limit'>;
  return { ...others, ...times, ...(held !== undefined && { isHeld: held === 'true' }) };
}
