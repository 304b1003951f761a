import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Failure } from '../base/index.ts';
import { type CallQuery, type CallStory, type Entry, reasonText, type Store } from '../journal/index.ts';
import { askedBy, holderOf, SIGNED_IN, STAFF } from './guard.ts';
import type { House } from './house.ts';
import { callsOf, requireCall, requireStory, timelineFor } from './rights.ts';
import {
  boardCallSchema,
  entrySchema,
  failureSchema,
  idSchema,
  momentSchema,
  outcomeSchema,
  recordSchema,
  whyWaitingSchema,
} from './schemas.ts';

const querySchema = z.strictObject({
  from: momentSchema.optional().describe('arrived at this moment or later: ISO 8601, or milliseconds'),
  to: momentSchema.optional().describe('arrived before this moment'),
  caller: idSchema.optional(),
  queue: idSchema.optional(),
  operator: idSchema.optional(),
  outcome: outcomeSchema.optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  after: idSchema.optional().describe('the id of the last call of the page before'),
});

const listSchema = z
  .object({
    calls: z.array(recordSchema).readonly(),
    next: z.string().nullable().describe('what to give as "after" for the next page'),
  })
  .describe('one page of records');

const storySchema = z
  .object({
    record: recordSchema,
    timeline: z.array(entrySchema).readonly(),
    live: boardCallSchema.nullable().describe('where the call is now, null when it has ended'),
    waiting: whyWaitingSchema.nullable().describe('why the caller still waits, null when they do not'),
  })
  .describe('the record, all that happened, and where the call is now');

/** Calls: those that were, one with all that happened to it, and the end of one that is. */
export function callRoutes(app: FastifyInstance, house: House, store: Store): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.route({
    method: 'GET',
    url: '/calls',
    config: { roles: SIGNED_IN },
    schema: {
      tags: ['calls'],
      summary: 'Records of calls, newest first, page by page',
      querystring: querySchema,
      response: { 200: listSchema, default: failureSchema },
    },
    handler: async (request) => {
      const { query } = request;
      const calls = await store.calls({ ...given(query), ...callsOf(holderOf(request), query) });
      return { calls, next: calls.length === query.limit ? calls.at(-1)!.callId : null };
    },
  });
  routes.route({
    method: 'GET',
    url: '/calls/:callId',
    config: { roles: SIGNED_IN },
    schema: {
      tags: ['calls'],
      summary: 'One call: its record, its timeline, and where it is now',
      params: z.object({ callId: idSchema }),
      response: { 200: storySchema, default: failureSchema },
    },
    handler: async (request) => {
      const { callId } = request.params;
      const story = await store.call(callId);
      if (story === undefined) throw new Failure('CALL_UNKNOWN', { callId });
      requireStory(holderOf(request), story);
      return {
        record: story.record,
        timeline: await Promise.all(
          timelineFor(holderOf(request), story).map((entry) => withReason(house, story, entry)),
        ),
        live: house.call(callId) ?? null,
        waiting: house.whyWaiting(callId) ?? null,
      };
    },
  });
  routes.route({
    method: 'POST',
    url: '/calls/:callId/hangup',
    config: { roles: STAFF },
    schema: {
      tags: ['calls'],
      summary: 'Ends a call; it is over when the exchange says so',
      params: z.object({ callId: idSchema }),
      response: { 202: boardCallSchema, default: failureSchema },
    },
    handler: async (request, reply) => {
      const { callId } = request.params;
      const call = house.call(callId);
      if (call === undefined) throw new Failure('CALL_UNKNOWN', { callId });
      requireCall(house, holderOf(request), call);
      const by = askedBy(request);
      request.log.info({ callId, by }, 'a call is ended through the API');
      if (!house.put({ kind: 'hangUpAsked', callId, by })) throw new Failure('OVERLOADED');
      reply.code(202);
      return house.call(callId) ?? call;
    },
  });
}

/** Facts of an offer, and the same as a sentence. */
async function withReason(house: House, story: CallStory, entry: Entry) {
  if (entry.kind !== 'offered') return entry;
  const others = await house.whyOthers(story, entry.offerId);
  return { ...entry, say: reasonText(entry.why), others };
}

type Query = z.output<typeof querySchema>;

/** A query without the keys that nobody gave. */
function given(query: Query): CallQuery {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as CallQuery;
}
