import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Failure } from '../base/index.ts';
import type { BoardCall, Event } from '../switchboard/index.ts';
import type { House } from './house.ts';
import { boardCallSchema, failureSchema, idSchema } from './schemas.ts';
import { WHO_ASKS } from './who-asks.ts';

const moveSchema = z.strictObject({ queue: idSchema.describe('the queue to wait in from now on') });
const prioritySchema = z
  .strictObject({
    class: z.number().int().min(0).max(9).optional().describe('0 is served first'),
    boostMs: z.number().min(0).max(86_400_000).optional().describe('head start, in milliseconds'),
  })
  .refine(
    (wish) => wish.class !== undefined || wish.boostMs !== undefined,
    'give "class", "boostMs", or both',
  );

/** What a supervisor changes of a waiting caller's place. Each change is in the call's timeline. */
export function placeRoutes(app: FastifyInstance, house: House): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const params = z.object({ callId: idSchema });
  const response = { 200: boardCallSchema, default: failureSchema };
  routes.route({
    method: 'POST',
    url: '/calls/:callId/move',
    schema: {
      ...{ tags: ['calls'], params, body: moveSchema, response },
      summary: 'Puts a waiting caller into another queue; age and order are kept',
    },
    handler: async ({ params: { callId }, body: { queue } }) => {
      const waiting = waitingCall(house, callId);
      if (!house.board().queues.some(({ id }) => id === queue)) throw new Failure('QUEUE_UNKNOWN', { queue });
      if (waiting.queue === queue) return waiting;
      return changed(house, callId, { kind: 'moveAsked', callId, queue, by: WHO_ASKS });
    },
  });
  routes.route({
    method: 'POST',
    url: '/calls/:callId/priority',
    schema: {
      ...{ tags: ['calls'], params, body: prioritySchema, response },
      summary: 'Changes class or head start of a waiting caller',
    },
    handler: async ({ params: { callId }, body }) => {
      waitingCall(house, callId);
      const wish = { class: body.class ?? null, boostMs: body.boostMs ?? null };
      return changed(house, callId, { kind: 'priorityAsked', callId, ...wish, by: WHO_ASKS });
    },
  });
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
