import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import type { Holder } from '../access/index.ts';
import { Failure, nearestName } from '../base/index.ts';
import type { CallRecord, Store } from '../journal/index.ts';
import { customerOf } from './customer.ts';
import { askedBy, forbidden, holderOf, SIGNED_IN, STAFF } from './guard.ts';
import type { House } from './house.ts';
import type { OperatorStream } from './operator-stream.ts';
import { requireOperator, requireStory } from './rights.ts';
import { customerSchema, entrySchema, failureSchema, idSchema } from './schemas.ts';
import { requireMarks } from './score-routes.ts';
import { markSchema } from './score-schemas.ts';
import { openStream, stillSignedIn } from './watchers.ts';

const noteSchema = z
  .strictObject({
    text: z.string().min(1).max(4_000).optional(),
    reason: idSchema.optional().describe('a contact reason of reasons.yaml'),
    mark: markSchema.optional().describe('the place in a recording that it is about'),
  })
  .refine(({ text, reason }) => text !== undefined || reason !== undefined, 'give "text", "reason", or both')
  .meta({ examples: [{ text: 'calls again on Monday', reason: 'delivery' }, { text: 'wants an invoice' }] });

/** What an operator's screen needs: who rings and why, what is known of a number, and a place for notes. */
export function screenPopRoutes(
  app: FastifyInstance,
  house: House,
  store: Store,
  stream: OperatorStream,
): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.route({
    method: 'GET',
    url: '/operators/:operatorId/events',
    config: { roles: STAFF },
    schema: {
      tags: ['operators'],
      summary: 'Server-sent events of one operator: now, ringing, answered, offerEnded, ended, state',
      params: z.object({ operatorId: idSchema }),
      produces: ['text/event-stream'],
      response: { 200: z.string().describe('the stream; it does not end'), default: failureSchema },
    },
    handler: async (request, reply) => {
      const { operatorId } = request.params;
      requireOperator(house, holderOf(request), operatorId);
      if (house.operator(operatorId) === undefined) throw new Failure('OPERATOR_UNKNOWN', { operatorId });
      stream.requireRoom();
      stream.feed(openStream(reply), operatorId, stillSignedIn(request));
    },
  });
  routes.route({
    method: 'GET',
    url: '/customers/:number',
    config: { roles: SIGNED_IN },
    schema: {
      tags: ['calls'],
      summary: 'What is known of a number: by callers.yaml, by its calls, and by notes',
      params: z.object({ number: idSchema }),
      querystring: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
      response: { 200: customerSchema, default: failureSchema },
    },
    handler: async (request) => {
      const { number } = request.params;
      const holder = holderOf(request);
      const mine = ({ queue }: CallRecord): boolean =>
        holder.queues === null || (queue !== null && holder.queues.includes(queue));
      const customer = await customerOf(house, store, number, request.query.limit, mine);
      requireCustomer(house, holder, number, customer.calls);
      return customer;
    },
  });
  noteRoute(app, house, store);
}

/** Notes go to the journal: they are in the call's story, and the reason in its record, also when it is over. */
function noteRoute(app: FastifyInstance, house: House, store: Store): void {
  app.withTypeProvider<ZodTypeProvider>().route({
    method: 'POST',
    url: '/calls/:callId/notes',
    config: { roles: STAFF },
    schema: {
      tags: ['calls'],
      summary: 'Notes something of a call, during it or after it: words, the contact reason, or both',
      params: z.object({ callId: idSchema }),
      body: noteSchema,
      response: { 201: entrySchema.describe('the entry in the journal'), default: failureSchema },
    },
    handler: async (request, reply) => {
      const { callId } = request.params;
      const { text = null, reason = null, mark } = request.body;
      const story = await store.call(callId);
      if (story === undefined) throw new Failure('CALL_UNKNOWN', { callId });
      requireStory(holderOf(request), story);
      requireReason(house, reason);
      await requireMarks(store, callId, mark === undefined ? [] : [mark]);
      reply.code(201);
      return house.note({ callId, by: askedBy(request), text, reason, ...(mark && { mark }) });
    },
  });
}

/** Operators see the customers with whom they talk, are rung by, or have talked. */
function requireCustomer(house: House, holder: Holder, number: string, calls: readonly CallRecord[]): void {
  const { operator } = holder;
  if (operator === null || calls.some((call) => call.operator === operator)) return;
  const callId = house.operator(operator)?.callId ?? null;
  if (callId !== null && house.call(callId)?.caller === number) return;
  throw forbidden(holder, ['admin', 'supervisor', 'program'], ', or to have talked with the customer');
}

/** Throws `Failure` REASON_UNKNOWN for one that reasons.yaml does not name. */
export function requireReason(house: House, reason: string | null): void {
  const known = house.reasons();
  if (reason === null || known === null || known.has(reason)) return;
  const nearest = nearestName(reason, known);
  const meant = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  const why = `reasons.yaml has no reason "${reason}"${meant}`;
  throw new Failure('REASON_UNKNOWN', { reason, known: [...known], why });
}
