import type { Clock, Prng } from '../../../src/base/index.ts';
import type { Recordings } from '../../../src/recordings/index.ts';
import { between, happens } from './chances.ts';

/** What of the keeping of recordings the loop uses. */
export type Keeping = Pick<Recordings, 'keep'>;
type Fate = Awaited<ReturnType<Keeping['keep']>>;

const SLOW = 100;
const FATES: readonly Fate[] = [
  { ok: true, soundMs: 4_000 },
  { ok: true, soundMs: 0 },
  { ok: false, soundMs: 0 },
];

/** Takes recordings over: mostly at once, sometimes later than anybody waits, and not always with success. */
export class SimulatedKeeping implements Keeping {
  readonly #clock: Clock;
  readonly #prng: Prng;
  readonly #onSettled: () => void;

  constructor(clock: Clock, prng: Prng, onSettled: () => void) {
    this.#clock = clock;
    this.#prng = prng;
    this.#onSettled = onSettled;
  }

  keep: Keeping['keep'] = () => {
    const { promise, resolve } = Promise.withResolvers<Fate>();
    const fate = this.#prng.pick(FATES);
    const afterMs = happens(this.#prng, SLOW)
      ? between(this.#prng, 2_000, 30_000)
      : between(this.#prng, 1, 500);
    this.#clock.after(afterMs, () => {
      resolve(fate);
      this.#onSettled();
    });
    return promise;
  };
}
