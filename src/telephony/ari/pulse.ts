import type { Clock } from '../../base/index.ts';
import type { AriTransport } from './ari-transport.ts';

export type PulseParts = {
  readonly transport: Pick<AriTransport, 'touch'>;
  readonly clock: Clock;
  /** No request of ours is taken any more, while events may go on coming. */
  readonly onRefused: () => void;
};

/** More often than Asterisk, or we, let go of a connection that rests. */
const EVERY_MS = 2_000;
/** One may just have met the end of its connection. */
const REFUSED_MAX = 2;

/**
 * Asks for next to nothing, again and again, over all connections that there may be. So none of them is given back: on
 * a machine on which somebody takes all that Asterisk has there would be no new one at the next call. And it is noticed
 * when requests are cut off though events come, which nothing else would tell before a caller is there.
 */
export class Pulse {
  readonly #parts: PulseParts;
  #cancel: () => void = () => {};
  /** What was asked in a life before this one says nothing any more. */
  #life = 0;

  constructor(parts: PulseParts) {
    this.#parts = parts;
  }

  /** From now on, in the place of whatever went on before. */
  start(): void {
    this.stop();
    void this.#beat(0);
  }

  stop(): void {
    this.#life += 1;
    this.#cancel();
  }

  #beatLater(refusedCount: number): void {
    this.#cancel = this.#parts.clock.after(EVERY_MS, () => void this.#beat(refusedCount));
  }

  async #beat(refusedBefore: number): Promise<void> {
    const life = this.#life;
    const refusedCount = (await this.#parts.transport.touch()) ? 0 : refusedBefore + 1;
    if (life !== this.#life) return;
    if (refusedCount < REFUSED_MAX) this.#beatLater(refusedCount);
    else this.#parts.onRefused();
  }
}
