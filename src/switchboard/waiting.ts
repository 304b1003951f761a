import { holds } from '../base/index.ts';
import type { VisitOutcome } from '../journal/index.ts';
import { type Entering, parseNeeds, type QueueRules } from '../routing/index.ts';
import type { Call, Visit } from './call.ts';
import { move } from './call-phase.ts';
import type { Desk } from './desk.ts';
import { placeMark } from './marks.ts';
import { armWake, matchAll, withdrawOffer } from './offers.ts';

/** What the flow asks for when it queues a caller. */
export type EnterAsk = {
  readonly queue: string;
  readonly needs: string | null;
  readonly class: number | null;
  readonly boostMs: number;
  readonly label: string;
};

/** How a caller did not enter: what the flow is told instead. */
export type Refused = 'error' | 'full' | 'unstaffed';

/** The caller enters the line, and is offered in the same turn if somebody is free; else a reason why not. */
export function enterQueue(desk: Desk, call: Call, ask: EnterAsk): Refused | undefined {
  const queue = desk.plan.queues.get(ask.queue);
  const parsed = parseNeeds(ask.needs ?? '');
  if (queue === undefined || !parsed.ok) {
    const what = parsed.ok ? `there is no queue "${ask.queue}"` : `needs "${ask.needs}": ${parsed.say}`;
    desk.write({ kind: 'trouble', callId: call.id, what });
    return 'error';
  }
  const waitingBefore = desk.router.countWaiting(queue.id);
  const refused = refusal(desk, queue, waitingBefore);
  desk.write({ kind: 'queueEntered', callId: call.id, queue: queue.id, needs: ask.needs, waitingBefore });
  if (refused !== undefined) {
    desk.write({ kind: 'queueLeft', callId: call.id, queue: queue.id, outcome: refused, waitMs: 0 });
    return refused;
  }
  call.phase = move(call.phase, 'waiting');
  call.endedBy = null;
  const enteredMs = desk.now.monoMs;
  call.visit = {
    queue,
    enteredMonoMs: enteredMs,
    enteredWallMs: desk.now.wallMs,
    label: ask.label,
    overdue: null,
  };
  const { id: callId } = call;
  const place = { callId, queue, stepNeeds: parsed.needs, boostMs: ask.boostMs, enteredMs };
  joinLine(desk, call, { ...place, class: ask.class ?? queue.class });
  return undefined;
}

function refusal(desk: Desk, queue: QueueRules, waitingBefore: number): 'full' | 'unstaffed' | undefined {
  if (waitingBefore >= queue.waitingMax) return 'full';
  return queue.unstaffedMs === 0 && !desk.router.isStaffed(queue.id) ? 'unstaffed' : undefined;
}

/**
 * The operator's phone is asked first and the music comes after: commands of different legs do not wait for each
 * other, and the caller hears music while the phone rings.
 */
function joinLine(desk: Desk, call: Call, entering: Entering): void {
  const { queue } = entering;
  const waiting = desk.router.enter(entering, desk.now.monoMs);
  desk.startTimer(call, 'waitLimit', queue.waitMsMax);
  armWake(desk, call);
  if (queue.unstaffedMs !== null && !desk.router.isStaffed(queue.id)) watchStaffing(desk, call);
  matchAll(desk);
  desk.want(placeMark(desk, call, waiting));
  musicAgain(desk, call);
}

/** The caller's leg joins the others who wait, with music. */
export function musicAgain(desk: Desk, call: Call): void {
  const { queue } = call.visit!;
  desk.want({ kind: 'wait', legId: call.callerLeg, room: queue.id, music: queue.music });
}

/** Nobody of the queue is signed in: the caller will not wait for ever. */
export function watchStaffing(desk: Desk, call: Call): void {
  const { unstaffedMs } = call.visit!.queue;
  if (unstaffedMs !== null && !call.timers.has('unstaffed')) desk.startTimer(call, 'unstaffed', unstaffedMs);
}

/** Somebody of the queue is signed in: the time without anybody starts anew when they leave. */
export function staffed(desk: Desk, call: Call, visit: Visit): void {
  desk.stopTimer(call, 'unstaffed');
  if (visit.overdue === 'unstaffed') visit.overdue = null;
}

/** The wait is over without a talk. The caller's leg is alone again; the flow goes on with the outcome. */
export function leaveQueue(desk: Desk, call: Call, outcome: VisitOutcome): void {
  withdrawOffer(desk, call);
  call.phase = move(call.phase, 'inFlow');
  endVisit(desk, call, outcome);
  desk.want({ kind: 'leaveWait', legId: call.callerLeg });
}

/** Closes the visit in the books: exactly one outcome each. */
export function endVisit(desk: Desk, call: Call, outcome: VisitOutcome): void {
  const { visit } = call;
  holds(visit !== null, 'only a visit that goes on can end');
  desk.router.leave(call.id);
  for (const purpose of ['wake', 'waitLimit', 'unstaffed', 'ring'] as const) desk.stopTimer(call, purpose);
  const waitMs = desk.now.monoMs - visit.enteredMonoMs;
  desk.write({ kind: 'queueLeft', callId: call.id, queue: visit.queue.id, outcome, waitMs });
  call.visit = null;
}
