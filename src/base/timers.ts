import type { Clock } from './clock.ts';

/** Names a wait: of whom, what for, and which one of them. */
type TimerName = { readonly owner: string; readonly purpose: string; readonly generation: number };

/** The running timers of whoever decides: one for each owner and purpose, a newer one replaces an older one. */
export class Timers<Key extends TimerName> {
  readonly #clock: Clock;
  readonly #fire: (key: Key) => void;
  readonly #running = new Map<string, { readonly generation: number; readonly cancel: () => void }>();

  constructor(clock: Clock, fire: (key: Key) => void) {
    this.#clock = clock;
    this.#fire = fire;
  }

  start(key: Key, delayMs: number): void {
    const name = nameOf(key);
    this.#running.get(name)?.cancel();
    const cancel = this.#clock.after(delayMs, () => {
      this.#running.delete(name);
      this.#fire(key);
    });
    this.#running.set(name, { generation: key.generation, cancel });
  }

  stop(key: Key): void {
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

const nameOf = (key: TimerName): string => `${key.owner} ${key.purpose}`;
