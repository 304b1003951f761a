import type { Errand } from '../../flow/index.ts';
import { wordOfKey } from '../../flow/index.ts';
import type { OutOutcome } from '../../journal/index.ts';
import type { LegEnd } from '../../telephony/index.ts';
import type { Call, OutCall, OutLeg } from '../call.ts';
import type { Desk } from '../desk.ts';
import { hangUpCall } from '../ending.ts';
import { endErrand } from '../flows/errands.ts';
import { cancelLeg } from '../lines/offers.ts';
import { lasted } from '../recovery/diary-read.ts';
import { operatorChanged } from '../talks/talking.ts';
import { announce, isWhisper, stopWhisper, whisperTo } from '../talks/whispers.ts';
import { TIMES_MS } from '../times.ts';
import { judgeOut, letGo, type NotReached, ringOperator, ringOutside, wayFor, wrapUpOf } from './out-legs.ts';
import { ownCallAnswered, ownCallOver } from './own-calls.ts';

type DialErrand = Extract<Errand, { kind: 'dial' }>;

/**
 * ringing ─► whispering ─► confirming ─► joining ─► talking
 *
 * What is not wanted is passed over. The caller may hang up at any moment, and the other party as well.
 */
export function beginOut(desk: Desk, call: Call, errand: DialErrand): void {
  const out: OutCall = {
    ...{ errand, legs: new Map(), stage: 'ringing', hearsRinging: false, legId: null },
    ...{ joinedMonoMs: null, isGiven: false, way: null, trunks: [], talkMsMax: errand.talkMsMax },
  };
  call.out = out;
  // Each stage has a limit of its own, and all of them together are longer than the step thinks.
  desk.stopTimer(call, 'errand');
  const refused =
    errand.callee.kind === 'operators' ? ringGroup(desk, call, out) : ringByRoute(desk, call, out);
  if (refused !== null) return notReached(desk, call, out, refused);
  hearsRinging(desk, call, out, true);
  desk.startTimer(call, 'out', errand.ringMs);
}

function hearsRinging(desk: Desk, { callerLeg: legId }: Call, out: OutCall, isOn: boolean): void {
  if (out.hearsRinging !== isOn) desk.want({ kind: 'ringback', legId, isOn });
  out.hearsRinging = isOn;
}

/** All who can take a call ring at once. */
function ringGroup(desk: Desk, call: Call, out: OutCall): NotReached | null {
  if (out.errand.callee.kind !== 'operators') return 'failed';
  const group = out.errand.callee.operators.flatMap((id) => desk.roster.find(id) ?? []);
  // Colleagues may be called on a break, too.
  const free = group.filter((one) => (call.own === null ? one.canTakeCall : one.canBeCalled));
  for (const operator of free) ringOperator(desk, call, out, operator);
  if (free.length > 0) return null;
  const isBusy = group.some(({ isSignedIn, isReachable }) => isSignedIn && isReachable);
  const why = isBusy ? 'nobody of them is free' : 'nobody of them is there';
  desk.write({ kind: 'dialRefused', callId: call.id, to: out.errand.callee.operators.join(', '), why });
  return isBusy ? 'busy' : 'failed';
}

function ringByRoute(desk: Desk, call: Call, out: OutCall): NotReached | null {
  const { callee } = out.errand;
  if (callee.kind === 'operators') return 'failed';
  const found = wayFor(desk, callee, call.own !== null);
  if ('refused' in found) {
    const to = callee.kind === 'number' ? callee.number : callee.address;
    desk.write({ kind: 'dialRefused', callId: call.id, to, why: found.refused });
    return 'failed';
  }
  const [first = '', ...others] = found.trunks;
  out.way = found;
  out.trunks = others;
  out.talkMsMax = Math.min(out.errand.talkMsMax, found.talkMsMax);
  ringOutside(desk, call, out, found, first);
  return null;
}

/** The call out that a leg is of, while it rings or talks. */
function outOf(
  desk: Desk,
  legId: string,
): { readonly call: Call; readonly out: OutCall; readonly leg: OutLeg } | undefined {
  const call = desk.calls.get((desk.outLegs.get(legId) ?? desk.operatorLegs.get(legId))?.callId ?? '');
  return call && outLegOf(call, legId);
}

function outLegOf(call: Call, legId: string) {
  const leg = call.out?.legs.get(legId);
  return call.out === null || leg === undefined ? undefined : { call, out: call.out, leg };
}

/** True when the leg is one of ours. */
export function outRang(desk: Desk, legId: string): boolean {
  const found = outOf(desk, legId);
  if (found === undefined) return false;
  if (!found.leg.rang) desk.write({ kind: 'outRang', callId: found.call.id, legId });
  found.leg.rang = true;
  return true;
}

/** True when the leg is one of ours: it rings no more, and the first to answer takes the call. */
export function outAnswered(desk: Desk, legId: string): boolean {
  const found = outOf(desk, legId);
  if (found === undefined) return answeredTooLate(desk, legId);
  const { call, out, leg } = found;
  if (out.stage !== 'ringing') return true;
  for (const other of out.legs.values())
    if (other !== leg) give(desk, call, out, other, 'withdrawn', 'answered_elsewhere');
  out.legId = legId;
  desk.outboundUse.answered(legId, desk.now);
  desk.write({ kind: 'outAnswered', callId: call.id, legId });
  ownCallAnswered(desk, call);
  operatorTakesIt(desk, leg, call.own !== null);
  const { whisper: prompts, confirmKey } = out.errand;
  const language = call.flow?.language ?? '';
  const words = prompts.length > 0 ? { language, prompts } : call.whisper;
  if (words !== null) {
    out.stage = 'whispering';
    whisperTo(desk, call, legId, words);
    desk.startTimer(call, 'out', TIMES_MS.whisper);
  } else if (confirmKey !== null) confirm(desk, call, out);
  else join(desk, call, out);
  return true;
}

/** Ringing that was told to end is answered all the same. */
function answeredTooLate(desk: Desk, legId: string): boolean {
  const isOurs = desk.outLegs.has(legId);
  if (isOurs) cancelLeg(desk, legId, 'normal');
  return isOurs;
}

/** The operator who has answered talks from here on. */
export function operatorTakesIt(desk: Desk, { legId, operatorId }: OutLeg, isColleagues: boolean): void {
  const operator = desk.roster.find(operatorId ?? '');
  const leg = desk.operatorLegs.get(legId);
  if (operator === undefined || leg === undefined) return;
  leg.wrapUpMs = isColleagues ? operator.profile.ownWrapUpMs : wrapUpOf(desk, operator);
  operator.answered(desk.now.wallMs);
  operatorChanged(desk, operator);
}

/** What was to be heard on this leg has been heard, or could not be. */
export function outPlayed(desk: Desk, legId: string, playId: string): void {
  const found = outOf(desk, legId);
  if (found?.out.stage === 'whispering' && isWhisper(legId, playId)) whispered(desk, found.call, found.out);
}

function whispered(desk: Desk, call: Call, out: OutCall): void {
  if (out.errand.confirmKey === null) join(desk, call, out);
  else confirm(desk, call, out);
}

function confirm(desk: Desk, call: Call, out: OutCall): void {
  out.stage = 'confirming';
  desk.startTimer(call, 'out', TIMES_MS.confirm);
}

/** A key of whoever answered: the right one takes the call, during the whisper too. */
export function outPressed(desk: Desk, legId: string, digit: string): void {
  const found = outOf(desk, legId);
  if (found === undefined || found.out.legId !== legId) return;
  const { call, out } = found;
  const isAsked = out.stage === 'whispering' || out.stage === 'confirming';
  if (!isAsked || wordOfKey(digit) !== out.errand.confirmKey) return;
  if (out.stage === 'whispering') stopWhisper(desk, legId);
  join(desk, call, out);
}

function join(desk: Desk, call: Call, out: OutCall): void {
  out.stage = 'joining';
  const { callerLeg, id: callId } = call;
  desk.startTimer(call, 'out', TIMES_MS.legSettle);
  hearsRinging(desk, call, out, false);
  if (call.own !== null) desk.want({ kind: 'remember', callId, isUrgent: true });
  desk.want({ kind: 'join', callId, legIds: [callerLeg, out.legId!] });
}

/** Two have talked: with somebody outside, or with an operator. */
export function noteTalk(call: Call, operatorId: string | null): void {
  if (operatorId === null) call.hasTalkedOut = true;
  else call.hasTalked = true;
}

/** True when it was a call out that was to be joined: both hear each other. */
export function outJoined(desk: Desk, call: Call, legIds: readonly string[]): boolean {
  const { out } = call;
  if (out === null || out.legId === null || !legIds.includes(out.legId)) return false;
  if (out.stage !== 'joining') return true;
  const operatorId = out.legs.get(out.legId)?.operatorId ?? null;
  out.stage = 'talking';
  out.joinedMonoMs = desk.now.monoMs;
  desk.startTimer(call, 'out', out.talkMsMax);
  noteTalk(call, operatorId);
  if (operatorId !== null) desk.write({ kind: 'talkBegan', callId: call.id, operator: operatorId });
  announce(desk, call, out.legId);
  if (!out.errand.isTransfer) return true;
  out.isGiven = true;
  call.outcome = 'transferred_out';
  outOver(desk, call, 'answered');
  return true;
}

/** The exchange did not join the two. */
export function outJoinFailed(desk: Desk, call: Call): boolean {
  const { out } = call;
  if (out?.stage !== 'joining') return false;
  notReached(desk, call, out, 'failed');
  return true;
}

/** A leg of the call out has ended by itself. To be called when its operator is free already. */
export function outLegEnded(desk: Desk, callId: string, legId: string, end: LegEnd): void {
  const call = desk.calls.get(callId);
  const found = call && outLegOf(call, legId);
  if (found === undefined) return;
  const { out, leg } = found;
  if (out.stage === 'talking') return talkOver(desk, found.call, out, 'other');
  if (out.stage !== 'ringing') return notReached(desk, found.call, out, 'declined');
  const { outcome, isTrunks } = judgeOut(end, leg);
  out.legs.delete(legId);
  written(desk, found.call, out, leg, outcome);
  if (out.legs.size > 0) return;
  const [next, ...others] = out.trunks;
  if (!isTrunks || next === undefined || out.way === null) return notReached(desk, found.call, out, outcome);
  out.trunks = others;
  ringOutside(desk, found.call, out, out.way, next);
}

/** The limit of the stage is reached. */
export function outTimeOver(desk: Desk, call: Call): void {
  const { out } = call;
  switch (out?.stage) {
    case 'whispering':
      return whispered(desk, call, out);
    case 'ringing':
    case 'confirming':
      return notReached(desk, call, out, 'no_answer');
    case 'joining':
      return notReached(desk, call, out, 'failed');
    case 'talking':
      return talkOver(desk, call, out, 'system');
    case undefined:
      return;
  }
}

/** The other party, or the longest time, has ended the talk. */
function talkOver(desk: Desk, call: Call, out: OutCall, by: 'other' | 'system'): void {
  closeOut(desk, call, out, 'answered', by === 'system' ? 'system' : 'operator');
  if (out.isGiven) return hangUpCall(desk, call, 'normal', 'transferred_out');
  desk.want({ kind: 'part', legId: call.callerLeg, callId: call.id });
  outOver(desk, call, 'answered');
}

/** Nobody took the call: the caller hears no ringing any more, and the flow goes on. */
function notReached(desk: Desk, call: Call, out: OutCall, outcome: NotReached): void {
  closeOut(desk, call, out, outcome, 'system');
  hearsRinging(desk, call, out, false);
  outOver(desk, call, outcome);
}

/** Whoever wanted it learns how it has ended: the flow, or the operator who called. */
function outOver(desk: Desk, call: Call, outcome: 'answered' | NotReached): void {
  if (call.own === null) endErrand(desk, call, { kind: 'dial', outcome });
  else ownCallOver(desk, call, outcome);
}

/** Nobody wants it any more: the caller has gone, or the flow. */
export function dropOut(desk: Desk, call: Call): void {
  const { out } = call;
  if (out !== null) closeOut(desk, call, out, out.stage === 'talking' ? 'answered' : 'withdrawn', 'caller');
}

/** It is over, and whoever was rung for it is let go. */
export function closeOut(
  desk: Desk,
  call: Call,
  out: OutCall,
  outcome: OutOutcome,
  by: 'caller' | 'operator' | 'system',
): void {
  desk.stopTimer(call, 'out');
  call.out = null;
  for (const leg of out.legs.values()) {
    if (out.stage === 'talking' && leg.operatorId !== null) {
      const { forMs: talkMs, atMs } = lasted(desk, out.joinedMonoMs!, [call.callerLeg, leg.legId]);
      desk.write({ kind: 'talkEnded', callId: call.id, operator: leg.operatorId, talkMs, by, atMs });
    }
    give(desk, call, out, leg, outcome);
  }
}

/** The leg is let go, with what became of it. */
function give(
  desk: Desk,
  call: Call,
  out: OutCall,
  leg: OutLeg,
  outcome: OutOutcome,
  reason: 'normal' | 'answered_elsewhere' = 'normal',
): void {
  out.legs.delete(leg.legId);
  letGo(desk, leg, reason);
  written(desk, call, out, leg, outcome);
}

function written(
  desk: Desk,
  call: Call,
  out: OutCall,
  { legId, operatorId }: OutLeg,
  outcome: OutOutcome,
): void {
  const isCounted = operatorId === null && out.joinedMonoMs !== null;
  const talk = isCounted ? lasted(desk, out.joinedMonoMs!, [call.callerLeg, legId]) : null;
  const times = { talkMs: talk?.forMs ?? 0, atMs: talk?.atMs ?? desk.now.wallMs };
  desk.outboundUse.countsAs(legId, times.talkMs);
  desk.write({ kind: 'outEnded', callId: call.id, legId, outcome, ...times });
}
