import type { Call } from './call.ts';
import type { Desk } from './desk.ts';

/** A place in a line that was given up not long ago. Monotonic times. */
export type KeptPlace = {
  readonly seq: number;
  readonly class: number;
  readonly boostMs: number;
  readonly enteredMs: number;
  readonly stagesBegun: number;
  readonly leftMs: number;
};

const nameOf = (caller: string, queueId: string): string => `${caller}\n${queueId}`;

/** The caller is gone while waiting: who calls again soon has the place back. To be called before the line is left. */
export function keepPlace(desk: Desk, call: Call): void {
  const place = desk.router.find(call.id);
  const { visit, caller } = call;
  if (place === undefined || visit === null || visit.queue.wait.redialMs === 0 || caller.number === '')
    return;
  const { seq, class: level, boostMs, enteredMs, stagesBegun } = place;
  const leftMs = desk.now.monoMs;
  desk.keptPlaces.put(nameOf(caller.number, visit.queue.id), {
    seq,
    class: level,
    boostMs,
    enteredMs,
    stagesBegun,
    leftMs,
  });
}

/** The place that this caller gave up not long ago, which is then nobody's any more; undefined when there is none. */
export function takeKeptPlace(
  desk: Desk,
  caller: string,
  queueId: string,
  withinMs: number,
): KeptPlace | undefined {
  const name = nameOf(caller, queueId);
  const kept = desk.keptPlaces.get(name);
  if (kept === undefined || caller === '' || desk.now.monoMs - kept.leftMs > withinMs) return undefined;
  desk.keptPlaces.delete(name);
  return kept;
}
