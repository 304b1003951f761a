import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Failure } from '../base/index.ts';
import { type CallQuery, type CallStory, type Entry, reasonText, type Store } from '../journal/index.ts';
import type { House } from './house.ts';
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

const listSchema = z.object({
  calls: z.array(recordSchema).readonly(),
  next: z.string().nullable().describe('what to give as "after" for the next page'),
});

const storySchema = z.object({
  record: recordSchema,
  timeline: z.array(entrySchema).readonly(),
  live: boardCallSchema.nullable().describe('where the call is now, null when it has ended'),
  waiting: whyWaitingSchema.nullable().describe('why the caller still waits, null when they do not'),
});

/** Calls: those that were, one with all that happened to it, and the end of one that is. */
export function callRoutes(app: FastifyInstance, house: House, store: Store): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.route({
    method: 'GET',
    url: '/calls',
    schema: {
      tags: ['calls'],
      summary: 'Records of calls, newest first, page by page',
      querystring: querySchema,
      response: { 200: listSchema, default: failureSchema },
    },
    handler: async ({ query }) => {
      const calls = await store.calls(given(query));
      return { calls, next: calls.length === query.limit ? calls.at(-1)!.callId : null };
    },
  });
  routes.route({
    method: 'GET',
    url: '/calls/:callId',
    schema: {
      tags: ['calls'],
      summary: 'One call: its record, its timeline, and where it is now',
      params: z.object({ callId: idSchema }),
      response: { 200: storySchema, default: failureSchema },
    },
    handler: async ({ params: { callId } }) => {
      const story = await store.call(callId);
      if (story === undefined) throw new Failure('CALL_UNKNOWN', { callId });
      return {
        record: story.record,
        timeline: await Promise.all(story.timeline.map((entry) => withReason(house, story, entry))),
        live: house.call(callId) ?? null,
        waiting: house.whyWaiting(callId) ?? null,
      };
    },
  });
  routes.route({
    method: 'POST',
    url: '/calls/:callId/hangup',
    schema: {
      tags: ['calls'],
      summary: 'Ends a call; it is over when the exchange says so',
      params: z.object({ callId: idSchema }),
      response: { 202: boardCallSchema, default: failureSchema },
    },
    handler: async ({ params: { callId }, log }, reply) => {
      const call = house.call(callId);
      if (call === undefined) throw new Failure('CALL_UNKNOWN', { callId });
      log.info({ callId }, 'a call is ended through the API');
      if (!house.put({ kind: 'hangUpAsked', callId })) throw new Failure('OVERLOADED');
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

/** A query without the keys that nobody gave. */
function given(query: z.output<typeof querySchema>): CallQuery {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as CallQuery;
}
