/**
 * The two times of one instant. `monoMs` is monotonic: it measures durations and means nothing after a restart.
 * `wallMs` (since the Unix epoch) may jump: it is for what is stored and what people read.
 */
export type Now = { readonly monoMs: number; readonly wallMs: number };

/**
 * Time for `boot` and the edges. Pure rooms get less: `now` is an argument there, and a timer is a command.
 */
export interface Clock {
  now(): Now;
  /** Calls `fire` once after `delayMs` milliseconds; the returned function cancels it. */
  after(delayMs: number, fire: () => void): () => void;
}

type Alarm = { readonly atMs: number; readonly number: number; readonly fire: () => void };

/** A clock that moves only when told to. Alarms of one instant fire in the order in which they were set. */
export class SimulatedClock implements Clock {
  #monoMs: number;
  #wallMs: number;
  #count = 0;
  readonly #alarms = new Map<number, Alarm>();

  constructor(start: Now = { monoMs: 0, wallMs: 1_800_000_000_000 }) {
    this.#monoMs = start.monoMs;
    this.#wallMs = start.wallMs;
  }

  now(): Now {
    return { monoMs: this.#monoMs, wallMs: this.#wallMs };
  }

  after(delayMs: number, fire: () => void): () => void {
    this.#count += 1;
    const number = this.#count;
    this.#alarms.set(number, { atMs: this.#monoMs + Math.max(0, delayMs), number, fire });
    return () => this.#alarms.delete(number);
  }

  /** Moves on by `durationMs` and fires every alarm on the way, each at its own instant. */
  advance(durationMs: number): void {
    const endMs = this.#monoMs + durationMs;
    for (let next = this.#first(); next !== undefined && next.atMs <= endMs; next = this.#first())
      this.#fire(next);
    this.#moveTo(endMs);
  }

  /** Jumps to the next alarm and fires it; false when none is set. */
  step(): boolean {
    const next = this.#first();
    if (next === undefined) return false;
    this.#fire(next);
    return true;
  }

  /** The wall clock jumps, as an administrator or NTP makes it; the monotonic one does not notice. */
  jumpWall(byMs: number): void {
    this.#wallMs += byMs;
  }

  #fire(alarm: Alarm): void {
    this.#moveTo(alarm.atMs);
    this.#alarms.delete(alarm.number);
    alarm.fire();
  }

  #moveTo(monoMs: number): void {
    this.#wallMs += monoMs - this.#monoMs;
    this.#monoMs = monoMs;
  }

  #first(): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms.values()) {
      if (first === undefined || alarm.atMs < first.atMs) first = alarm;
    }
    return first;
  }
}
