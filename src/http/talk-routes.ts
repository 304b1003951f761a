import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Failure } from '../base/index.ts';
import type { BoardCall, TalkAsk } from '../switchboard/index.ts';
import { askedBy, holderOf, STAFF } from './guard.ts';
import type { House } from './house.ts';
import { requireCall } from './rights.ts';
import { boardCallSchema, failureSchema, idSchema } from './schemas.ts';

const transferSchema = z
  .strictObject({
    queue: idSchema.optional().describe('its own: with the place of before; another one: as its last'),
    operator: idSchema.optional().describe('who has the caller as soon as they answer'),
    flow: z.literal(true).optional().describe('the flow says what the caller hears now'),
  })
  .refine((to) => Object.keys(to).length === 1, 'give exactly one of "queue", "operator" and "flow"')
  .meta({ examples: [{ queue: 'support' }, { operator: 'boris' }, { flow: true }] });
const consultSchema = z
  .strictObject({ operator: idSchema.describe('who is rung while the caller is held') })
  .meta({ examples: [{ operator: 'boris' }] });

/** Asks without a body → where they are asked, and what they do. */
const PLAIN = [
  ['hold', 'hold', 'Puts the caller on hold, with music'],
  ['resume', 'resume', 'Caller and operator hear each other again'],
  ['consult/conference', 'conference', 'The caller joins the operator and the one who is consulted'],
  ['consult/hand-over', 'handOver', 'The one who is consulted has the caller; the operator is free'],
  ['consult/end', 'endConsult', 'The one who is consulted is let go; the operator has the caller again'],
] as const satisfies readonly (readonly [string, TalkAsk['kind'], string])[];

/** What an operator, or somebody for them, does with the caller in a talk. Each is in the call's timeline. */
export function talkRoutes(app: FastifyInstance, house: House): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const params = z.object({ callId: idSchema });
  const common = { tags: ['calls'], params, response: { 200: boardCallSchema, default: failureSchema } };
  for (const [url, kind, summary] of PLAIN) {
    routes.route({
      method: 'POST',
      url: `/calls/:callId/${url}`,
      config: { roles: STAFF },
      schema: { ...common, summary },
      handler: async (request) => {
        const { callId, consulted } = talkingCall(house, request);
        if (url.startsWith('consult/') && consulted === null)
          throw new Failure('NOBODY_CONSULTED', { callId });
        return asked(house, request, { kind });
      },
    });
  }
  routes.route({
    method: 'POST',
    url: '/calls/:callId/transfer',
    config: { roles: STAFF },
    schema: {
      ...common,
      body: transferSchema,
      summary: 'Gives the caller to a queue, an operator, or back to the flow',
    },
    handler: async (request) => {
      const { queue, operator } = request.body;
      talkingCall(house, request);
      if (operator !== undefined) {
        needFree(house, operator);
        return asked(house, request, { kind: 'toOperator', operator });
      }
      if (queue === undefined) return asked(house, request, { kind: 'toFlow' });
      if (!house.board().queues.some(({ id }) => id === queue)) throw new Failure('QUEUE_UNKNOWN', { queue });
      return asked(house, request, { kind: 'toQueue', queue });
    },
  });
  routes.route({
    method: 'POST',
    url: '/calls/:callId/consult',
    config: { roles: STAFF },
    schema: { ...common, body: consultSchema, summary: 'Rings another operator while the caller is held' },
    handler: async (request) => {
      const { operator } = request.body;
      const { callId, consulted } = talkingCall(house, request);
      if (consulted !== null) throw new Failure('ALREADY_CONSULTED', { callId, operator: consulted });
      needFree(house, operator);
      return asked(house, request, { kind: 'consult', operator });
    },
  });
}

type AboutCall = FastifyRequest<{ Params: { callId: string } }>;

/** The call, which talks now and is the token's. */
export function talkingCall(house: House, request: AboutCall): BoardCall {
  const { callId } = request.params;
  const call = house.call(callId);
  if (call === undefined) throw new Failure('CALL_UNKNOWN', { callId });
  requireCall(house, holderOf(request), call);
  if (call.phase !== 'talking') throw new Failure('CALL_NOT_TALKING', { callId, phase: call.phase });
  return call;
}

function needFree(house: House, operatorId: string): void {
  const operator = house.operator(operatorId);
  if (operator === undefined) throw new Failure('OPERATOR_UNKNOWN', { operatorId });
  const { presence, unit, phone } = operator;
  if (presence !== 'ready' || unit !== 'free' || phone !== 'reachable')
    throw new Failure('OPERATOR_NOT_FREE', { operatorId, presence, unit, phone });
}

/** The event is handled in the same turn: this is the call after it. */
export function asked(house: House, request: AboutCall, ask: TalkAsk): BoardCall {
  const { callId } = request.params;
  const before = house.call(callId)!;
  if (!house.put({ kind: 'talkAsked', callId, by: askedBy(request), ask })) throw new Failure('OVERLOADED');
  return house.call(callId) ?? before;
}
