import type { ExchangeWitness } from '../../test/kit/exchange-witness.ts';
import { passes } from './standard-load.ts';

const LOOK_EVERY_MS = 250;
/** The channel of an operator's phone names the call that it was rung for: "op-CALL-ATTEMPT-CONTACT". */
const RUNG_FOR = /^op-(.+)-\d+-\d+$/;

/** Looks at Asterisk itself for operators' legs whose callers have gone. */
export class OrphanWatch {
  /** How long one has been alone, at most. */
  longestMs = 0;
  readonly #witness: ExchangeWitness;
  readonly #sinceMs = new Map<string, number>();
  readonly #watching: Promise<void>;
  #isOver = false;

  constructor(witness: ExchangeWitness) {
    this.#witness = witness;
    this.#watching = this.#watch();
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#watching;
  }

  async #watch(): Promise<void> {
    while (!this.#isOver) {
      const ids = new Set((await this.#witness.channels()).map(({ id }) => id));
      const alone = [...ids].filter((id) => {
        const callId = RUNG_FOR.exec(id)?.[1];
        return callId !== undefined && !ids.has(callId);
      });
      this.#note(new Set(alone), performance.now());
      await passes(LOOK_EVERY_MS);
    }
  }

  #note(alone: ReadonlySet<string>, atMs: number): void {
    for (const id of this.#sinceMs.keys()) if (!alone.has(id)) this.#sinceMs.delete(id);
    for (const id of alone) {
      if (!this.#sinceMs.has(id)) this.#sinceMs.set(id, atMs);
      this.longestMs = Math.max(this.longestMs, atMs - this.#sinceMs.get(id)!);
    }
  }
}
