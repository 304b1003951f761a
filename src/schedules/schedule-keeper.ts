import type { Logger } from 'pino';
import { type Clock, Failure } from '../base/index.ts';
import type { ScheduleRules } from '../bundle/index.ts';
import { nextChangeMs, type Schedule, type ScheduleState, stateAt } from '../flow/index.ts';
import { compileSchedule } from './compile-schedule.ts';
import { BY_FILE, type Emergency, withEmergency } from './emergency.ts';
import type { EmergencyFile } from './emergency-file.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A clock that is put back a little must not fall out of what is known. */
const BEHIND_MS = 2 * DAY_MS;
const AHEAD_MS = 400 * DAY_MS;

type Rules = ReadonlyMap<string, ScheduleRules>;
type Schedules = ReadonlyMap<string, Schedule>;

/** Somebody (`by`) switched an emergency on or off. */
export type EmergencySwitch = {
  readonly schedule: string;
  readonly on: boolean;
  /** Wall time at which it ends by itself; null: it does not. */
  readonly untilMs: number | null;
  readonly by: string;
};

/** A schedule as it is at this moment. Times are wall times. */
export type ScheduleNow = {
  readonly name: string;
  readonly zone: string;
  readonly state: ScheduleState | null;
  /** When that ends, as far as it is known now. */
  readonly untilMs: number;
  readonly emergency: Emergency | null;
};

export type ScheduleKeeperParts = {
  readonly rules: Rules;
  readonly file: EmergencyFile;
  readonly clock: Clock;
  readonly log: Logger;
  /** Is told of schedules that were made anew, and of the switch because of which they were. */
  readonly changed: (schedules: Schedules, switched: EmergencySwitch | null) => void;
};

/**
 * Keeps what was made of the opening hours up to date: once a day, when the rules or the clock change, and in
 * emergencies.
 */
export class ScheduleKeeper {
  readonly #parts: ScheduleKeeperParts;
  readonly #emergencies: Map<string, Emergency>;
  #rules: Rules;
  #schedules: Schedules = new Map();
  #madeMs = 0;
  #cancel: () => void = () => {};

  constructor(parts: ScheduleKeeperParts) {
    this.#parts = parts;
    this.#rules = parts.rules;
    this.#emergencies = this.#remembered();
    this.#make();
    this.#lookLater();
  }

  /** For 400 days from the last time that they were made. */
  get schedules(): Schedules {
    return this.#schedules;
  }

  /** All schedules as they are now, for people. */
  list(): readonly ScheduleNow[] {
    const { wallMs } = this.#parts.clock.now();
    return [...this.#schedules].map(([name, schedule]) => ({
      name,
      zone: this.#rules.get(name)!.zone,
      state: stateAt(schedule, wallMs) ?? null,
      untilMs: nextChangeMs(schedule, wallMs),
      emergency: this.#emergencyOf(name) ?? null,
    }));
  }

  /**
   * Switches an emergency on or off; it holds for the next caller, and in the process after this one. Throws `Failure`
   * SCHEDULE_UNKNOWN, or EMERGENCY_IN_FILE when the file itself says so and must be changed.
   */
  switchEmergency(wish: EmergencySwitch): ScheduleNow {
    const { schedule, on, untilMs, by } = wish;
    const rules = this.#rules.get(schedule);
    if (rules === undefined) throw new Failure('SCHEDULE_UNKNOWN', { schedule });
    if (rules.emergency && !on) throw new Failure('EMERGENCY_IN_FILE', { schedule, file: BY_FILE });
    if (on) this.#emergencies.set(schedule, { sinceMs: this.#parts.clock.now().wallMs, untilMs, by });
    else this.#emergencies.delete(schedule);
    this.#remember();
    this.#makeAnew(wish);
    return this.list().find(({ name }) => name === schedule)!;
  }

  /** The files say something else from now on. */
  rulesChanged(rules: Rules): void {
    this.#rules = rules;
    this.#makeAnew(null);
  }

  close(): void {
    this.#cancel();
  }

  /** The machine's clock may be set: so the wall is looked at more often than once a day. */
  #lookLater(): void {
    this.#cancel = this.#parts.clock.after(HOUR_MS, () => {
      const ageMs = this.#parts.clock.now().wallMs - this.#madeMs;
      if (ageMs >= DAY_MS || ageMs < 0) this.#makeAnew(null);
      this.#lookLater();
    });
  }

  #makeAnew(switched: EmergencySwitch | null): void {
    this.#make();
    this.#parts.changed(this.#schedules, switched);
  }

  #make(): void {
    this.#madeMs = this.#parts.clock.now().wallMs;
    this.#schedules = new Map([...this.#rules].map(([name, rules]) => [name, this.#made(name, rules)]));
  }

  #made(name: string, rules: ScheduleRules): Schedule {
    const schedule = compileSchedule(rules, this.#madeMs - BEHIND_MS, this.#madeMs + AHEAD_MS);
    const emergency = this.#emergencyOf(name);
    return emergency === undefined ? schedule : withEmergency(schedule, emergency);
  }

  /** What the file says has no end; what was switched on may have ended. */
  #emergencyOf(name: string): Emergency | undefined {
    const { wallMs } = this.#parts.clock.now();
    if (this.#rules.get(name)?.emergency === true) return { sinceMs: 0, untilMs: null, by: BY_FILE };
    const switched = this.#emergencies.get(name);
    return switched === undefined || (switched.untilMs ?? Infinity) <= wallMs ? undefined : switched;
  }

  #remembered(): Map<string, Emergency> {
    try {
      return new Map(this.#parts.file.read());
    } catch (err) {
      this.#parts.log.error({ err }, 'emergencies of before cannot be read: switch them on again');
      return new Map();
    }
  }

  /** An emergency holds at once, also when the disk is what burns. */
  #remember(): void {
    try {
      this.#parts.file.write(this.#emergencies);
    } catch (err) {
      this.#parts.log.error({ err }, 'the emergency cannot be kept: it holds until this process ends');
    }
  }
}
