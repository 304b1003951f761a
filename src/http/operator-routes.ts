import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Failure } from '../base/index.ts';
import type { BoardOperator, OperatorAsked } from '../switchboard/index.ts';
import { askedBy, holderOf, SIGNED_IN, STAFF } from './guard.ts';
import type { House } from './house.ts';
import { operatorsFor, requireOperator } from './rights.ts';
import { boardOperatorSchema, failureSchema, idSchema } from './schemas.ts';

/** States that can be asked for → what the switchboard is asked. */
const ASKS = {
  ready: 'ready',
  paused: 'pause',
  offline: 'offline',
  finish_wrap_up: 'finishWrapUp',
  extend_wrap_up: 'extendWrapUp',
} as const satisfies Record<string, OperatorAsked['ask']>;

type AskedState = keyof typeof ASKS;

const stateSchema = z
  .strictObject({
    state: z.enum(Object.keys(ASKS) as [AskedState, ...AskedState[]]),
    reason: z.string().max(200).optional().describe('why an operator pauses: "lunch"'),
  })
  .meta({ examples: [{ state: 'paused', reason: 'lunch' }, { state: 'ready' }] });

/** Operators: who they are and what they do now, and a wish for another state. */
export function operatorRoutes(app: FastifyInstance, house: House): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  deskRoute(app, house);
  routes.route({
    method: 'GET',
    url: '/operators',
    config: { roles: SIGNED_IN },
    schema: {
      tags: ['operators'],
      summary: 'The operators whom the token may see, with their state and since when',
      response: {
        200: z.object({ operators: z.array(boardOperatorSchema).readonly() }).describe('operators'),
        default: failureSchema,
      },
    },
    handler: async (request) => ({ operators: operatorsFor(house, holderOf(request)) }),
  });
  routes.route({
    method: 'POST',
    url: '/operators/:operatorId/state',
    config: { roles: STAFF },
    schema: {
      tags: ['operators'],
      summary: 'Asks for a state; answers with the operator as they are after it',
      params: z.object({ operatorId: idSchema }),
      body: stateSchema,
      response: { 200: boardOperatorSchema, default: failureSchema },
    },
    handler: async (request) => {
      const { operatorId } = request.params;
      const { state, reason } = request.body;
      requireOperator(house, holderOf(request), operatorId);
      const before = house.operator(operatorId);
      if (before === undefined) throw new Failure('OPERATOR_UNKNOWN', { operatorId });
      if (isAboutWrapUp(state) && before.unit !== 'wrapUp') throw impossible(state, before);
      const by = askedBy(request);
      request.log.info({ operatorId, state, reason, by }, 'an operator state is asked for through the API');
      const ask = { ask: ASKS[state], reason: reason ?? null, by };
      if (!house.put({ kind: 'operatorAsked', operatorId, ...ask })) throw new Failure('OVERLOADED');
      // Events are handled in the same turn: this is the operator after it.
      const after = house.operator(operatorId) ?? before;
      if (!isAboutWrapUp(state) && after.presence !== state) throw impossible(state, after);
      return after;
    },
  });
}

const deskSchema = z
  .strictObject({ phone: z.string().min(1).max(64).describe('a phone that operators.yaml lists') })
  .meta({ examples: [{ phone: '2001' }] });

/** Where an operator works. */
function deskRoute(app: FastifyInstance, house: House): void {
  app.withTypeProvider<ZodTypeProvider>().route({
    method: 'POST',
    url: '/operators/:operatorId/desk',
    config: { roles: STAFF },
    schema: {
      tags: ['operators'],
      summary:
        'Signs the operator in at this phone, and out of any other; answers with the operator after it',
      params: z.object({ operatorId: idSchema }),
      body: deskSchema,
      response: { 200: boardOperatorSchema, default: failureSchema },
    },
    handler: async (request) => {
      const { operatorId } = request.params;
      const { phone: phoneId } = request.body;
      requireOperator(house, holderOf(request), operatorId);
      if (house.operator(operatorId) === undefined) throw new Failure('OPERATOR_UNKNOWN', { operatorId });
      if (!house.hasPhone(phoneId)) throw new Failure('PHONE_UNKNOWN', { phone: phoneId });
      const by = askedBy(request);
      request.log.info({ operatorId, phone: phoneId, by }, 'a phone is asked for through the API');
      if (!house.put({ kind: 'deskAsked', operatorId, phoneId, by })) throw new Failure('OVERLOADED');
      const after = house.operator(operatorId);
      if (after?.phones.includes(phoneId) === true) return after;
      const isInCall = after?.unit === 'offered' || after?.unit === 'busy';
      throw new Failure(isInCall ? 'OPERATOR_IN_CALL' : 'PHONE_TAKEN', { operatorId, phone: phoneId });
    },
  });
}

function isAboutWrapUp(state: AskedState): state is 'finish_wrap_up' | 'extend_wrap_up' {
  return state === 'finish_wrap_up' || state === 'extend_wrap_up';
}

function impossible(state: AskedState, { id, presence, unit }: BoardOperator): Failure {
  return new Failure('OPERATOR_STATE_IMPOSSIBLE', { operatorId: id, asked: state, presence, unit });
}
