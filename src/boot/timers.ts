import type { Clock } from '../base/index.ts';
import type { TimerKey } from '../switchboard/index.ts';

/**
 * The running timers of the switchboard: one for each owner and purpose, a newer one replaces an older one.
 */
export class Timers {
  readonly #clock: Clock;
  readonly #fire: (key: TimerKey) => void;
  readonly #running = new Map<string, { readonly generation: number; readonly cancel: () => void }>();

  constructor(clock: Clock, fire: (key: TimerKey) => void) {
    this.#clock = clock;
    this.#fire = fire;
  }

  start(key: TimerKey, delayMs: number): void {
    const name = nameOf(key);
    this.#running.get(name)?.cancel();
    const cancel = this.#clock.after(delayMs, () => {
      this.#running.delete(name);
      this.#fire(key);
    });
    this.#running.set(name, { generation: key.generation, cancel });
  }

  stop(key: TimerKey): void {
    const name = nameOf(key);
    const running = this.#running.get(name);
    if (running === undefined || running.generation !== key.generation) return;
    running.cancel();
    this.#running.delete(name);
  }

  stopAll(): void {
    for (const { cancel } of this.#running.values()) cancel();
    this.#running.clear();
  }
}

const nameOf = (key: TimerKey): string => `${key.owner} ${key.purpose}`;
