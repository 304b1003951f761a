import { holds } from '../../base/index.ts';
import { type Errand, wordOfKey } from '../../flow/index.ts';
import type { OutOutcome } from '../../journal/index.ts';
import type { LegEnd } from '../../telephony/index.ts';
import { type Call, type CallbackTry, isAbsent, newCall, type OutLeg, type Talk } from '../call.ts';
import { move } from '../call-phase.ts';
import { judgeOut, letGo, ringOutside, wayFor } from '../calls-out/out-legs.ts';
import type { Desk } from '../desk.ts';
import { callerGone, hangUpCall } from '../ending.ts';
import type { KeptPlace } from '../lines/kept-places.ts';
import { cancelLeg } from '../lines/offers.ts';
import { followReach, placeAnew } from '../lines/reach.ts';
import { beginVisit, countPresent, enterAgain } from '../lines/waiting.ts';
import { operatorChanged } from '../talks/talking.ts';
import { isWhisper, stopWhisper, whisperTo } from '../talks/whispers.ts';
import { TIMES_MS } from '../times.ts';
import type { OpenCallback } from './callback-book.ts';
import { delayCallback, endCallback, isForGood, leaveLine, note } from './callback-life.ts';

/** What came to nothing without the customer having been bothered is tried again after this. */
const SOON_MS = 30_000;

/**
 * A call of ours for a promise. Either the operator whose turn it is comes first, or the customer does.
 *
 * line ─► whispering ─► confirming ─► securing ─► dialling ─► answered          the operator, then the customer
 *         securing ─► dialling ─► whispering ─► confirming ─► answered          the customer, then the line
 *
 * What is not wanted is passed over. Until the customer has answered, the call has no leg of theirs.
 */
function openTry(desk: Desk, open: OpenCallback, id: string): Call {
  const { callbackId, number, name, dialled } = open.record;
  const node = desk.nodes.leastBusy((name) => desk.countOn(name));
  const who = { id, callerLeg: '', node, caller: { number, name }, dialled, arrivedMs: desk.now.wallMs };
  const call = newCall(who, desk.plan);
  call.callback = {
    callbackId,
    stage: 'line',
    legs: new Map(),
    way: null,
    trunks: [],
    why: null,
    againMs: null,
  };
  desk.calls.set(id, call);
  desk.write({ kind: 'callArrived', callId: id, dialled, caller: number, flow: null, callbackId });
  note(desk, open, { kind: 'callbackTried', callId: id, callbackId });
  return call;
}

/** Its turn in the line has come: from now on it is a call. Undefined when no promise stands there. */
export function callForPromise(desk: Desk, id: string): Call | undefined {
  const open = desk.callbacks.standingAs(id);
  if (open?.standing == null) return undefined;
  const { queue } = open.standing;
  desk.callbacks.standsNoMore(open);
  const call = openTry(desk, open, id);
  const { must, needs, keepsNeeds, label } = open.record;
  call.phase = move(call.phase, 'waiting');
  desk.write({
    kind: 'queueEntered',
    callId: id,
    queue: queue.id,
    ...{ needs, ...(must !== null && { must }), ...(keepsNeeds && { keepsNeeds }) },
    waitingBefore: countPresent(desk, queue.id) - 1,
    keptForMs: Math.round(desk.now.monoMs - open.enteredMs),
  });
  beginVisit(desk, call, queue, { label, step: { must, needs, keepsNeeds } });
  // The promise has stood there for everybody to see.
  call.visit!.isSeen = true;
  return call;
}

/** The customer comes first. */
export function beginWithCustomer(desk: Desk, open: OpenCallback): void {
  const { callbackId, triesCount } = open.record;
  secure(desk, openTry(desk, open, `${callbackId}-${triesCount + 1}`), open);
}

/** An operator has taken the offer, and hears what there is to hear before the customer is called. */
export function operatorTakes(desk: Desk, call: Call): void {
  const { legId } = call.talk!;
  const leg = desk.operatorLegs.get(legId)!;
  // Nobody wraps up a call in which nobody talked.
  leg.wrapUpMs = 0;
  leg.answered = null;
  greet(desk, call, legId);
}

/** What this call of ours is for; it may be over already, when the customer has called in meanwhile. */
function promiseOf(desk: Desk, call: Call): OpenCallback | undefined {
  const open = desk.callbacks.get(call.callback?.callbackId ?? '');
  return open?.record.trying?.callId === call.id ? open : undefined;
}

/** Whoever came first hears the words, presses the key, or has it at once. */
function greet(desk: Desk, call: Call, legId: string): void {
  const open = promiseOf(desk, call);
  if (open === undefined) return giveUp(desk, call, 'it is over');
  const { whisper: prompts, language } = open.record;
  if (prompts.length === 0) return whispered(desk, call);
  call.callback!.stage = 'whispering';
  whisperTo(desk, call, legId, { language, prompts });
  desk.startTimer(call, 'out', TIMES_MS.whisper);
}

function whispered(desk: Desk, call: Call): void {
  const open = promiseOf(desk, call);
  if (open?.record.takeKey == null) return taken(desk, call);
  call.callback!.stage = 'confirming';
  desk.startTimer(call, 'out', TIMES_MS.confirm);
}

/** Whoever came first wants the call. */
function taken(desk: Desk, call: Call): void {
  const open = promiseOf(desk, call);
  desk.stopTimer(call, 'out');
  if (open === undefined) return giveUp(desk, call, 'it is over');
  if (open.record.first === 'operator') return secure(desk, call, open);
  intoLine(desk, call, open);
}

/** The attempt is on the disk before the customer's phone rings: a process that dies then does not call again. */
function secure(desk: Desk, call: Call, open: OpenCallback): void {
  const { callbackId, attemptsCount } = open.record;
  call.callback!.stage = 'securing';
  note(desk, open, { kind: 'callbackDialled', callId: call.id, callbackId, attempt: attemptsCount + 1 });
  if (call.talk !== null) desk.want({ kind: 'ringback', legId: call.talk.legId, isOn: true });
  desk.startTimer(call, 'out', TIMES_MS.secured);
  desk.want({ kind: 'secure', key: call.id });
}

/** What was written is on the disk, or could not be brought there. */
export function attemptSecured(desk: Desk, call: Call, ok: boolean): void {
  const open = promiseOf(desk, call);
  if (call.callback?.stage !== 'securing') return;
  if (open === undefined) return giveUp(desk, call, 'it is over');
  if (!ok) return giveUp(desk, call, 'the attempt could not be written down');
  const way = wayFor(desk, { kind: 'number', number: open.record.number });
  if ('refused' in way) {
    desk.write({ kind: 'dialRefused', callId: call.id, to: open.record.number, why: way.refused });
    if (isForGood(way.refused)) endCallback(desk, open, 'refused', null);
    return giveUp(desk, call, way.refused);
  }
  const [first = '', ...others] = way.trunks;
  Object.assign(call.callback, { stage: 'dialling', way, trunks: others } satisfies Partial<CallbackTry>);
  ringCustomer(desk, call, open, first);
  desk.startTimer(call, 'out', open.record.ringMs);
}

function ringCustomer(desk: Desk, call: Call, { record }: OpenCallback, trunk: string): void {
  placeAnew(desk, call);
  const { legs, way } = call.callback!;
  const errand: Extract<Errand, { kind: 'dial' }> = {
    ...{ kind: 'dial', isTransfer: false, callee: { kind: 'number', number: record.number } },
    // The number of the hotline, by which the customer knows who calls.
    ...{
      callerId: 'dialled',
      ringMs: record.ringMs,
      talkMsMax: way!.talkMsMax,
      whisper: [],
      confirmKey: null,
    },
  };
  ringOutside(desk, call, { errand, legs }, way!, trunk);
}

/** The call for which this leg rings at the customer. */
function ringingFor(desk: Desk, legId: string): Call | undefined {
  const call = desk.calls.get(desk.outLegs.get(legId)?.callId ?? '');
  return call?.callback?.legs.has(legId) === true ? call : undefined;
}

/** True when the leg is one of these. */
export function customerRang(desk: Desk, legId: string): boolean {
  const call = ringingFor(desk, legId);
  const leg = call?.callback?.legs.get(legId);
  if (call === undefined || leg === undefined) return false;
  if (!leg.rang) desk.write({ kind: 'outRang', callId: call.id, legId });
  leg.rang = true;
  return true;
}

/** True when the leg is one of these: the customer is there, and the leg is the call's own from here on. */
export function customerAnswered(desk: Desk, legId: string): boolean {
  const call = ringingFor(desk, legId);
  if (call === undefined) return false;
  const { way, legs } = call.callback!;
  legs.delete(legId);
  desk.stopTimer(call, 'out');
  desk.outboundUse.answered(legId, desk.now);
  desk.write({ kind: 'outAnswered', callId: call.id, legId });
  desk.write({ kind: 'callAnswered', callId: call.id });
  Object.assign(call, { callerLeg: legId, isAnswered: true, isUp: true } satisfies Partial<Call>);
  desk.callOfLeg.set(legId, call.id);
  desk.startTimer(call, 'longest', way!.talkMsMax);
  if (call.talk === null) greet(desk, call, legId);
  else joinBoth(desk, call, call.talk.legId);
  return true;
}

/** From here on the operator has a call as from any line. */
function joinBoth(desk: Desk, call: Call, operatorLegId: string): void {
  call.callback!.stage = 'answered';
  const { queue } = call.visit!;
  const leg = desk.operatorLegs.get(operatorLegId);
  holds(leg !== undefined, 'an operator who waits for a customer has a leg');
  leg.wrapUpMs = queue.wrapUpMs;
  leg.answered = { queueId: queue.id, atMs: desk.now.monoMs };
  // A process that knows nothing of the answer would let both go, and call the customer once more.
  desk.want({ kind: 'remember', callId: call.id, isUrgent: true });
  desk.want({ kind: 'ringback', legId: operatorLegId, isOn: false });
  desk.want({ kind: 'join', callId: call.id, legIds: [call.callerLeg, operatorLegId] });
}

/** The customer, who is on the phone, stands in the line where they stood before. */
function intoLine(desk: Desk, call: Call, open: OpenCallback): void {
  const { queue: queueId, label, must, needs, keepsNeeds } = open.record;
  const queue = desk.plan.queues.get(queueId);
  const step = { must, needs, keepsNeeds };
  call.callback!.stage = 'answered';
  const refused = queue && enterAgain(desk, call, { queue, label, step }, placeOf(desk, open));
  if (queue === undefined || refused !== undefined) hangUpCall(desk, call, 'normal', 'unreached');
}

/** The place of a promise, as that of a caller who has it again. */
export function placeOf(desk: Desk, { record, enteredMs }: OpenCallback): KeptPlace {
  const { seq, class: level, boostMs, stagesBegun } = record.place;
  return { seq, class: level, boostMs, enteredMs, stagesBegun, leftMs: desk.now.monoMs };
}

/** True when it is a call of ours that this leg is to take by a key: the right one takes it, others do nothing. */
export function tryPressed(desk: Desk, legId: string, digit: string): boolean {
  const call = greeted(desk, legId);
  if (call === undefined) return false;
  const open = promiseOf(desk, call);
  if (wordOfKey(digit) !== (open?.record.takeKey ?? null)) return true;
  if (call.callback!.stage === 'whispering') stopWhisper(desk, legId);
  taken(desk, call);
  return true;
}

/** What was to be heard on this leg has been heard, or could not be. */
export function tryHeard(desk: Desk, legId: string, playId: string): void {
  const call = greeted(desk, legId);
  if (call?.callback?.stage === 'whispering' && isWhisper(legId, playId)) whispered(desk, call);
}

/** The call of ours whose first party, on this leg, hears the words or is to press the key. */
function greeted(desk: Desk, legId: string): Call | undefined {
  const callId = desk.callOfLeg.get(legId) ?? desk.operatorLegs.get(legId)?.callId ?? '';
  const call = desk.calls.get(callId);
  const stage = call?.callback?.stage;
  const isAsked = stage === 'whispering' || stage === 'confirming';
  return isAsked && (call?.talk?.legId ?? call?.callerLeg) === legId ? call : undefined;
}

/** The limit of the stage is reached. */
export function tryTimeOver(desk: Desk, call: Call): void {
  switch (call.callback?.stage) {
    case 'line':
      return giveUp(desk, call, 'no operator took the call', 0);
    case 'whispering':
      return whispered(desk, call);
    case 'confirming':
      if (call.talk !== null) return nobodyThere(desk, call, call.talk);
      return giveUp(desk, call, 'the customer pressed no key');
    case 'securing':
      return giveUp(desk, call, 'the attempt could not be written down');
    case 'dialling':
      return giveUp(desk, call, 'no_answer');
    default:
      return;
  }
}

/** The customer's phone rings no more. A trunk that fails is followed by the next one. */
export function customerLegEnded(desk: Desk, callId: string, legId: string, end: LegEnd): void {
  const call = desk.calls.get(callId);
  const leg = call?.callback?.legs.get(legId);
  if (call === undefined || leg === undefined) return;
  const { legs, trunks } = call.callback!;
  const { outcome, isTrunks } = judgeOut(end, leg);
  legs.delete(legId);
  written(desk, call, leg, outcome);
  const [next, ...others] = trunks;
  const open = promiseOf(desk, call);
  if (!isTrunks || next === undefined || open === undefined) return giveUp(desk, call, outcome);
  call.callback!.trunks = others;
  ringCustomer(desk, call, open, next);
}

/**
 * The operator who took the call is gone again, or never pressed the key. While nobody has called the customer, the
 * next operator is rung for it; else this attempt is over.
 */
export function operatorLeft(desk: Desk, call: Call): void {
  const { talk, visit } = call;
  if (talk === null || visit === null) return;
  if (call.callback!.stage === 'dialling' || call.callback!.stage === 'securing') {
    return giveUp(desk, call, 'the operator hung up', SOON_MS);
  }
  call.callback!.stage = 'line';
  call.talk = null;
  call.phase = move(call.phase, 'waiting');
  backInLine(desk, call);
  if (desk.operatorLegs.has(talk.legId)) cancelLeg(desk, talk.legId, 'normal');
  desk.router.offerFailed(call.id, talk.operatorId, true, desk.now.monoMs);
  followReach(desk, call);
  desk.write({
    kind: 'trouble',
    callId: call.id,
    what: `${talk.operatorId} and the customer could not be joined`,
  });
}

/** A phone has answered and nobody pressed the key: whoever works there is not there, and is rung no more for now. */
function nobodyThere(desk: Desk, call: Call, { operatorId }: Talk): void {
  const operator = desk.roster.find(operatorId);
  operatorLeft(desk, call);
  if (operator?.presence !== 'ready') return;
  operator.setPresence('missed', 'did not take a callback', desk.now.wallMs);
  operatorChanged(desk, operator);
}

/**
 * No phone rings for it any more: if that stays so for a while, or the time of the promise ends, the call is over, and
 * the promise has the place. Operators who take it and hang up do not prolong it.
 */
export function backInLine(desk: Desk, call: Call): void {
  if (!isAbsent(call)) return;
  const leftMs = (promiseOf(desk, call)?.record.untilMs ?? desk.now.wallMs) - desk.now.wallMs;
  desk.startTimer(call, 'out', Math.max(0, Math.min(TIMES_MS.untaken, leftMs)));
}

/**
 * This call of ours comes to nothing; what becomes of the promise is decided when it has ended. `againMs`: it goes on
 * after so long, if not after the time that was promised.
 */
export function giveUp(desk: Desk, call: Call, why: string, againMs: number | null = null): void {
  if (call.callback !== null) {
    call.callback.why ??= why;
    call.callback.againMs ??= againMs;
  }
  if (!isAbsent(call)) return hangUpCall(desk, call, 'normal', 'unreached');
  call.outcome ??= 'unreached';
  call.endedBy ??= 'system';
  callerGone(desk, call, 'hungUp');
}

/** Whoever rings at the customer is let go; to be called when the call ends. */
export function dropCustomer(desk: Desk, call: Call): void {
  const { callback } = call;
  for (const leg of callback?.legs.values() ?? []) {
    letGo(desk, leg, 'normal');
    written(desk, call, leg, callback?.why === 'no_answer' ? 'no_answer' : 'withdrawn');
  }
  callback?.legs.clear();
}

function written(desk: Desk, call: Call, { legId }: OutLeg, outcome: OutOutcome): void {
  desk.write({ kind: 'outEnded', callId: call.id, legId, outcome, talkMs: 0 });
}

/** Both talk: the promise is kept. */
export function promiseKept(desk: Desk, call: Call): void {
  const open = promiseOf(desk, call);
  if (open !== undefined) endCallback(desk, open, 'reached', null);
}

/**
 * A call of ours goes on behind a restart which the process before had taken for over in its last moment: it is the one
 * for its promise again, so that the customer, who is on the phone, is not called beside it, or once more behind it.
 */
export function tryGoesOn(desk: Desk, call: Call): void {
  const open = desk.callbacks.get(call.callback?.callbackId ?? '');
  if (open === undefined || open.record.trying !== null) return;
  const { callbackId, attemptsCount: attempt } = open.record;
  leaveLine(desk, open);
  note(desk, open, { kind: 'callbackDialled', callId: call.id, callbackId, attempt });
}

/** A call of ours has ended, and nobody talked in it: the promise goes on, or all attempts were made. */
export function tryOver(desk: Desk, call: Call): void {
  const open = promiseOf(desk, call);
  if (open === undefined) return;
  const { attemptsCount, attemptsMax, retryMs, trying } = open.record;
  const isDialled = trying?.isDialled === true;
  if (isDialled && attemptsCount >= attemptsMax) return endCallback(desk, open, 'unreached', null);
  const againMs = call.callback?.againMs ?? (isDialled ? retryMs : SOON_MS);
  const dueMs = desk.now.wallMs + Math.min(againMs, retryMs);
  delayCallback(desk, open, { dueMs, why: call.callback?.why ?? 'the customer hung up' });
}
