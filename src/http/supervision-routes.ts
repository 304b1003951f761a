import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Failure } from '../base/index.ts';
import type { BoardCall, SupervisionAsk } from '../switchboard/index.ts';
import { askedBy, holderOf, LEADERS } from './guard.ts';
import type { House } from './house.ts';
import { requireCall, requireQueue } from './rights.ts';
import { boardCallSchema, failureSchema, idSchema } from './schemas.ts';

const whereSchema = z
  .strictObject({
    phone: idSchema.optional().describe('the phone that is rung'),
    operator: idSchema.optional().describe("the same by the person: this operator's phone"),
  })
  .refine(({ phone, operator }) => phone === undefined || operator === undefined, 'give one of the two')
  .meta({ examples: [{ phone: '1005' }, { operator: 'olga' }, {}] });

type Where = z.output<typeof whereSchema>;
type AboutCall = FastifyRequest<{ Params: { callId: string } }>;

/** Where it is asked → how the supervisor is with the talk. */
const WAYS = [
  ['listen', 'listen', 'A supervisor hears both, and nobody hears the supervisor'],
  ['whisper', 'whisper', 'A supervisor hears both, and the operator alone hears the supervisor'],
  ['barge-in', 'bargeIn', 'A supervisor joins the talk: all hear all'],
] as const;

/** Supervisors at talks. Every use is in the call's timeline and in the audit. */
export function supervisionRoutes(app: FastifyInstance, house: House): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const params = z.object({ callId: idSchema });
  const common = { tags: ['calls'], params, response: { 200: boardCallSchema, default: failureSchema } };
  for (const [url, how, summary] of WAYS) {
    routes.route({
      method: 'POST',
      url: `/calls/:callId/${url}`,
      config: { roles: LEADERS },
      schema: {
        ...common,
        summary: `${summary}; who is with the talk already changes to this way`,
        body: whereSchema,
      },
      handler: async (request) => {
        const call = talkOf(house, request);
        const phoneId = phoneIn(house, request.body);
        request.alsoAudited = { with: call.operator, phone: phoneId ?? call.supervision?.phone };
        if (call.supervision === undefined) return begun(house, request, { kind: 'begin', how, phoneId });
        requireOwn(call, askedBy(request), phoneId);
        return asked(house, request, { kind: 'change', how });
      },
    });
  }
  routes.route({
    method: 'POST',
    url: '/calls/:callId/supervision/end',
    config: { roles: LEADERS },
    schema: { ...common, summary: 'Lets the supervisor go; the talk goes on' },
    handler: async (request) => {
      const { callId, supervision } = talkOf(house, request);
      if (supervision === undefined) throw new Failure('NOBODY_SUPERVISES', { callId });
      return asked(house, request, { kind: 'end' });
    },
  });
}

/** The call, which talks now, and whose queue is the supervisor's. */
function talkOf(house: House, request: AboutCall): BoardCall {
  const { callId } = request.params;
  const call = house.call(callId);
  if (call === undefined) throw new Failure('CALL_UNKNOWN', { callId });
  requireCall(house, holderOf(request), call);
  if (call.answeredFor !== undefined) requireQueue(holderOf(request), call.answeredFor);
  if (call.phase !== 'talking') throw new Failure('CALL_NOT_TALKING', { callId, phase: call.phase });
  return call;
}

/** Null: none is named. */
function phoneIn(house: House, { phone, operator }: Where): string | null {
  if (operator !== undefined) {
    const at = house.operator(operator);
    if (at === undefined) throw new Failure('OPERATOR_UNKNOWN', { operatorId: operator });
    const [phoneId] = at.phones;
    if (phoneId === undefined)
      throw new Failure('PHONE_NOT_FREE', { operatorId: operator, why: 'at no phone' });
    return phoneId;
  }
  if (phone !== undefined && !house.hasPhone(phone)) throw new Failure('PHONE_UNKNOWN', { phone });
  return phone ?? null;
}

/** Another person's, or one at another phone, is not changed behind their back. */
function requireOwn({ callId, supervision }: BoardCall, by: string, phoneId: string | null): void {
  const isOwn = supervision?.by === by && (phoneId === null || phoneId === supervision.phone);
  if (!isOwn)
    throw new Failure('ALREADY_SUPERVISED', { callId, by: supervision?.by, phone: supervision?.phone });
}

function begun(
  house: House,
  request: AboutCall,
  {
    phoneId,
    ...ask
  }: Omit<Extract<SupervisionAsk, { kind: 'begin' }>, 'phoneId'> & {
    readonly phoneId: string | null;
  },
): BoardCall {
  if (phoneId === null) throw new Failure('REQUEST_INVALID', { why: 'give "phone" or "operator"' });
  const call = asked(house, request, { ...ask, phoneId });
  if (call.supervision === undefined) throw new Failure('PHONE_NOT_FREE', { phone: phoneId });
  return call;
}

/** The event is handled in the same turn: this is the call after it. */
function asked(house: House, request: AboutCall, ask: SupervisionAsk): BoardCall {
  const { callId } = request.params;
  const before = house.call(callId)!;
  if (!house.put({ kind: 'supervisionAsked', callId, by: askedBy(request), ask }))
    throw new Failure('OVERLOADED');
  return house.call(callId) ?? before;
}
