import type { Part } from './ring-rules.ts';

/** A caller whose rings are cut into parts: those that are still to come, and when the first of them begins. */
export type ChangeOfPart = {
  readonly callId: string;
  readonly enteredMs: number;
  readonly dueMs: number;
  readonly left: readonly Part[];
};

/** The changes of part that are to come, in order of due time; each caller has one at most. */
export class ChangesOfPart {
  /** The latest first: what is due next is taken from the end. */
  readonly #sorted: ChangeOfPart[] = [];
  readonly #byCaller = new Map<string, ChangeOfPart>();

  /** Nothing is to come when no part is left. */
  add(callId: string, enteredMs: number, left: readonly Part[]): void {
    const next = left[0];
    if (next === undefined) return;
    const change = { callId, enteredMs, dueMs: enteredMs + next.fromMs, left };
    this.#byCaller.set(callId, change);
    let [from, to] = [0, this.#sorted.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.#sorted[middle]!.dueMs > change.dueMs) from = middle + 1;
      else to = middle;
    }
    this.#sorted.splice(from, 0, change);
  }

  /** The caller has gone: what was to come does not. */
  drop(callId: string): void {
    this.#byCaller.delete(callId);
  }

  /** The next change that is due by then, taken out; undefined when there is none. */
  take(byMs: number): ChangeOfPart | undefined {
    for (;;) {
      const next = this.#sorted.at(-1);
      if (next === undefined || next.dueMs > byMs) return undefined;
      this.#sorted.pop();
      if (this.#byCaller.get(next.callId) !== next) continue;
      this.#byCaller.delete(next.callId);
      return next;
    }
  }
}

/** The last number before this one: nothing at all can happen between the two. */
export function justBefore(atMs: number): number {
  const view = new DataView(new ArrayBuffer(8));
  if (atMs === 0) return -Number.MIN_VALUE;
  view.setFloat64(0, atMs);
  view.setBigInt64(0, view.getBigInt64(0) + (atMs > 0 ? -1n : 1n));
  return view.getFloat64(0);
}
