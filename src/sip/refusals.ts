import type { Now } from '../base/index.ts';
import type { WhyRefused } from './verdict.ts';

/** So begins every phone that has a password: it is asked for the proof, and not turned away. */
const ASKED: readonly WhyRefused[] = ['no_credentials', 'stale_nonce'];
const TELL_EVERY_MS = 60_000;

/** Reason → requests that were turned away for it. */
export type RefusalCounts = Readonly<Record<string, number>>;

/** How many requests of others were turned away, and why: each by itself would fill the log of whoever is attacked. */
export class Refusals {
  readonly #counts = new Map<string, number>();
  /** Those that nobody has been told of. */
  readonly #fresh = new Map<string, number>();
  #toldMs: number;

  constructor({ monoMs }: Now) {
    this.#toldMs = monoMs;
  }

  /** Since the start. */
  get counts(): RefusalCounts {
    return Object.fromEntries(this.#counts);
  }

  note(why: WhyRefused): void {
    if (ASKED.includes(why)) return;
    for (const counts of [this.#counts, this.#fresh]) counts.set(why, (counts.get(why) ?? 0) + 1);
  }

  /** Those of the last minute, once each minute; null: none, or it is not time yet. */
  due({ monoMs }: Now): RefusalCounts | null {
    if (monoMs - this.#toldMs < TELL_EVERY_MS) return null;
    this.#toldMs = monoMs;
    const fresh = Object.fromEntries(this.#fresh);
    this.#fresh.clear();
    return Object.keys(fresh).length === 0 ? null : fresh;
  }
}
