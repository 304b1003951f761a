import { setImmediate } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Clock, Failure } from '../base/index.ts';
import type { ShadowState } from '../http/index.ts';
import type { CallStory, Store } from '../journal/index.ts';
import { type Candidate, type Comparison, compareCallInSteps } from '../rehearsal/index.ts';
import { inTurns, withinBudget } from './in-turns.ts';
import { ShadowTally } from './shadow-tally.ts';

/** What comparing may cost. */
export type ShadowLimits = {
  /** Calls that have ended and wait to be made again; what comes above it is passed over. */
  readonly waitingMax: number;
  /** Entries of the timeline of a call that is made again. */
  readonly entriesMax: number;
  /** Processor for one call, in milliseconds. */
  readonly budgetMs: number;
};

export const SHADOW_LIMITS: ShadowLimits = { waitingMax: 100, entriesMax: 5_000, budgetMs: 100 };

/** So long a call is made again at most before others have their turn. */
const TURN_MS = 2;
/** The rest after each call, in times of what it took: all of it takes a tenth of the processor at most. */
const RESTS = 9;

export type ShadowCourseParts = {
  readonly store: Pick<Store, 'call'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits: ShadowLimits;
  readonly candidate: Candidate;
  readonly of: Pick<ShadowState, 'version' | 'flowHash' | 'sinceMs' | 'by'>;
  /** Calls that had ended before; those that end from now on come first. */
  readonly past: readonly string[];
};

const TOO_LONG: Comparison = { kind: 'notComparable', why: 'the call is too long' };
const ITSELF: Comparison = { kind: 'notComparable', why: 'the caller met these very flows' };

/**
 * One comparison: the calls that wait to be made again, and what has come of those that were. One at a time and between
 * the turns of real calls, for which nothing is written and nobody waits.
 */
export class ShadowCourse {
  readonly #parts: ShadowCourseParts;
  readonly #tally = new ShadowTally();
  readonly #fresh: string[] = [];
  #past: readonly string[];
  #ended: ShadowState['ended'] = null;
  #work: Promise<void> | null = null;
  #endRest = (): void => {};

  constructor(parts: ShadowCourseParts) {
    this.#parts = parts;
    this.#past = parts.past;
    this.#wake();
  }

  get flowHash(): string {
    return this.#parts.of.flowHash;
  }

  /** A call has ended. */
  add(callId: string): void {
    if (this.#ended !== null) return;
    if (this.#fresh.length >= this.#parts.limits.waitingMax) return this.#tally.passOver();
    this.#fresh.push(callId);
    this.#wake();
  }

  /** No more calls are made again; resolves when the last one is done with. */
  async end(why: string): Promise<void> {
    if (this.#ended === null) {
      this.#ended = { atMs: this.#parts.clock.now().wallMs, why };
      this.#fresh.length = 0;
      this.#past = [];
      this.#endRest();
      const { last: _, ...sums } = this.told();
      this.#parts.log.info(sums, 'calls are no longer compared');
    }
    await this.#work;
  }

  told(): ShadowState {
    const waiting = this.#fresh.length + this.#past.length;
    return { ...this.#parts.of, ended: this.#ended, waiting, ...this.#tally.sums() };
  }

  #wake(): void {
    this.#work ??= this.#compareAll();
  }

  /** Never in the very turn in which a call ended. */
  async #compareAll(): Promise<void> {
    await setImmediate();
    for (let callId = this.#next(); callId !== undefined; callId = this.#next()) {
      const tookMs = await this.#compare(callId);
      if (this.#ended === null) await this.#rest(RESTS * tookMs);
    }
    this.#work = null;
  }

  #next(): string | undefined {
    const fresh = this.#fresh.shift();
    if (fresh !== undefined) return fresh;
    const [past, ...others] = this.#past;
    this.#past = others;
    return past;
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#parts.clock.after(ms, resolve);
      this.#endRest = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Resolves with how long others had to share the processor with it, in milliseconds. */
  async #compare(callId: string): Promise<number> {
    const { store, log } = this.#parts;
    let beganMs = performance.now();
    try {
      const story = await store.call(callId);
      beganMs = performance.now();
      if (story === undefined) this.#tally.cannot('the journal does not have the call');
      else this.#tally.note(await this.#comparisonOf(story), story.record);
    } catch (err) {
      log.error({ err, callId }, 'a call could not be made again in other flows');
      const isAway = err instanceof Failure;
      this.#tally.cannot(isAway ? 'the store did not answer' : 'an error inside Cordboard: see the log');
    }
    return performance.now() - beganMs;
  }

  async #comparisonOf({ record, timeline }: CallStory): Promise<Comparison> {
    const { limits, candidate } = this.#parts;
    if (record.flowHash === this.flowHash) return ITSELF;
    if (timeline.length > limits.entriesMax) return TOO_LONG;
    const work = compareCallInSteps(timeline, candidate);
    return inTurns(withinBudget(work, limits.budgetMs, TOO_LONG), TURN_MS);
  }
}
