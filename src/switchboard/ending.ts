import { assertNever } from '../base/index.ts';
import type { AbandonPlace, CallOutcome } from '../journal/index.ts';
import type { HangUpReason } from '../telephony/index.ts';
import type { Call } from './call.ts';
import { move } from './call-phase.ts';
import type { Desk } from './desk.ts';
import { forgetErrand } from './errands.ts';
import { withdrawOffers } from './offers.ts';
import { dropOut } from './out-calls.ts';
import { endTalk } from './talking.ts';
import { TIMES_MS } from './times.ts';
import { endVisit } from './waiting.ts';

/** We end the call: the outcome is decided now, the record is closed when the leg has ended. */
export function hangUpCall(desk: Desk, call: Call, reason: HangUpReason, outcome: CallOutcome): void {
  call.outcome ??= call.hasTalked ? 'answered' : outcome;
  call.endedBy ??= 'system';
  call.flow = null;
  desk.want({ kind: 'hangUp', legId: call.callerLeg, reason });
  if (call.timers.has('settle')) return;
  if (call.talk?.joinedMonoMs === null) endTalk(desk, call, 'system');
  forgetErrand(desk, call);
  dropOut(desk, call);
  withdrawOffers(desk, call, 'normal');
  if (call.visit !== null) {
    call.phase = move(call.phase, 'inFlow');
    endVisit(desk, call, 'failed');
  }
  desk.stopTimers(call);
  desk.startTimer(call, 'settle', TIMES_MS.legSettle);
}

/**
 * The caller's leg has ended, at whatever moment: everything of the call is cleared away and its record
 * closed.
 */
export function callerGone(desk: Desk, call: Call, fate: 'hungUp' | 'node_failure'): void {
  const outcome = fate === 'node_failure' ? fate : (call.outcome ?? outcomeNow(call));
  const where = outcome === 'abandoned' ? placeNow(call) : null;
  const by = call.endedBy ?? (fate === 'hungUp' ? 'caller' : 'system');
  forgetErrand(desk, call);
  dropOut(desk, call);
  if (call.talk !== null) endTalk(desk, call, by);
  withdrawOffers(desk, call, 'normal');
  if (call.visit !== null) endVisit(desk, call, visitOutcome(outcome));
  desk.stopTimers(call);
  call.phase = move(call.phase, 'ended');
  desk.calls.delete(call.id);
  desk.callOfLeg.delete(call.callerLeg);
  desk.write({ kind: 'callEnded', callId: call.id, outcome, where, by });
}

/** The outcome of a caller who hangs up now. */
const outcomeNow = (call: Call): CallOutcome =>
  call.hasTalked ? 'answered' : call.hasTalkedOut ? 'self_served' : 'abandoned';

const visitOutcome = (outcome: CallOutcome): 'abandoned' | 'failed' =>
  outcome === 'abandoned' || outcome === 'answered' ? 'abandoned' : 'failed';

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
