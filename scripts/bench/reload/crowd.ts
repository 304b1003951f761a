import { type Clock, prngFrom } from '../../../src/base/index.ts';
import type { SimulatedCaller } from '../../../test/simulation/simulated-caller.ts';
import type { SimulatedExchange } from '../../../test/simulation/simulated-exchange.ts';

const KEYS = [...'0123*'];
/** A caller does something so often, and stays so long at most. */
const ACT_MS = { least: 500, most: 3_000 };
const STAY_MS = { least: 10_000, most: 60_000 };

/** So many people are on the phone all the time: they press keys, hang up, and others come in their place. */
export class Crowd {
  readonly #exchange: SimulatedExchange;
  readonly #clock: Clock;
  readonly #numbers: readonly string[];
  readonly #prng = prngFrom(1);
  readonly #callers = new Set<SimulatedCaller>();
  #count = 0;
  #isOver = false;

  constructor(exchange: SimulatedExchange, clock: Clock, numbers: readonly string[]) {
    this.#exchange = exchange;
    this.#clock = clock;
    this.#numbers = numbers;
  }

  /** Everybody who is on the phone. */
  get size(): number {
    return this.#callers.size;
  }

  begin(size: number): void {
    for (let count = 0; count < size; count++) this.#comes();
  }

  end(): void {
    this.#isOver = true;
    for (const caller of this.#callers) caller.hangUp();
  }

  #comes(): void {
    this.#count += 1;
    const number = `+7916${String(this.#count).padStart(7, '0')}`;
    const caller = this.#exchange.call(number, this.#prng.pick(this.#numbers));
    this.#callers.add(caller);
    this.#actsLater(caller);
    this.#clock.after(this.#between(STAY_MS), () => caller.hangUp());
  }

  #actsLater(caller: SimulatedCaller): void {
    this.#clock.after(this.#between(ACT_MS), () => {
      if (this.#isOver) return;
      if (caller.state !== 'gone') {
        caller.press(this.#prng.pick(KEYS));
        return this.#actsLater(caller);
      }
      this.#callers.delete(caller);
      this.#comes();
    });
  }

  #between({ least, most }: { readonly least: number; readonly most: number }): number {
    return least + this.#prng.below(most - least);
  }
}
