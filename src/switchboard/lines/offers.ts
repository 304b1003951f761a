import { assertNever, holds } from '../../base/index.ts';
import type { OfferOutcome, OfferReason } from '../../journal/index.ts';
import type { Operator } from '../../operators/index.ts';
import { type Match, needsText, skillsIn } from '../../routing/index.ts';
import type { LegEnd } from '../../telephony/index.ts';
import type { Call, Offer } from '../call.ts';
import { move } from '../call-phase.ts';
import { backInLine, callForPromise } from '../callbacks/callback-tries.ts';
import type { Desk } from '../desk.ts';
import { nextLegId } from '../ids.ts';
import { TIMES_MS } from '../times.ts';
import { followReach, placeAnew } from './reach.ts';
import { wantedAt } from './wanted.ts';

/**
 * Brings waiting callers and free operators together until nothing more fits; to be called after every
 * event.
 */
export function matchAll(desk: Desk): void {
  desk.router.decide(desk.now.monoMs, (match) => ring(desk, match));
}

/** What is due by now comes before the event that is told now, in order of due time (routing rules S4). */
export function catchUp(desk: Desk, budget?: number): boolean {
  return desk.router.advance(desk.now.monoMs, (match) => ring(desk, match), budget);
}

/** The caller's phones ring: one, or all of a ring group together. */
export function ring(desk: Desk, match: Match): void {
  const call = desk.calls.get(match.callId) ?? callForPromise(desk, match.callId);
  holds(call?.visit != null, 'a match names a caller in a queue');
  call.phase = move(call.phase, 'offered');
  placeAnew(desk, call);
  const asked = askedOf(desk, call);
  for (const operatorId of match.operatorIds) ringOne(desk, call, operatorId, { match, asked });
  desk.stopTimer(call, 'out');
  desk.startTimer(call, 'ring', call.visit.queue.ringMs);
}

type Asked = Pick<OfferReason, 'stage' | 'needs' | 'strategy'> & { readonly skills: readonly string[] };

type Why = { readonly match: Match; readonly asked: Asked };

function ringOne(desk: Desk, call: Call, operatorId: string, { match, asked }: Why): void {
  const operator = desk.roster.find(operatorId);
  holds(operator !== undefined, 'a match names known operators');
  const { autoAnswer } = call.visit!.queue;
  const legId = ringLeg(desk, call, operator, { name: shownName(desk, call), autoAnswer });
  call.offers.set(legId, { id: legId, operatorId, atMonoMs: desk.now.monoMs, rang: false });
  const why = { ...factsOf(match), ...fitOf(asked, operator) };
  desk.write({ kind: 'offered', callId: call.id, offerId: legId, operator: operatorId, why });
}

/** What the phone shows, and whether it is asked to pick up by itself. */
type AtPhone = { readonly name: string; readonly autoAnswer: boolean };

/** The phone of an operator rings for this call, and shows who calls under this name. Returns the new leg. */
export function ringLeg(desk: Desk, call: Call, operator: Operator, { name, autoAnswer }: AtPhone): string {
  const legId = nextLegId(call, 'op');
  operator.offered(call.id, desk.now.wallMs);
  desk.seatChanged(operator);
  const of = { callId: call.id, node: call.node, operatorId: operator.id };
  desk.operatorLegs.set(legId, { ...of, wrapUpMs: null, answered: null });
  desk.want({
    kind: 'ring',
    node: call.node,
    legId,
    callId: call.id,
    phoneIds: desk.roster.phonesOf(operator),
    show: { number: call.caller.number, name },
    ...(autoAnswer && { autoAnswer }),
    marks: { id: call.id, role: 'operator', attempt: String(call.offersCount), operator: operator.id },
  });
  return legId;
}

function factsOf({ rule, idleMs, candidatesCount, operatorIds }: Match): OfferReason {
  return { rule, idleMs: Math.round(idleMs), candidatesCount, group: operatorIds.length };
}

/** What was asked for at this stage, and which skills it names: as it is now, files may change. */
function askedOf(desk: Desk, call: Call): Asked {
  const visit = call.visit!;
  const stage = desk.router.find(call.id)!.stagesBegun;
  const needs = wantedAt(desk, visit, stage);
  return { stage, needs: needsText(needs), strategy: visit.queue.strategy, skills: skillsIn(needs) };
}

/** That, and what of it the operator has. */
function fitOf({ skills, ...asked }: Asked, { profile }: Operator): Partial<OfferReason> {
  const has = skills.filter((skill) => Object.hasOwn(profile.skills, skill));
  return { ...asked, levels: Object.fromEntries(has.map((skill) => [skill, profile.skills[skill]!])) };
}

/** The display name on the operator's phone: the queue, what the caller chose, and who calls. */
function shownName(desk: Desk, call: Call): string {
  const { title, id } = call.visit!.queue;
  const queue = title[desk.plan.languages[0] ?? ''] ?? Object.values(title)[0] ?? id;
  return [queue, call.visit!.label, call.caller.name].filter((part) => part !== '').join(' · ');
}

/**
 * Told apart by the SIP status, by whether it rang, and by whose timer fired (routing rules S8). Causes of Q.850
 * stand in where the exchange gave no status.
 */
export function judgeOffer(end: LegEnd, rang: boolean): OfferOutcome {
  const sip = sipOf(end);
  if (sip === 603 || sip === 600 || sip === 302) return 'declined';
  if (sip === 486) return rang ? 'declined' : 'busy';
  if (sip === 480) return rang ? 'declined' : 'unreachable';
  return 'unreachable';
}

/** The SIP status that ended a leg, or one that means the same. */
export const sipOf = ({ sip, q850 }: LegEnd): number | null => sip ?? SIP_OF_CAUSE[q850 ?? -1] ?? null;

/** Q.850 causes as the exchange maps them from SIP. */
const SIP_OF_CAUSE: Readonly<Record<number, number>> = { 17: 486, 18: 408, 19: 480, 21: 603 };

/** The ringing leg ended by itself: declined, busy, unreachable. */
export function offerLegEnded(desk: Desk, call: Call, offer: Offer, end: LegEnd): void {
  const outcome = isOutOfReach(desk, call) ? 'withdrawn' : judgeOffer(end, offer.rang);
  if (end.sip !== null && [488, 500, 503].includes(end.sip)) {
    desk.write({
      kind: 'trouble',
      callId: call.id,
      what: `the phone of ${offer.operatorId} answered ${end.sip}`,
    });
  }
  offerFailed(desk, call, offer, outcome);
}

/**
 * Nobody picked up in time: the next one is rung in the same turn, these legs are cancelled. A phone that never even
 * rang was not missed by anybody: it cannot be reached.
 */
export function offersMissed(desk: Desk, call: Call): void {
  for (const offer of [...call.offers.values()]) {
    cancelLeg(desk, offer.id, 'normal');
    const outcome = offer.rang ? 'missed' : 'unreachable';
    offerFailed(desk, call, offer, isOutOfReach(desk, call) ? 'withdrawn' : outcome);
  }
}

/** What becomes of a phone that a node was to ring which is away now, nobody can tell. */
const isOutOfReach = (desk: Desk, { node }: Call): boolean => !desk.nodes.canServe(node);

/**
 * The caller has gone or left the queue while phones rang, or another operator of the group was first: never held
 * against these operators.
 */
export function withdrawOffers(desk: Desk, call: Call, reason: 'normal' | 'answered_elsewhere'): void {
  desk.stopTimer(call, 'ring');
  for (const offer of call.offers.values()) {
    if (desk.operatorLegs.has(offer.id)) cancelLeg(desk, offer.id, reason);
    desk.router.offerFailed(call.id, offer.operatorId, false, desk.now.monoMs);
    writeEnd(desk, call, offer, 'withdrawn');
  }
  call.offers.clear();
}

/** The operator has gone to another phone while this one rang: nobody has missed a call. */
export function withdrawOffer(desk: Desk, call: Call, offer: Offer): void {
  cancelLeg(desk, offer.id, 'normal');
  offerFailed(desk, call, offer, 'withdrawn');
}

/** The leg is told to end; its operator is free when it has, or after a while if the exchange never tells. */
export function cancelLeg(desk: Desk, legId: string, reason: 'normal' | 'answered_elsewhere'): void {
  desk.want({ kind: 'hangUp', legId, reason });
  desk.want({
    kind: 'startTimer',
    key: { owner: legId, purpose: 'settle', generation: 0 },
    delayMs: TIMES_MS.legSettle,
  });
}

/**
 * To be called before the caller is joined with this leg: should the end of an earlier talk's leg have been lost on its
 * way, three would hear each other.
 */
export function letGoAgain(desk: Desk, { id }: Pick<Call, 'id'>, joined: string): void {
  for (const [legId, { callId, answered }] of desk.operatorLegs)
    if (callId === id && legId !== joined && answered !== null)
      desk.want({ kind: 'hangUp', legId, reason: 'normal' });
}

/** The caller keeps the place, and is matched again when no phone rings any more. */
function offerFailed(desk: Desk, call: Call, offer: Offer, outcome: OfferOutcome): void {
  const operator = operatorOf(desk, offer);
  const isOurs = outcome === 'withdrawn' || (outcome === 'busy' && isStillBusy(desk, operator.id));
  call.offers.delete(offer.id);
  blame(desk, operator, outcome, call.visit!.queue.missedLimit);
  desk.router.offerFailed(call.id, operator.id, !isOurs, desk.now.monoMs);
  writeEnd(desk, call, offer, outcome);
  if (call.offers.size > 0) return;
  call.phase = move(call.phase, 'waiting');
  desk.stopTimer(call, 'ring');
  followReach(desk, call);
  backInLine(desk, call);
}

function writeEnd(desk: Desk, call: Call, offer: Offer, outcome: OfferOutcome): void {
  desk.write({ kind: 'offerEnded', callId: call.id, offerId: offer.id, operator: offer.operatorId, outcome });
}

function blame(desk: Desk, operator: Operator, outcome: OfferOutcome, missedLimit: number): void {
  switch (outcome) {
    case 'missed':
      operator.missedInRow += 1;
      if (operator.missedInRow >= missedLimit && operator.presence === 'ready') {
        operator.setPresence('missed', 'did not answer', desk.now.wallMs);
        writeOperator(desk, operator);
      }
      return;
    case 'busy': {
      const restMs = isStillBusy(desk, operator.id) ? TIMES_MS.stillBusyRest : TIMES_MS.busyPhoneRest;
      operator.isPhoneInUse = true;
      desk.startOperatorTimer(operator, 'phoneRest', restMs);
      return;
    }
    case 'unreachable':
      operator.isReachable = false;
      desk.startOperatorTimer(operator, 'phoneRest', TIMES_MS.unreachablePhoneRest);
      return;
    case 'declined':
    case 'withdrawn':
    case 'answered':
      return;
    default:
      assertNever(outcome);
  }
}

/** The phone was rung just behind our own call, which it had answered as it was taken back: it is free in a moment. */
function isStillBusy(desk: Desk, operatorId: string): boolean {
  const endedMs = desk.legEndedMs.get(operatorId) ?? Number.NEGATIVE_INFINITY;
  return desk.now.monoMs - endedMs < TIMES_MS.stillBusyRest;
}

export function writeOperator(desk: Desk, operator: Operator, by?: string): void {
  const { id, presence, unit, reason, desk: phone } = operator;
  const where = phone === null ? {} : { phone };
  const asked = by === undefined ? {} : { by };
  const rest = unit === 'wrapUp' ? { wrapUpEndsMs: wrapUpEndsWallMs(desk, id) } : {};
  desk.write({ kind: 'operatorChanged', operator: id, presence, unit, reason, ...where, ...asked, ...rest });
}

function wrapUpEndsWallMs(desk: Desk, operatorId: string): number {
  const leftMs = (desk.wrapUpEndsMs.get(operatorId) ?? desk.now.monoMs) - desk.now.monoMs;
  return Math.round(desk.now.wallMs + leftMs);
}

function operatorOf(desk: Desk, offer: Offer): Operator {
  const operator = desk.roster.find(offer.operatorId);
  holds(operator !== undefined, 'an offer names a known operator');
  return operator;
}
