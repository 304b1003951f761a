import type { Ban } from '../../bans/index.ts';
import type { Clock } from '../../base/index.ts';
import type { BanWitness } from '../index.ts';
import { bansIn } from './bans-in.ts';
import type { keysOf } from './keys.ts';
import { answersOf, type RedisLink } from './redis-link.ts';

/** An edge that is there looks twice a second. */
const LIFTED_MS_MIN = 10_000;

/** Cordboard's side of the board of bans, in Redis, over a connection of its own. */
export class RedisBanWitness implements BanWitness {
  readonly #link: RedisLink;
  readonly #keys: ReturnType<typeof keysOf>;
  readonly #clock: Clock;

  constructor(link: RedisLink, keys: ReturnType<typeof keysOf>, clock: Clock) {
    this.#link = link;
    this.#keys = keys;
    this.#clock = clock;
  }

  bans(): Promise<readonly Ban[]> {
    return this.#link.insist((redis) => bansIn(redis, this.#keys));
  }

  /** The wish stands there for as long as the ban could: an edge that comes back finds both. */
  async lift({ address, untilMs }: Ban): Promise<void> {
    const { lifted } = this.#keys;
    const leftMs = Math.max(LIFTED_MS_MIN, Math.ceil(untilMs - this.#clock.now().wallMs));
    await this.#link.insist(async (redis) => {
      const standsMs = await redis.pttl(lifted);
      return answersOf(redis.multi().sadd(lifted, address).pexpire(lifted, Math.max(leftMs, standsMs)));
    });
  }

  close(): void {
    this.#link.close();
  }
}
