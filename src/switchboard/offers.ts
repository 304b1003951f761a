import { assertNever, holds } from '../base/index.ts';
import type { OfferOutcome } from '../journal/index.ts';
import type { Operator } from '../operators/index.ts';
import type { Match } from '../routing/index.ts';
import type { LegEnd } from '../telephony/index.ts';
import type { Call, Offer } from './call.ts';
import { move } from './call-phase.ts';
import type { Desk } from './desk.ts';
import { placeMark } from './marks.ts';
import { TIMES_MS } from './times.ts';

/**
 * Brings waiting callers and free operators together until nothing more fits; to be called after every
 * event.
 */
export function matchAll(desk: Desk): void {
  for (let match = desk.router.match(desk.now.monoMs); match; match = desk.router.match(desk.now.monoMs)) {
    ring(desk, match);
  }
}

function ring(desk: Desk, match: Match): void {
  const call = desk.calls.get(match.caller.callId);
  const operator = desk.roster.find(match.operatorId);
  holds(
    call?.visit != null && operator !== undefined,
    'a match names a caller in a queue and a known operator',
  );
  call.phase = move(call.phase, 'offered');
  call.offersCount += 1;
  const legId = `op-${call.id}-${call.offersCount}`;
  call.offer = { id: legId, operatorId: operator.id, rang: false };
  operator.offered(call.id, desk.now.wallMs);
  desk.operatorLegs.set(legId, { callId: call.id, operatorId: operator.id, wrapUpMs: null });
  desk.want({
    kind: 'ring',
    legId,
    callId: call.id,
    phoneId: operator.profile.phoneId,
    show: { number: call.caller.number, name: shownName(desk, call) },
    marks: { id: call.id, role: 'operator', attempt: String(call.offersCount), operator: operator.id },
  });
  desk.startTimer(call, 'ring', call.visit.queue.ringMs);
  desk.write({ kind: 'offered', callId: call.id, offerId: legId, operator: operator.id, why: why(match) });
}

/** The display name on the operator's phone: the queue, what the caller chose, and who calls. */
function shownName(desk: Desk, call: Call): string {
  const { title, id } = call.visit!.queue;
  const queue = title[desk.plan.languages[0] ?? ''] ?? Object.values(title)[0] ?? id;
  return [queue, call.visit!.label, call.caller.name].filter((part) => part !== '').join(' · ');
}

function why(match: Match): string {
  const idle = `idle for ${Math.round(match.idleMs / 1_000)} s`;
  const among =
    match.candidatesCount > 1 ? `, longest of ${match.candidatesCount} free operators who fit` : '';
  return `${match.rule}: ${idle}${among}`;
}

/**
 * Told apart by the SIP status, by whether it rang, and by whose timer fired (routing rules S8). Causes of Q.850
 * stand in where the exchange gave no status.
 */
function judgeOffer(end: LegEnd, rang: boolean): OfferOutcome {
  const sip = end.sip ?? SIP_OF_CAUSE[end.q850 ?? -1] ?? null;
  if (sip === 603 || sip === 600 || sip === 302) return 'declined';
  if (sip === 486) return rang ? 'declined' : 'busy';
  if (sip === 480) return rang ? 'declined' : 'unreachable';
  return 'unreachable';
}

/** Q.850 causes as the exchange maps them from SIP. */
const SIP_OF_CAUSE: Readonly<Record<number, number>> = { 17: 486, 18: 408, 19: 480, 21: 603 };

/** The ringing leg ended by itself: declined, busy, unreachable. */
export function offerLegEnded(desk: Desk, call: Call, offer: Offer, end: LegEnd): void {
  const outcome = judgeOffer(end, offer.rang);
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
 * The operator did not pick up in time: the next one is rung in the same turn, this leg is cancelled. A phone that
 * never even rang was not missed by anybody: it cannot be reached.
 */
export function offerMissed(desk: Desk, call: Call, offer: Offer): void {
  cancelLeg(desk, offer.id);
  offerFailed(desk, call, offer, offer.rang ? 'missed' : 'unreachable');
}

/** The caller has gone or left the queue while the phone rang: never held against the operator. */
export function withdrawOffer(desk: Desk, call: Call): void {
  const offer = call.offer;
  if (offer === null) return;
  call.offer = null;
  desk.stopTimer(call, 'ring');
  cancelLeg(desk, offer.id);
  desk.router.offerFailed(call.id, offer.operatorId, false, desk.now.monoMs);
  writeEnd(desk, call, offer, 'withdrawn');
}

/** The leg is told to end; its operator is free when it has, or after a while if the exchange never tells. */
export function cancelLeg(desk: Desk, legId: string): void {
  desk.want({ kind: 'hangUp', legId, reason: 'normal' });
  desk.want({
    kind: 'startTimer',
    key: { owner: legId, purpose: 'settle', generation: 0 },
    delayMs: TIMES_MS.legSettle,
  });
}

/** The caller keeps the place; what is told of the operator depends on the outcome. */
function offerFailed(desk: Desk, call: Call, offer: Offer, outcome: OfferOutcome): void {
  const operator = operatorOf(desk, offer);
  call.offer = null;
  call.phase = move(call.phase, 'waiting');
  desk.stopTimer(call, 'ring');
  blame(desk, operator, outcome, call.visit!.queue.missedLimit);
  desk.router.offerFailed(call.id, operator.id, true, desk.now.monoMs);
  armWake(desk, call);
  writeEnd(desk, call, offer, outcome);
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
    case 'busy':
      operator.isPhoneInUse = true;
      desk.startOperatorTimer(operator, 'phoneRest', TIMES_MS.busyPhoneRest);
      return;
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

export function writeOperator(desk: Desk, operator: Operator): void {
  const { id, presence, unit, reason } = operator;
  desk.write({ kind: 'operatorChanged', operator: id, presence, unit, reason });
}

/** Stages, delays and cool-downs end by time alone: one timer a caller, for the next of them. */
export function armWake(desk: Desk, call: Call): void {
  const atMs = desk.router.nextWakeMs(call.id, desk.now.monoMs);
  if (atMs === undefined) return desk.stopTimer(call, 'wake');
  desk.startTimer(call, 'wake', Math.ceil(atMs - desk.now.monoMs));
  desk.wakesMs.set(call.id, atMs);
  desk.firstWakeMs = Math.min(desk.firstWakeMs, atMs);
}

/** What is due by now comes before the event that is told now, in order of due time (routing rules S4). */
export function wakeDue(desk: Desk): void {
  if (desk.now.monoMs < desk.firstWakeMs) return;
  const due = [...desk.wakesMs].filter(([, atMs]) => atMs <= desk.now.monoMs).sort((a, b) => a[1] - b[1]);
  for (const [callId] of due) wake(desk, desk.calls.get(callId)!);
  desk.firstWakeMs = Math.min(...desk.wakesMs.values());
}

/** A stage may have begun: it is written on the leg when it did, so that it survives us. */
export function wake(desk: Desk, call: Call): void {
  const before = desk.router.find(call.id)?.stagesBegun;
  desk.router.wake(call.id, desk.now.monoMs);
  const waiting = desk.router.find(call.id);
  if (waiting !== undefined && waiting.stagesBegun !== before) desk.want(placeMark(desk, call, waiting));
  armWake(desk, call);
}

function operatorOf(desk: Desk, offer: Offer): Operator {
  const operator = desk.roster.find(offer.operatorId);
  holds(operator !== undefined, 'an offer names a known operator');
  return operator;
}
