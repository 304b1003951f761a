import type { Load } from '../switchboard/index.ts';
import type { AlarmSource, Finding } from './alarm.ts';

/** Under this share of the limit it is well again. */
const WELL_SHARE = 0.5;

/** Who pressed a key wonders by then whether it was heard. */
const STALL_MS = 1_000;

export type LateParts = {
  readonly load: () => Load;
  /** The longest time for which we did nothing, since this was asked last. */
  readonly takeStallMs: () => number;
  readonly lateMsMax: number;
};

/**
 * We or the exchange are late at each moment of a second: callers would soon hear it. Or we did nothing at all for a
 * second: callers may have noticed, and the next time it may be longer.
 */
export class Late implements AlarmSource {
  readonly #parts: LateParts;

  constructor(parts: LateParts) {
    this.#parts = parts;
  }

  look(): readonly Finding[] {
    const stallMs = this.#parts.takeStallMs();
    return stallMs >= STALL_MS ? [stalled(stallMs)] : [this.#ofLoad()];
  }

  #ofLoad(): Finding {
    const { load, lateMsMax } = this.#parts;
    const { lagMs, answerMs } = load();
    const lateMs = Math.max(lagMs, answerMs);
    const who = lagMs >= answerMs ? 'Cordboard' : 'Asterisk';
    const say =
      `${who} is late by ${Math.round(lateMs)} ms, more than limits.late allows, and fewer new calls are let in: ` +
      'see what else the machine does, or give it more processor';
    const verdict = lateMs >= lateMsMax ? 'bad' : lateMs < lateMsMax * WELL_SHARE ? 'good' : 'between';
    return { ...LATE, verdict, say };
  }
}

const LATE = { id: 'late', kind: 'late', queue: null } as const;

const stalled = (stallMs: number): Finding => ({
  ...LATE,
  verdict: 'bad',
  say:
    `Cordboard did nothing for ${(stallMs / 1_000).toFixed(1)} s, and everything waited: see what the machine did ` +
    'then (its disk, its memory, other programs); if it was idle, this is an error of ours',
});
