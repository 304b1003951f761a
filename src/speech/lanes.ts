import { SpeechError } from './speech-error.ts';

/**
 * Lets only so many tasks run at once; the others wait their turn, urgent ones before the rest. Refuses a
 * task when too many wait already.
 */
export class Lanes {
  readonly #lanes: number;
  readonly #waitingMax: number;
  readonly #urgent: (() => void)[] = [];
  readonly #others: (() => void)[] = [];
  #running = 0;

  constructor(lanes: number, waitingMax: number) {
    this.#lanes = lanes;
    this.#waitingMax = waitingMax;
  }

  /** Resolves or rejects as the task does; rejects at once when the line is full. */
  async run<T>(task: () => Promise<T>, urgent: boolean): Promise<T> {
    await this.#turn(urgent);
    try {
      return await task();
    } finally {
      this.#running -= 1;
      (this.#urgent.shift() ?? this.#others.shift())?.();
    }
  }

  #turn(urgent: boolean): Promise<void> {
    if (this.#running < this.#lanes) {
      this.#running += 1;
      return Promise.resolve();
    }
    if (this.#urgent.length + this.#others.length >= this.#waitingMax) {
      return Promise.reject(new SpeechError('too many texts wait to be spoken', { aboutText: true }));
    }
    return new Promise((resolve) => {
      (urgent ? this.#urgent : this.#others).push(() => {
        this.#running += 1;
        resolve();
      });
    });
  }
}
