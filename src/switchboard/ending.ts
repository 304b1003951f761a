import { assertNever } from '../base/index.ts';
import type { AbandonPlace, CallOutcome, Entry } from '../journal/index.ts';
import type { HangUpReason } from '../telephony/index.ts';
import { type Call, isAbsent, isEnding } from './call.ts';
import { move } from './call-phase.ts';
import { dropCustomer, giveUp, tryOver } from './callbacks/callback-tries.ts';
import { dropOut } from './calls-out/out-calls.ts';
import { releaseCaller } from './calls-out/own-calls.ts';
import type { Desk } from './desk.ts';
import { forgetErrand } from './flows/errands.ts';
import { keepPlace } from './lines/kept-places.ts';
import { withdrawOffers } from './lines/offers.ts';
import { endVisit } from './lines/waiting.ts';
import { joinedUnheard } from './recovery/past-talk.ts';
import { dropConsulted } from './talks/consulting.ts';
import { endTalk } from './talks/talking.ts';
import { followTape } from './talks/tapes.ts';
import { TIMES_MS } from './times.ts';

/** We end the call: the outcome is decided now, the record is closed when the leg has ended. */
export function hangUpCall(desk: Desk, call: Call, reason: HangUpReason, outcome: CallOutcome): void {
  if (call.isGone) return;
  if (isAbsent(call)) return giveUp(desk, call, 'the call was ended');
  if (call.homeless === null) desk.want({ kind: 'hangUp', legId: call.callerLeg, reason });
  decide(desk, call, outcome, TIMES_MS.legSettle);
}

/**
 * Nobody decided for so long that the exchange lets the caller go by itself, with its apology, or with what an admin
 * has put there: none of that is recorded. Nobody talks with the caller by then.
 */
export function letGoByExchange(desk: Desk, call: Call): void {
  if (call.isGone || isEnding(call) || isAbsent(call)) return;
  call.isLetGo = true;
  keepPlace(desk, call);
  joinedUnheard(desk, call);
  if (call.talk !== null) endTalk(desk, call, 'system');
  call.tape.wish = 'off';
  followTape(desk, call);
  decide(desk, call, 'overflow', TIMES_MS.apology);
}

/** Nothing more is done for the caller, whose leg has to have ended within so long. */
function decide(desk: Desk, call: Call, outcome: CallOutcome, settleMs: number): void {
  call.outcome ??= call.hasTalked ? 'answered' : outcome;
  call.endedBy ??= 'system';
  call.flow = null;
  const { homeless } = call;
  if (isEnding(call)) return;
  if (call.talk?.joinedMonoMs === null) endTalk(desk, call, 'system');
  forgetErrand(desk, call);
  dropConsulted(desk, call);
  dropOut(desk, call);
  withdrawOffers(desk, call, 'normal');
  // Whoever was being given to the next operator is with nobody now; a talk goes on until the leg has ended.
  const isWithNobody = call.phase === 'talking' && call.talk === null;
  if (call.visit !== null || isWithNobody) call.phase = move(call.phase, 'inFlow');
  if (call.visit !== null) endVisit(desk, call, 'failed');
  desk.stopTimers(call);
  if (homeless === null) return desk.startTimer(call, 'settle', settleMs);
  homeless.isOver = true;
  desk.startTimer(call, 'home', Math.max(0, homeless.untilMonoMs - desk.now.monoMs));
}

/**
 * The caller's leg has ended, at whatever moment: everything of the call is cleared away and its record
 * closed, at once or when it is known what has become of a message that the caller was just leaving.
 */
export function callerGone(desk: Desk, call: Call, fate: 'hungUp' | 'node_failure'): void {
  // Whoever had hung up before was not carried by the node that died.
  const seen = call.isGone ? 'hungUp' : fate;
  const last = lastWords(call, seen);
  forgetErrand(desk, call);
  dropConsulted(desk, call);
  dropOut(desk, call);
  dropCustomer(desk, call);
  // An operator had answered, and was not joined with the caller yet, who is in the line still.
  const isBeingJoined = call.talk !== null && call.visit !== null;
  if (call.talk !== null) endTalk(desk, call, last.by);
  withdrawOffers(desk, call, 'normal');
  keepPlace(desk, call);
  if (call.visit !== null) endVisit(desk, call, visitOutcome(last.outcome));
  desk.stopTimers(call);
  desk.callOfLeg.delete(call.callerLeg);
  releaseCaller(desk, call);
  if (fate === 'node_failure' || call.messages.size === 0) return close(desk, call, last);
  call.endedMs ??= desk.now.wallMs;
  call.leftAt = placeNow(call);
  call.isGone = true;
  call.flow = null;
  if (call.phase === 'waiting' || call.phase === 'offered') call.phase = move(call.phase, 'inFlow');
  if (call.phase === 'talking') call.phase = move(call.phase, isBeingJoined ? 'inFlow' : 'afterTalk');
  call.endedBy = last.by;
  desk.startTimer(call, 'message', TIMES_MS.messageFate);
}

/** The message's fate is known, or it took too long: what is kept later is still written down. */
export function closeBooks(desk: Desk, call: Call): void {
  desk.stopTimers(call);
  close(desk, call, lastWords(call, 'hungUp'));
}

type LastWords = Pick<Extract<Entry, { kind: 'callEnded' }>, 'outcome' | 'where' | 'by'>;

/** What the record says of a call that ends now. */
function lastWords(call: Call, fate: 'hungUp' | 'node_failure'): LastWords {
  const outcome = fate === 'node_failure' ? fate : outcomeNow(call);
  const where = outcome === 'abandoned' ? (call.leftAt ?? placeNow(call)) : null;
  return { outcome, where, by: call.endedBy ?? (fate === 'hungUp' ? 'caller' : 'system') };
}

function close(desk: Desk, call: Call, last: LastWords): void {
  for (const recordingId of call.messages.keys()) desk.callOfRecording.delete(recordingId);
  call.phase = move(call.phase, 'ended');
  desk.calls.delete(call.id);
  desk.endedCalls.put(call.id, true);
  const estimated = call.isEndEstimated ? ({ estimated: true } as const) : {};
  const unseen = call.isEndUnseen ? ({ unseen: true } as const) : {};
  const atMs = call.endedMs ?? desk.now.wallMs;
  desk.write({ kind: 'callEnded', callId: call.id, ...last, ...estimated, ...unseen, atMs });
  tryOver(desk, call);
}

/**
 * A promise or a message that is kept says more than that the flow came to its end, or that the caller hung up. A
 * customer who was called back and did not take the call has abandoned nothing.
 */
function outcomeNow(call: Call): CallOutcome {
  if (call.callback !== null && call.callback.stage !== 'answered') return call.outcome ?? 'unreached';
  if (call.hasCallback && !call.hasTalked) return 'callback_booked';
  if (call.hasMessage && !call.hasTalked) return 'voicemail';
  if (call.own !== null && call.hasTalkedOut) return 'answered';
  return call.outcome ?? (call.hasTalked ? 'answered' : call.hasTalkedOut ? 'self_served' : 'abandoned');
}

/** The visit of a customer whom we did not reach becomes a callback again. */
function visitOutcome(outcome: CallOutcome): 'abandoned' | 'failed' | 'callback' {
  if (outcome === 'unreached') return 'callback';
  return outcome === 'abandoned' || outcome === 'answered' ? 'abandoned' : 'failed';
}

function placeNow(call: Call): AbandonPlace {
  switch (call.phase) {
    case 'offered':
    case 'talking':
      return 'ringing';
    case 'waiting':
      return 'queue';
    case 'arrived':
    case 'inFlow':
    case 'afterTalk':
    case 'ended':
      return 'flow';
    default:
      return assertNever(call.phase);
  }
}
