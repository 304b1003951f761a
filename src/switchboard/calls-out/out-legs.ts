import { stateAt } from '../../flow/index.ts';
import type { OutOutcome } from '../../journal/index.ts';
import type { Operator } from '../../operators/index.ts';
import {
  asDialled,
  type Route,
  type RouteFacts,
  routeFor,
  type Shown,
  shownNumber,
  type Wanted,
  type Way,
} from '../../outbound/index.ts';
import type { LegEnd } from '../../telephony/index.ts';
import type { Call, OutCall, OutLeg } from '../call.ts';
import type { Desk } from '../desk.ts';
import { nextLegId } from '../ids.ts';
import { cancelLeg, judgeOffer, sipOf } from '../lines/offers.ts';

/** The way that the routes allow, as things stand; or why not. */
export function wayFor(desk: Desk, wanted: Wanted, isOperators = false): ReturnType<typeof routeFor> {
  const facts: RouteFacts = {
    isOpen(name) {
      const schedule = desk.plan.schedules.get(name);
      return schedule !== undefined && stateAt(schedule, desk.now.wallMs) === 'open';
    },
    useOf: (routeId) => desk.outboundUse.ofRoute(routeId, desk.now),
    hasRoom(trunk) {
      const plan = desk.plan.trunks.get(trunk);
      return plan !== undefined && desk.outboundUse.hasRoom(trunk, plan, desk.now);
    },
  };
  return routeFor(desk.plan.routes, wanted, facts, isOperators);
}

/** Rings outside by this trunk of the way. */
export function ringOutside(
  desk: Desk,
  call: Call,
  out: Pick<OutCall, 'errand' | 'legs'>,
  way: Way,
  trunk: string,
): void {
  const legId = nextLegId(call, 'out');
  const { route, to, talkMsMax } = way;
  const behind = { caller: call.caller.number, dialled: call.dialled };
  const number = shownNumber(call.own === null ? out.errand.callerId : oursOf(route), route.show, behind);
  const party = out.errand.callee.kind === 'sip' ? addressOf(trunk, to) : numberOf(desk, trunk, to);
  out.legs.set(legId, { legId, operatorId: null, rang: false });
  desk.outLegs.set(legId, { callId: call.id, node: call.node });
  desk.outboundUse.begin(legId, { routeId: route.id, trunk, heldMs: talkMsMax }, desk.now);
  const marks = { id: call.id, role: 'outside', attempt: String(call.offersCount) };
  const { node } = call;
  desk.want({ kind: 'ringOut', node, legId, callId: call.id, to: party, show: { number }, marks });
  desk.write({
    kind: 'dialled',
    callId: call.id,
    legId,
    to,
    route: route.id,
    trunk,
    shown: number,
    longestMs: talkMsMax,
  });
}

/** An operator's extension is nothing to call back: the other party sees a number of the house, or none. */
const oursOf = ({ show }: Route): Shown => show.find((one) => typeof one === 'object') ?? 'hidden';

const addressOf = (trunk: string, address: string) => ({ kind: 'address', trunk, address }) as const;

const numberOf = (desk: Desk, trunk: string, to: string) =>
  ({ kind: 'number', trunk, number: asDialled(to, desk.plan.trunks.get(trunk)!) }) as const;

/** Rings the operator's phone, which is then busy with this call as with one of a queue. */
export function ringOperator(desk: Desk, call: Call, out: OutCall, operator: Operator): void {
  const legId = nextLegId(call, 'op');
  const { id: operatorId } = operator;
  const of = { callId: call.id, node: call.node };
  out.legs.set(legId, { legId, operatorId, rang: false });
  operator.offered(call.id, desk.now.wallMs);
  desk.seatChanged(operator);
  desk.operatorLegs.set(legId, { ...of, operatorId, wrapUpMs: null, answered: null });
  const show = { number: call.caller.number, name: call.caller.name };
  const marks = { id: call.id, role: 'operator', attempt: String(call.offersCount), operator: operatorId };
  desk.want({ kind: 'ring', ...of, legId, phoneIds: desk.roster.phonesOf(operator), show, marks });
  desk.write({
    kind: 'dialled',
    callId: call.id,
    legId,
    to: operatorId,
    route: null,
    trunk: null,
    shown: show.number,
  });
}

/** The wrap-up of whoever was called directly is that of the first of their queues; none without one. */
export function wrapUpOf(desk: Desk, { profile }: Operator): number {
  const [first = ''] = Object.keys(profile.queues);
  return desk.plan.queues.get(first)?.wrapUpMs ?? 0;
}

/** The leg is told to end; it counts until it has. */
export function letGo(desk: Desk, { legId }: OutLeg, reason: 'normal' | 'answered_elsewhere'): void {
  if (desk.operatorLegs.has(legId) || desk.outLegs.has(legId)) cancelLeg(desk, legId, reason);
}

/** How a call that nobody took has ended. */
export type NotReached = Exclude<OutOutcome, 'answered' | 'withdrawn'>;

type Judgement = { readonly outcome: NotReached; readonly isTrunks: boolean };

/**
 * How ringing has ended, by the SIP status and by whether it rang (RFC 3261 section 21). `isTrunks`: it is the trunk
 * that failed, and another one may do.
 */
export function judgeOut(end: LegEnd, { operatorId, rang }: OutLeg): Judgement {
  const sip = sipOf(end);
  const isOutside = operatorId === null;
  // A carrier says so of a phone that is off, and of one that nobody answers.
  if (isOutside && (sip === 480 || (sip === 408 && rang))) return { outcome: 'no_answer', isTrunks: false };
  const outcome = judgeOffer(end, rang);
  if (outcome === 'busy' || outcome === 'declined') return { outcome, isTrunks: false };
  const isNumbers = sip !== null && sip !== 407 && sip !== 408 && sip >= 404 && (sip < 500 || sip >= 600);
  return { outcome: 'failed', isTrunks: isOutside && !rang && !isNumbers };
}
