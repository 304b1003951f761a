import type { QueueRules } from '../../routing/index.ts';
import type { Call } from '../call.ts';
import type { Desk } from '../desk.ts';

/** A place in a line that was given up not long ago. Monotonic times. */
export type KeptPlace = {
  /** Null: nobody stood there; whoever comes then is the last of those who came at the same moment. */
  readonly seq: number | null;
  readonly class: number;
  readonly boostMs: number;
  readonly enteredMs: number;
  readonly stagesBegun: number;
  readonly leftMs: number;
};

const nameOf = (caller: string, queueId: string): string => `${caller}\n${queueId}`;

/** Where the caller stands now; undefined when that is in no line. */
export function placeNow(desk: Desk, call: Call): KeptPlace | undefined {
  const place = desk.router.find(call.id);
  if (place === undefined) return undefined;
  const { seq, class: level, boostMs, enteredMs, stagesBegun } = place;
  return { seq, class: level, boostMs, enteredMs, stagesBegun, leftMs: desk.now.monoMs };
}

/** The caller is gone while waiting: who calls again soon has the place back. To be called before the line is left. */
export function keepPlace(desk: Desk, call: Call): void {
  const { visit, caller } = call;
  if (call.callback !== null || visit === null) return;
  const place = placeNow(desk, call);
  if (place !== undefined) keepPlaceFor(desk, caller.number, visit.queue, place);
}

/** Whoever hides the number cannot be known again. */
export function keepPlaceFor(desk: Desk, caller: string, { id, wait }: QueueRules, place: KeptPlace): void {
  if (wait.redialMs > 0 && caller !== '') desk.keptPlaces.put(nameOf(caller, id), place);
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
