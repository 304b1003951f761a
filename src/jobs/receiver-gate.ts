import type { DeliveryResult } from './deliver-message.ts';
import type { ReceiverState } from './jobs.ts';

/** So many failures in a row, and a receiver is left alone for so long; then one message is tried. */
const FAILURES_MAX = 5;
const REST_MS = 30_000;
/** Who said that it is gone is believed for so long: a person may have put something else into its place. */
const GONE_MS = 3_600_000;
/** Messages on their way to one receiver: one that hangs holds so many, and the others have the rest. */
const AT_ONCE_MAX = 5;

/**
 * What is known of one receiver. `go`: it may be tried · `busy`: a moment later, for enough is on its way to it ·
 * `rests`: not before `untilMs` (wall time) · `gone`: it wants nothing more.
 */
export type GateState =
  | { readonly kind: 'go' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'rests'; readonly untilMs: number }
  | { readonly kind: 'gone' };

/** The way to one receiver. Each has its own: what happens at one never delays another. */
export class ReceiverGate {
  #underWay = 0;
  #failuresInRow = 0;
  #restsUntilMs = 0;
  #goneUntilMs = 0;
  #deliveredCount = 0;
  #failedTriesCount = 0;

  stateAt(wallMs: number): GateState {
    if (wallMs < this.#goneUntilMs) return { kind: 'gone' };
    if (wallMs < this.#restsUntilMs) return { kind: 'rests', untilMs: this.#restsUntilMs };
    const atOnceMax = this.#failuresInRow >= FAILURES_MAX ? 1 : AT_ONCE_MAX;
    return { kind: this.#underWay < atOnceMax ? 'go' : 'busy' };
  }

  /** One try, by which the receiver is judged. */
  async try(deliver: () => Promise<DeliveryResult>, wallMs: () => number): Promise<DeliveryResult> {
    this.#underWay += 1;
    const result = await deliver();
    this.#underWay -= 1;
    this.#judge(result, wallMs());
    return result;
  }

  shownAt(wallMs: number): Omit<ReceiverState, 'host' | 'events'> {
    const state = this.stateAt(wallMs);
    return {
      deliveredCount: this.#deliveredCount,
      failedTriesCount: this.#failedTriesCount,
      restsUntilMs: state.kind === 'rests' ? state.untilMs : null,
      isGone: state.kind === 'gone',
    };
  }

  #judge(result: DeliveryResult, wallMs: number): void {
    if (result.kind === 'delivered') {
      this.#deliveredCount += 1;
      this.#failuresInRow = 0;
      this.#goneUntilMs = 0;
      return;
    }
    if (result.kind === 'gone') {
      this.#goneUntilMs = wallMs + GONE_MS;
      return;
    }
    this.#failedTriesCount += 1;
    this.#failuresInRow += 1;
    const isBroken = this.#failuresInRow >= FAILURES_MAX;
    const restMs = Math.max(isBroken ? REST_MS : 0, result.againMs ?? 0);
    this.#restsUntilMs = Math.max(this.#restsUntilMs, wallMs + restMs);
  }
}
