import { beforeInLine, type WaitingCaller } from './waiting-caller.ts';

/**
 * All waiting callers in the order in which they are served: by class, then age with boost, then order of
 * entering.
 */
export class Line {
  readonly #sorted: WaitingCaller[] = [];
  readonly #byCall = new Map<string, WaitingCaller>();
  readonly #countOf = new Map<string, number>();

  join(caller: WaitingCaller): void {
    this.#sorted.splice(this.#placeOf(caller), 0, caller);
    this.#byCall.set(caller.callId, caller);
    this.#countOf.set(caller.queue.id, this.countOf(caller.queue.id) + 1);
  }

  leave(callId: string): WaitingCaller | undefined {
    const caller = this.#byCall.get(callId);
    if (caller === undefined) return undefined;
    this.#byCall.delete(callId);
    this.#sorted.splice(this.#placeOf(caller), 1);
    this.#countOf.set(caller.queue.id, this.countOf(caller.queue.id) - 1);
    return caller;
  }

  find(callId: string): WaitingCaller | undefined {
    return this.#byCall.get(callId);
  }

  /** Callers in this queue, those being offered included. */
  countOf(queueId: string): number {
    return this.#countOf.get(queueId) ?? 0;
  }

  inOrder(): readonly WaitingCaller[] {
    return this.#sorted;
  }

  /** Where the caller stands or would stand: binary search, since keys never change. */
  #placeOf(caller: WaitingCaller): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (beforeInLine(this.#sorted[middle]!, caller) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
