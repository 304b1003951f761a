import type { Load } from '../switchboard/index.ts';
import type { AlarmSource, Finding } from './alarm.ts';

/** Under this share of the limit it is well again. */
const WELL_SHARE = 0.5;

/** We or the exchange are late at each moment of a second: callers would soon hear it. */
export class Late implements AlarmSource {
  readonly #load: () => Load;
  readonly #lateMsMax: number;

  constructor(load: () => Load, lateMsMax: number) {
    this.#load = load;
    this.#lateMsMax = lateMsMax;
  }

  look(): readonly Finding[] {
    const { lagMs, answerMs } = this.#load();
    const lateMs = Math.max(lagMs, answerMs);
    const who = lagMs >= answerMs ? 'Cordboard' : 'Asterisk';
    const say =
      `${who} is late by ${Math.round(lateMs)} ms, more than limits.late allows, and fewer new calls are let in: ` +
      'see what else the machine does, or give it more processor';
    const verdict =
      lateMs >= this.#lateMsMax ? 'bad' : lateMs < this.#lateMsMax * WELL_SHARE ? 'good' : 'between';
    return [{ id: 'late', kind: 'late', queue: null, verdict, say }];
  }
}
