import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Failure } from '../base/index.ts';
import type { Callback, CallbackWish } from '../callbacks/index.ts';
import type { CallbackQuery, Store } from '../journal/index.ts';
import type { Event, LiveCallback } from '../switchboard/index.ts';
import { callbackOutcomeSchema, callbackSchema } from './callback-schemas.ts';
import { askedBy, holderOf, LEADERS } from './guard.ts';
import type { House } from './house.ts';
import { requireQueue } from './rights.ts';
import { failureSchema, idSchema, momentSchema } from './schemas.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** Further ahead nobody knows who will be there. */
const AHEAD_MS_MAX = 90 * DAY_MS;

const querySchema = z.strictObject({
  queue: idSchema.optional(),
  number: idSchema.optional().describe('as it is known everywhere: +4930123456'),
  outcome: callbackOutcomeSchema.or(z.literal('open')).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

const wishSchema = z
  .strictObject({
    number: z.string().min(3).max(16),
    queue: idSchema,
    at: momentSchema.optional().describe('not before this moment: ISO 8601, or milliseconds; now without it'),
    name: z.string().max(80).default('').describe('what the phone of the operator shows beside the number'),
    schedule: idSchema.optional().describe('calls are made only while it is open'),
    attempts: z.number().int().min(1).max(10).default(3),
    retryMs: z
      .number()
      .int()
      .min(MINUTE_MS)
      .max(DAY_MS)
      .default(15 * MINUTE_MS),
    ringMs: z.number().int().min(5_000).max(120_000).default(25_000),
    windowMs: z
      .number()
      .int()
      .min(15 * MINUTE_MS)
      .max(14 * DAY_MS)
      .default(DAY_MS)
      .describe('from "at" on'),
  })
  .meta({ examples: [{ number: '+4930123456', queue: 'sales', at: '2026-11-27T10:00:00+01:00' }] });

const momentOnlySchema = z
  .strictObject({ at: momentSchema.describe('not before this moment') })
  .meta({ examples: [{ at: '2026-11-27T10:00:00+01:00' }] });

const tags = ['callbacks'];
const params = z.object({ callbackId: idSchema });
const answer = { 200: callbackSchema, default: failureSchema };

/** Promises to call somebody back: those that are open, those that were, and what can be done about one. */
export function callbackRoutes(app: FastifyInstance, house: House, store: Store): void {
  readingRoutes(app, store);
  changingRoutes(app, house, store);
}

function readingRoutes(app: FastifyInstance, store: Store): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.route({
    method: 'GET',
    url: '/callbacks',
    config: { roles: LEADERS },
    schema: {
      ...{ tags, querystring: querySchema },
      summary: 'Promises to call back, newest first',
      response: {
        200: z.object({ callbacks: z.array(callbackSchema).readonly() }).describe('promises to call back'),
        default: failureSchema,
      },
    },
    handler: async (request) => {
      const { queues } = holderOf(request);
      const { query } = request;
      if (query.queue !== undefined) requireQueue(holderOf(request), query.queue);
      const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
      const callbacks = await store.callbacks(given as CallbackQuery);
      return { callbacks: callbacks.filter(({ queue }) => queues === null || queues.includes(queue)) };
    },
  });
  routes.route({
    method: 'GET',
    url: '/callbacks/:callbackId',
    config: { roles: LEADERS },
    schema: { ...{ tags, params }, summary: 'One promise to call back', response: answer },
    handler: async (request) => known(request, store, request.params.callbackId),
  });
}

function changingRoutes(app: FastifyInstance, house: House, store: Store): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.route({
    method: 'POST',
    url: '/callbacks',
    config: { roles: LEADERS },
    schema: {
      ...{ tags, body: wishSchema, summary: 'Promises to call a number back; it is on the disk then' },
      response: answer,
    },
    handler: async (request) => {
      const { number, queue } = request.body;
      requireQueue(holderOf(request), queue);
      if (!house.board().queues.some(({ id }) => id === queue)) throw new Failure('QUEUE_UNKNOWN', { queue });
      const hindrance = house.noCallback(number, queue);
      if (hindrance?.is === 'exists') throw new Failure('CALLBACK_EXISTS', { why: hindrance.why });
      if (hindrance !== undefined) throw new Failure('CALLBACK_REFUSED', { why: hindrance.why });
      return promised(house, store, eventOf(request.body, askedBy(request)));
    },
  });
  routes.route({
    method: 'POST',
    url: '/callbacks/:callbackId/move',
    config: { roles: LEADERS },
    schema: {
      ...{
        tags,
        params,
        body: momentOnlySchema,
        summary: 'Another time for it; attempts that were made count',
      },
      response: answer,
    },
    handler: async (request) => {
      const { callbackId } = request.params;
      await movable(request, house, store, callbackId);
      const dueMs = soonEnough(request.body.at);
      return changed(house, store, { kind: 'callbackMoved', callbackId, by: askedBy(request), dueMs });
    },
  });
  routes.route({
    method: 'DELETE',
    url: '/callbacks/:callbackId',
    config: { roles: LEADERS },
    schema: { ...{ tags, params, summary: 'Nobody is called back for it' }, response: answer },
    handler: async (request) => {
      const { callbackId } = request.params;
      await movable(request, house, store, callbackId);
      return changed(house, store, { kind: 'callbackCancelled', callbackId, by: askedBy(request) });
    },
  });
}

type Asked = Extract<Event, { kind: 'callbackAsked' }>;

function eventOf({ at, ...body }: z.output<typeof wishSchema>, by: string): Asked {
  const { number, queue, name, attempts: attemptsMax, retryMs, ringMs, windowMs, schedule = null } = body;
  const how = { first: 'operator', whisper: [], takeKey: null } satisfies Partial<CallbackWish>;
  const wish = { number, queue, name, attemptsMax, retryMs, ringMs, windowMs, schedule, ...how };
  const dueMs = at === undefined ? Date.now() : soonEnough(at);
  return { kind: 'callbackAsked', callbackId: `cb-${randomUUID()}`, by, dueMs, wish };
}

function soonEnough(atMs: number): number {
  const latestMs = Date.now() + AHEAD_MS_MAX;
  if (atMs > latestMs)
    throw new Failure('REQUEST_INVALID', { why: `"at" may be at most ${AHEAD_MS_MAX / DAY_MS} days ahead` });
  return atMs;
}

/** The promise is answered when it is on the disk. */
async function promised(house: House, store: Store, event: Asked): Promise<Callback> {
  if (!house.put(event)) throw new Failure('OVERLOADED');
  const live = house.callback(event.callbackId);
  await store.flush();
  if (live !== undefined) return withoutMore(live);
  throw new Failure('CALLBACK_REFUSED', { why: 'no route allows the number any more' });
}

/** Rejects with `Failure` CALLBACK_UNKNOWN, and FORBIDDEN for one of another supervisor's queue. */
async function known(request: FastifyRequest, store: Store, callbackId: string): Promise<Callback> {
  const [found] = await store.callbacks({ callbackId, limit: 1 });
  if (found === undefined) throw new Failure('CALLBACK_UNKNOWN', { callbackId });
  requireQueue(holderOf(request), found.queue);
  return found;
}

/** Rejects unless something can still be changed about it. */
async function movable(
  request: FastifyRequest,
  house: House,
  store: Store,
  callbackId: string,
): Promise<void> {
  const { outcome } = await known(request, store, callbackId);
  const live = house.callback(callbackId);
  if (outcome !== null || live === undefined) throw new Failure('CALLBACK_OVER', { callbackId, outcome });
  if (live.isUnderWay) throw new Failure('CALLBACK_UNDER_WAY', { callbackId });
}

async function changed(house: House, store: Store, event: Event): Promise<Callback> {
  if (!house.put(event)) throw new Failure('OVERLOADED');
  await store.flush();
  const callbackId = 'callbackId' in event ? event.callbackId : undefined;
  const [after] = await store.callbacks({ ...(callbackId != null && { callbackId }), limit: 1 });
  if (after === undefined) throw new Failure('CALLBACK_UNKNOWN', { callbackId });
  return after;
}

const withoutMore = ({ isUnderWay: _, ...callback }: LiveCallback): Callback => callback;
