import type { QueueRules } from '../../routing/index.ts';
import type { Call } from '../call.ts';
import type { Desk } from '../desk.ts';
import { type Announcing, awaitAnnouncement, newAnnouncing } from '../lines/announcements.ts';
import { isWithinReach } from '../lines/reach.ts';
import { enteringWith, watchStaffing } from '../lines/waiting.ts';
import type { VisitSnapshot } from './snapshot.ts';

/**
 * The caller stands where they stood in another process: with the same place, the same limits and what was to be told
 * next. Nobody is matched yet. False when the queue is gone from the files, or cannot take the caller in.
 */
export function standAgain(desk: Desk, call: Call, kept: VisitSnapshot): boolean {
  const queue = desk.plan.queues.get(kept.queue);
  const { must, needs } = kept.step;
  if (queue === undefined || !desk.needsOf(must ?? '').ok || !desk.needsOf(needs ?? '').ok) return false;
  const { leftMs: _, seq, ...place } = kept.place;
  const ask = { queue: queue.id, class: null, boostMs: 0, label: kept.label, ...kept.step };
  const entering = { ...enteringWith(desk, call, queue, ask, null), ...place, ...numberOf(desk, call, seq) };
  const entered = desk.router.enter(entering, desk.now.monoMs);
  if (entered === undefined || 'full' in entered) return false;
  visitAgain(desk, call, queue, kept);
  return true;
}

function visitAgain(desk: Desk, call: Call, queue: QueueRules, kept: VisitSnapshot): void {
  const { enteredMonoMs, enteredWallMs, label, step } = kept;
  call.phase = 'waiting';
  call.visit = {
    ...{ queue, enteredMonoMs, enteredWallMs, label, step },
    announcing: announcingAgain(desk, call, queue, kept),
    overdue: null,
    isSeen: isWithinReach(desk, call),
  };
  const waitedMs = desk.now.monoMs - enteredMonoMs;
  desk.startTimer(call, 'waitLimit', Math.max(0, queue.waitMsMax - waitedMs));
  if (!desk.router.isStaffed(queue.id)) watchStaffing(desk, call);
  awaitAnnouncement(desk, call);
}

/** What was told is not told again; where that is not known, the queue's times count from now. */
function announcingAgain(desk: Desk, call: Call, queue: QueueRules, kept: VisitSnapshot): Announcing {
  const anew = newAnnouncing(call, queue, desk.now.monoMs);
  return { ...anew, dueMs: new Map(kept.dueMs ?? anew.dueMs), count: kept.toldCount, isQuiet: kept.isQuiet };
}

/**
 * No two have the same: whoever was promised to be called back in the last moment of that process, of which it kept
 * nothing, has given it to the promise, and stands behind it.
 */
function numberOf(desk: Desk, { callback }: Call, seq: number | null): { readonly seq?: number } {
  const promise = seq === null ? undefined : desk.callbacks.withPlace(seq);
  const isAnothers = promise !== undefined && promise.record.callbackId !== callback?.callbackId;
  return seq === null || isAnothers ? {} : { seq };
}
