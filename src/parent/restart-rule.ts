import { EXIT_BROKEN, EXIT_DRAINED, EXIT_REPLACED } from '../base/index.ts';

/** How a process ended: its exit code, or null when a signal ended it or it was never ours to wait for. */
export type Exit = { readonly code: number | null; readonly wasReady: boolean; readonly upMs: number };

export type Verdict =
  | {
      readonly kind: 'restart';
      readonly delayMs: number;
      /** Of the program and the settings that lie there now, not of those that one has loaded before. */
      readonly isNew: boolean;
    }
  /** It has never worked: a person must mend something. */
  | { readonly kind: 'failed' }
  /** Another one has taken its place on purpose: starting it again would only take the place back. */
  | { readonly kind: 'replaced' }
  /** It has brought its work to an end, as somebody wanted it: nobody is to follow. */
  | { readonly kind: 'drained' }
  /** It breaks again and again: it stays down, and what it left behind goes on without it. */
  | { readonly kind: 'givenUp' };

const DELAY_MS_MIN = 200;
const DELAY_MS_MAX = 5_000;
/** Who has lived for so long starts with a clean sheet. */
const GOOD_LIFE_MS = 60_000;
const FIRST_TRIES_MAX = 3;
/** Somebody wanted another one in its place: nothing is wrong. */
const EXIT_ASKED = 0;
const BROKEN_MAX = 3;
const BROKEN_WITHIN_MS = 60_000;
/** Wrong files or wrong usage: trying again would change nothing. */
const EXIT_WRONG = [1, 2];

export type RestartRuleOptions = {
  /** Another process may serve in its place now and this one later: it goes on waiting for its turn. */
  readonly standsBy: boolean;
};

/** Decides after each exit of one process what to do next. Times are of one clock that only goes forward. */
export class RestartRule {
  readonly #standsBy: boolean;
  #everReady = false;
  #shortLivesCount = 0;
  #brokenAtMs: number[] = [];

  constructor({ standsBy }: RestartRuleOptions = { standsBy: false }) {
    this.#standsBy = standsBy;
  }

  exited(exit: Exit, nowMs: number): Verdict {
    this.#everReady ||= exit.wasReady;
    if (exit.code === EXIT_DRAINED) return { kind: 'drained' };
    if (exit.code === EXIT_ASKED && exit.wasReady) return { kind: 'restart', delayMs: 0, isNew: true };
    this.#shortLivesCount = exit.upMs >= GOOD_LIFE_MS ? 1 : this.#shortLivesCount + 1;
    if (exit.code === EXIT_REPLACED && !this.#standsBy) return { kind: 'replaced' };
    if (!this.#everReady && this.#isHopeless(exit)) return { kind: 'failed' };
    if (exit.code === EXIT_BROKEN && this.#brokenTooOften(nowMs)) return { kind: 'givenUp' };
    const delayMs = Math.min(DELAY_MS_MAX, DELAY_MS_MIN * 2 ** (this.#shortLivesCount - 1));
    return { kind: 'restart', delayMs, isNew: false };
  }

  #isHopeless({ code }: Exit): boolean {
    return (code !== null && EXIT_WRONG.includes(code)) || this.#shortLivesCount >= FIRST_TRIES_MAX;
  }

  #brokenTooOften(nowMs: number): boolean {
    this.#brokenAtMs = [...this.#brokenAtMs.filter((atMs) => nowMs - atMs < BROKEN_WITHIN_MS), nowMs];
    return this.#brokenAtMs.length >= BROKEN_MAX;
  }
}
