import type { Clock, Prng } from '../../../src/base/index.ts';
import type { Speech } from '../../../src/speech/index.ts';
import { between, happens } from './chances.ts';
import type { Climate } from './climate.ts';

/** What of the speech port the loop uses. */
export type Sounds = Pick<Speech, 'ready' | 'make' | 'forgetBroken'>;

/** Words become sounds, most of them at once; making one takes its time on the simulated clock. */
export class SimulatedSpeech implements Sounds {
  readonly #clock: Clock;
  readonly #prng: Prng;
  readonly #climate: Climate;
  /** To be told whenever a promise is settled: what follows from it runs before time moves on. */
  readonly #onSettled: () => void;
  #count = 0;

  constructor(clock: Clock, prng: Prng, climate: Climate, onSettled: () => void) {
    this.#clock = clock;
    this.#prng = prng;
    this.#climate = climate;
    this.#onSettled = onSettled;
  }

  ready: Sounds['ready'] = (_, items) => {
    if (happens(this.#prng, this.#climate.slowSounds)) return undefined;
    return items.map(() => this.#sound());
  };

  make: Sounds['make'] = (_, items) => {
    const { promise, resolve } = Promise.withResolvers<readonly string[]>();
    this.#clock.after(between(this.#prng, 1, 5_000), () => {
      resolve(items.map(() => this.#sound()));
      this.#onSettled();
    });
    return promise;
  };

  forgetBroken: Sounds['forgetBroken'] = (sounds) => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#clock.after(between(this.#prng, 1, 50), () => {
      resolve(sounds.some((sound) => this.soundMs(sound) === null));
      this.#onSettled();
    });
    return promise;
  };

  /** How long a sound is, from its path; null when there is no such file. */
  soundMs(path: string): number | null {
    const [, kind, duration] = path.split('/');
    return kind === 'missing' ? null : Number(duration);
  }

  #sound(): string {
    this.#count += 1;
    const kind = happens(this.#prng, this.#climate.missingSounds) ? 'missing' : 'sound';
    return `/${kind}/${between(this.#prng, 200, 6_000)}/${this.#count}`;
  }
}
