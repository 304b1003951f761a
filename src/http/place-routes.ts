import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Failure } from '../base/index.ts';
import type { BoardCall, Event } from '../switchboard/index.ts';
import { askedBy, holderOf, LEADERS } from './guard.ts';
import type { House } from './house.ts';
import { requireCall, requireOperator, requireQueue } from './rights.ts';
import { boardCallSchema, failureSchema, idSchema } from './schemas.ts';

const moveSchema = z
  .strictObject({
    queue: idSchema.describe('the queue to wait in from now on'),
    last: z.boolean().optional().describe('as its last; else age and order are kept'),
  })
  .meta({ examples: [{ queue: 'sales' }, { queue: 'sales', last: true }] });
const takeSchema = z
  .strictObject({ operator: idSchema.describe('whose phone alone rings for the caller, whatever the order') })
  .meta({ examples: [{ operator: 'anna' }] });
const prioritySchema = z
  .strictObject({
    class: z.number().int().min(0).max(9).optional().describe('0 is served first'),
    boostMs: z.number().min(0).max(86_400_000).optional().describe('head start, in milliseconds'),
  })
  .refine(
    (wish) => wish.class !== undefined || wish.boostMs !== undefined,
    'give "class", "boostMs", or both',
  )
  .meta({ examples: [{ class: 1 }, { boostMs: 60_000 }] });

/** What a supervisor changes of a waiting caller's place. Each change is in the call's timeline. */
export function placeRoutes(app: FastifyInstance, house: House): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const params = z.object({ callId: idSchema });
  const response = { 200: boardCallSchema, default: failureSchema };
  routes.route({
    method: 'POST',
    url: '/calls/:callId/move',
    config: { roles: LEADERS },
    schema: {
      ...{ tags: ['calls'], params, body: moveSchema, response },
      summary: 'Puts a waiting caller into another queue; age and order are kept unless it is said otherwise',
    },
    handler: async (request) => {
      const { callId } = request.params;
      const { queue, last: isLast = false } = request.body;
      const waiting = waitingCall(house, callId);
      requireCall(house, holderOf(request), waiting);
      requireQueue(holderOf(request), queue);
      if (!house.board().queues.some(({ id }) => id === queue)) throw new Failure('QUEUE_UNKNOWN', { queue });
      if (waiting.queue === queue) return waiting;
      const by = askedBy(request);
      return changed(house, callId, { kind: 'moveAsked', callId, queue, ...(isLast && { isLast }), by });
    },
  });
  routes.route({
    method: 'POST',
    url: '/calls/:callId/priority',
    config: { roles: LEADERS },
    schema: {
      ...{ tags: ['calls'], params, body: prioritySchema, response },
      summary: 'Changes class or head start of a waiting caller',
    },
    handler: async (request) => {
      const { callId } = request.params;
      const { body } = request;
      requireCall(house, holderOf(request), waitingCall(house, callId));
      const wish = { class: body.class ?? null, boostMs: body.boostMs ?? null };
      return changed(house, callId, { kind: 'priorityAsked', callId, ...wish, by: askedBy(request) });
    },
  });
  routes.route({
    method: 'POST',
    url: '/calls/:callId/take',
    config: { roles: LEADERS },
    schema: {
      ...{ tags: ['calls'], params, body: takeSchema, response },
      summary: 'Rings one operator for a waiting caller now, out of turn; unanswered, the place is kept',
    },
    handler: async (request) => {
      const { callId } = request.params;
      const { operator } = request.body;
      requireCall(house, holderOf(request), waitingCall(house, callId));
      requireOperator(house, holderOf(request), operator);
      needPhone(house, operator);
      return changed(house, callId, { kind: 'takeAsked', callId, operator, by: askedBy(request) });
    },
  });
}

/** A break is no hindrance, a call is. */
function needPhone(house: House, operatorId: string): void {
  const operator = house.operator(operatorId);
  if (operator === undefined) throw new Failure('OPERATOR_UNKNOWN', { operatorId });
  const { unit, phone, isPhoneInUse } = operator;
  if (unit !== 'free' || phone !== 'reachable' || isPhoneInUse === true)
    throw new Failure('OPERATOR_NOT_FREE', { operatorId, unit, phone });
}

function waitingCall(house: House, callId: string): BoardCall {
  const call = house.call(callId);
  if (call === undefined) throw new Failure('CALL_UNKNOWN', { callId });
  if (call.phase !== 'waiting' && call.phase !== 'offered') {
    throw new Failure('CALL_NOT_WAITING', { callId, phase: call.phase });
  }
  return call;
}

function changed(house: House, callId: string, event: Event): BoardCall {
  const before = house.call(callId)!;
  if (!house.put(event)) throw new Failure('OVERLOADED');
  return house.call(callId) ?? before;
}
