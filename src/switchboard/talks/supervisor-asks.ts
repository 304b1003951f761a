import { ANYBODY, type QueueRules } from '../../routing/index.ts';
import { type Call, isAbsent, isEnding, type StepAsk, type Visit } from '../call.ts';
import { move } from '../call-phase.ts';
import type { Desk } from '../desk.ts';
import { hangUpCall } from '../ending.ts';
import type { MoveAsked } from '../event.ts';
import { runStep } from '../flows/flow-driver.ts';
import { withdrawOffers } from '../lines/offers.ts';
import { followReach } from '../lines/reach.ts';
import {
  beginVisit,
  closeVisit,
  countPresent,
  endVisit,
  enterAgain,
  joinLine,
  markPlace,
} from '../lines/waiting.ts';

/** The step spoke of the queue that the caller was in. */
const NOTHING_MORE: StepAsk = { must: null, needs: null, keepsNeeds: false };

/**
 * A supervisor puts a waiting caller into another queue: age and order are kept unless the caller is to be its last;
 * what the flow's step asked for beside the queue's own demand is not. False when the caller does not wait, or there is
 * no such queue.
 */
export function moveCaller(desk: Desk, call: Call, { queue: queueId, isLast, by }: MoveAsked): boolean {
  const queue = desk.plan.queues.get(queueId);
  const { visit } = call;
  if (queue === undefined || !isInLine(call, visit) || visit.queue.id === queueId) return false;
  if (call.offers.size > 0) {
    withdrawOffers(desk, call, 'normal');
    call.phase = move(call.phase, 'waiting');
    followReach(desk, call);
  }
  if (isLast === true) return joinLast(desk, call, queue, by);
  closeVisit(desk, call, visit, 'moved');
  const waitingBefore = countPresent(desk, queueId);
  desk.router.move(call.id, queue, ANYBODY, desk.now.monoMs);
  desk.write({ kind: 'queueEntered', callId: call.id, queue: queueId, needs: null, waitingBefore });
  beginVisit(desk, call, queue, { label: visit.label, step: NOTHING_MORE });
  writePlace(desk, call, by);
  joinLine(desk, call);
  return true;
}

/** As if the caller came only now. */
function joinLast(desk: Desk, call: Call, queue: QueueRules, by: string): boolean {
  const { label } = call.visit!;
  endVisit(desk, call, 'moved');
  call.phase = move(call.phase, 'inFlow');
  const refused = enterAgain(desk, call, { queue, label, step: NOTHING_MORE }, null);
  if (refused === undefined) writePlace(desk, call, by);
  else {
    desk.want({ kind: 'leaveWait', legId: call.callerLeg });
    runStep(desk, call, { kind: 'queueEnded', outcome: refused });
  }
  return true;
}

/** A supervisor ends the call, whatever it is at. */
export function hangUpFor(desk: Desk, call: Call, by: string | undefined): void {
  if (by !== undefined && !call.isGone) desk.write({ kind: 'hangUpAsked', callId: call.id, by });
  hangUpCall(desk, call, 'normal', 'failed');
}

/** A supervisor changes class or head start of a waiting caller. False when the caller does not wait. */
export function reprioritise(
  desk: Desk,
  call: Call,
  wish: { readonly class: number | null; readonly boostMs: number | null },
  by: string,
): boolean {
  if (!isInLine(call, call.visit)) return false;
  const { class: level, boostMs } = wish;
  const given = { ...(level === null ? {} : { class: level }), ...(boostMs === null ? {} : { boostMs }) };
  desk.router.reprioritise(call.id, given, desk.now.monoMs);
  writePlace(desk, call, by);
  markPlace(desk, call);
  return true;
}

/** Whether the caller can still be matched: once an operator has picked up, it is too late. */
export function isInLine(call: Call, visit: Visit | null): visit is Visit {
  return visit !== null && !isAbsent(call) && call.talk === null && !isEnding(call);
}

/** What a supervisor changes is written down, with who it was. */
function writePlace(desk: Desk, call: Call, by: string): void {
  const { queueId, class: level, boostMs } = desk.router.find(call.id)!;
  desk.write({ kind: 'placeChanged', callId: call.id, queue: queueId, class: level, boostMs, by });
}
