import type { Clock } from '../base/index.ts';
import type { ScheduleRules } from '../bundle/index.ts';
import type { Schedule } from '../flow/index.ts';
import { compileSchedule } from './compile-schedule.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A clock that is put back a little must not fall out of what is known. */
const BEHIND_MS = 2 * DAY_MS;
const AHEAD_MS = 400 * DAY_MS;

export type ScheduleKeeperParts = {
  readonly rules: ReadonlyMap<string, ScheduleRules>;
  readonly clock: Clock;
  /** Is told of schedules that were made anew. */
  readonly changed: (schedules: ReadonlyMap<string, Schedule>) => void;
};

/** Keeps what was made of the opening hours up to date: once a day, and when the rules or the clock change. */
export class ScheduleKeeper {
  readonly #clock: Clock;
  readonly #changed: ScheduleKeeperParts['changed'];
  #rules: ReadonlyMap<string, ScheduleRules>;
  #schedules: ReadonlyMap<string, Schedule> = new Map();
  #madeMs = 0;
  #cancel: () => void = () => {};

  constructor({ rules, clock, changed }: ScheduleKeeperParts) {
    this.#rules = rules;
    this.#clock = clock;
    this.#changed = changed;
    this.#make();
    this.#lookLater();
  }

  /** For 400 days from the last time that they were made. */
  get schedules(): ReadonlyMap<string, Schedule> {
    return this.#schedules;
  }

  /** The files say something else from now on. */
  rulesChanged(rules: ReadonlyMap<string, ScheduleRules>): void {
    this.#rules = rules;
    this.#makeAnew();
  }

  close(): void {
    this.#cancel();
  }

  /** The machine's clock may be set: so the wall is looked at more often than once a day. */
  #lookLater(): void {
    this.#cancel = this.#clock.after(HOUR_MS, () => {
      const ageMs = this.#clock.now().wallMs - this.#madeMs;
      if (ageMs >= DAY_MS || ageMs < 0) this.#makeAnew();
      this.#lookLater();
    });
  }

  #makeAnew(): void {
    this.#make();
    this.#changed(this.#schedules);
  }

  #make(): void {
    const { wallMs } = this.#clock.now();
    this.#madeMs = wallMs;
    this.#schedules = new Map(
      [...this.#rules].map(([name, rules]) => [
        name,
        compileSchedule(rules, wallMs - BEHIND_MS, wallMs + AHEAD_MS),
      ]),
    );
  }
}
