import { assertNever } from '../base/index.ts';
import { leaveBehind } from './arrivals/strangers.ts';
import type { Call } from './call.ts';
import { callbackWoken } from './callbacks/callback-booking.ts';
import { tryTimeOver } from './callbacks/callback-tries.ts';
import { outTimeOver } from './calls-out/out-calls.ts';
import type { Desk } from './desk.ts';
import { callerGone, closeBooks, hangUpCall } from './ending.ts';
import type { TimerFired, TimerKey } from './event.ts';
import { errandTimeOver } from './flows/errands.ts';
import { fetched, runStep } from './flows/flow-driver.ts';
import { announce } from './lines/announcements.ts';
import { offersMissed } from './lines/offers.ts';
import { askAgain, leaveIfOverdue, legEnded, outLegForgotten } from './misfortunes.ts';
import { deadForLong } from './nodes/node-losses.ts';
import { signInOver } from './operators/signing-in.ts';
import { homeLost } from './recovery/homeless.ts';
import { nodesGivenUp, startIsOver } from './recovery/starting.ts';
import { consultMissed } from './talks/consulting.ts';
import { endSupervision } from './talks/supervision.ts';
import { operatorChanged } from './talks/talking.ts';
import { whisperOver } from './talks/whispers.ts';

/** A timer has run out. One whose generation is not the current one was stopped on its way: it is dropped. */
export function timerFired(desk: Desk, { key }: TimerFired): void {
  if (key.purpose === 'due') return desk.routerTimerFired();
  if (key.purpose === 'start') return startIsOver(desk);
  if (key.purpose === 'away') return nodesGivenUp(desk);
  if (key.purpose === 'dead') return deadForLong(desk, key);
  if (key.purpose === 'signIn') return signInOver(desk, key.owner, key.generation);
  const open = desk.callbacks.get(key.owner);
  if (open !== undefined) {
    if (open.generation === key.generation) callbackWoken(desk, open);
    return;
  }
  const call = desk.calls.get(key.owner);
  if (call !== undefined) {
    if (call.timers.get(key.purpose) !== key.generation) return;
    call.timers.delete(key.purpose);
    return callTimer(desk, call, key.purpose);
  }
  const { operatorLegs, outLegs, supervisorLegs } = desk;
  if ([operatorLegs, outLegs, supervisorLegs].some((legs) => legs.has(key.owner))) {
    const node = desk.nodeOf(key.owner) ?? '';
    legEnded(desk, key.owner, { q850: null, sip: null, byUs: true });
    return leaveBehind(desk, key.owner, node);
  }
  operatorTimer(desk, key);
}

function callTimer(desk: Desk, call: Call, purpose: TimerKey['purpose']): void {
  switch (purpose) {
    case 'listen':
      return runStep(desk, call, { kind: 'listenEnded', listenId: call.listenId ?? '' });
    case 'fetch':
      return fetched(desk, call, call.fetchId ?? '', { kind: 'timeout' });
    case 'errand':
      return errandTimeOver(desk, call);
    case 'message':
      return closeBooks(desk, call);
    case 'out':
      return call.out === null ? tryTimeOver(desk, call) : outTimeOver(desk, call);
    case 'longest':
      return hangUpCall(desk, call, 'normal', 'unreached');
    case 'whisper':
      return whisperOver(desk, call);
    case 'unheard':
      return unheard(desk, call);
    case 'ring':
      offersMissed(desk, call);
      return leaveIfOverdue(desk, call);
    case 'consult':
      return consultMissed(desk, call);
    case 'supervisor':
      endSupervision(desk, call, 'not_reached');
      return;
    case 'announce':
      return announce(desk, call);
    case 'again':
      return askAgain(desk, call);
    case 'waitLimit':
      if (call.visit !== null) call.visit.overdue = 'timeout';
      return leaveIfOverdue(desk, call);
    case 'unstaffed':
      return unstaffed(desk, call);
    case 'unanswered':
      return hangUpCall(desk, call, 'congestion', 'failed');
    case 'settle':
      return settled(desk, call);
    case 'home':
      return homeLost(desk, call);
    case 'wrapUp':
    case 'phoneRest':
    case 'callback':
    case 'signIn':
    case 'due':
    case 'start':
    case 'away':
    case 'dead':
      return;
    default:
      assertNever(purpose);
  }
}

/** Nobody has been signed in for so long; unless somebody came back meanwhile, the caller leaves. */
function unstaffed(desk: Desk, call: Call): void {
  if (call.visit === null || desk.router.isStaffed(call.visit.queue.id)) return;
  call.visit.overdue ??= 'unstaffed';
  leaveIfOverdue(desk, call);
}

function unheard(desk: Desk, call: Call): void {
  const sayIds = [...call.unheard];
  call.unheard.clear();
  for (const sayId of sayIds) runStep(desk, call, { kind: 'sayFinished', sayId, ok: false });
}

/**
 * The exchange never told that the caller's leg has ended: the call is closed, and the leg not forgotten, but for one
 * that it has let go itself. There may be more for that caller than an apology, as a mailbox of the exchange.
 */
function settled(desk: Desk, call: Call): void {
  call.isEndEstimated ||= call.isLetGo;
  callerGone(desk, call, 'hungUp');
  outLegForgotten(desk, call.callerLeg);
  if (!call.isLetGo) leaveBehind(desk, call.callerLeg, call.node);
}

function operatorTimer(desk: Desk, key: TimerKey): void {
  const operator = desk.roster.find(key.owner);
  const name = `${key.owner} ${key.purpose}`;
  if (operator === undefined || desk.operatorTimers.get(name) !== key.generation) return;
  desk.operatorTimers.delete(name);
  if (key.purpose === 'wrapUp') {
    // The operator ended the wrap-up before its time: the timer, which runs on, has nothing to say.
    if (operator.unit !== 'wrapUp') return;
    operator.wrapUpEnded(desk.now.wallMs);
  }
  if (key.purpose === 'phoneRest') {
    operator.isPhoneInUse = desk.holdsPhone(operator.id);
    operator.isReachable = operator.isRegistered;
  }
  operatorChanged(desk, operator);
}
