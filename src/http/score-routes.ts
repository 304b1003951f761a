import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Failure } from '../base/index.ts';
import type { CallStory, RecordingMark, ScoreQuery, Store } from '../journal/index.ts';
import { ADMINS, askedBy, holderOf, LEADERS, STAFF } from './guard.ts';
import type { House } from './house.ts';
import { callsOf, requireStory } from './rights.ts';
import { failureSchema, idSchema, momentSchema } from './schemas.ts';
import { scorecardSchema, scoreSchema, scoreWishSchema } from './score-schemas.ts';
import { talkToScore } from './talk-to-score.ts';

const querySchema = z.strictObject({
  from: momentSchema.optional().describe('given at this moment or later: ISO 8601, or milliseconds'),
  to: momentSchema.optional().describe('given before this moment'),
  form: idSchema.optional(),
  operator: idSchema.optional(),
  queue: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  after: z.coerce.number().int().optional().describe('the id of the last score of the page before'),
});

const listSchema = z
  .object({
    scores: z.array(scoreSchema).readonly(),
    next: z.number().nullable().describe('what to give as "after" for the next page'),
  })
  .describe('a page of scores');

const tags = ['quality'];

/** How operators handled calls, as supervisors judge it by the forms of scorecards.yaml. */
export function scoreRoutes(app: FastifyInstance, house: House, store: Store): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.route({
    method: 'GET',
    url: '/scorecards',
    config: { roles: STAFF },
    schema: {
      tags,
      summary: 'The forms by which calls are scored',
      response: {
        200: z.object({ scorecards: z.array(scorecardSchema).readonly() }).describe('all forms'),
        default: failureSchema,
      },
    },
    handler: async () => ({ scorecards: [...house.scorecards().values()] }),
  });
  routes.route({
    method: 'GET',
    url: '/scores',
    config: { roles: STAFF },
    schema: {
      ...{ tags, querystring: querySchema },
      summary: 'Scores of calls, those given last first, page by page; operators see their own',
      response: { 200: listSchema, default: failureSchema },
    },
    handler: async (request) => {
      const { query } = request;
      const asked = { ...query, ...callsOf(holderOf(request), query) };
      const given = Object.entries(asked).filter(([, value]) => value !== undefined);
      const scores = await house.scores.list(Object.fromEntries(given) as unknown as ScoreQuery);
      return { scores, next: scores.length === query.limit ? scores.at(-1)!.scoreId : null };
    },
  });
  routes.route({
    method: 'DELETE',
    url: '/scores',
    config: { roles: ADMINS },
    schema: {
      ...{ tags, querystring: z.strictObject({ caller: idSchema }) },
      summary: 'Erases for good the scores of all calls of a number, with all that was noted in them',
      response: {
        200: z.object({ erased: z.number() }).describe('of how many calls'),
        default: failureSchema,
      },
    },
    handler: async (request) => ({
      erased: await house.scores.eraseOf(request.query.caller, askedBy(request)),
    }),
  });
  callScoreRoutes(app, house, store);
}

function callScoreRoutes(app: FastifyInstance, house: House, store: Store): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const params = z.object({ callId: idSchema });
  routes.route({
    method: 'GET',
    url: '/calls/:callId/scores',
    config: { roles: STAFF },
    schema: {
      ...{ tags, params },
      summary: 'How a call was scored; operators see what was said of them',
      response: {
        200: z.object({ scores: z.array(scoreSchema).readonly() }).describe('the last first'),
        default: failureSchema,
      },
    },
    handler: async (request) => {
      const { callId } = request.params;
      const holder = holderOf(request);
      requireStory(holder, await storyOf(store, callId));
      const own = holder.operator === null ? {} : { operator: holder.operator };
      return { scores: await house.scores.list({ callId, ...own, limit: 1_000 }) };
    },
  });
  routes.route({
    method: 'POST',
    url: '/calls/:callId/scores',
    config: { roles: LEADERS },
    schema: {
      ...{ tags, params, body: scoreWishSchema },
      summary: 'Scores how the operator handled a call that has ended; anew, it replaces the score of before',
      response: { 201: scoreSchema, default: failureSchema },
    },
    handler: async (request, reply) => {
      const { callId } = request.params;
      const { operator, comment = null, remarks = [], ...wish } = request.body;
      const story = await storyOf(store, callId);
      const talk = talkToScore(holderOf(request), story, operator);
      await requireMarks(store, callId, remarks);
      reply.code(201);
      return house.scores.give({ ...wish, ...talk, callId, comment, remarks }, askedBy(request));
    },
  });
}

async function storyOf(store: Store, callId: string): Promise<CallStory> {
  const story = await store.call(callId);
  if (story === undefined) throw new Failure('CALL_UNKNOWN', { callId });
  return story;
}

/** A call has a recording for each of its parts; more than so many are no call of ours. */
const RECORDINGS_MAX = 1_000;

/** Rejects with `Failure` RECORDING_UNKNOWN, or REQUEST_INVALID for a place behind the end of one. */
export async function requireMarks(
  store: Pick<Store, 'recordings'>,
  callId: string,
  marks: readonly RecordingMark[],
): Promise<void> {
  if (marks.length === 0) return;
  const kept = await store.recordings({ callId, limit: RECORDINGS_MAX });
  for (const { recordingId, atMs } of marks) {
    const recording = kept.find((each) => each.recordingId === recordingId);
    if (recording === undefined) throw new Failure('RECORDING_UNKNOWN', { recordingId, callId });
    if (atMs <= recording.soundMs) continue;
    const why = `${recordingId} ends after ${recording.soundMs} ms: there is no place at ${atMs} ms`;
    throw new Failure('REQUEST_INVALID', { recordingId, atMs, why });
  }
}
