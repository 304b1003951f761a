import type { Ban } from '../../bans/index.ts';
import type { Clock } from '../../base/index.ts';
import type { BanBoard } from '../index.ts';
import { bansIn } from './bans-in.ts';
import type { keysOf } from './keys.ts';
import { answersOf, type RedisLink } from './redis-link.ts';

const ROUND_MS = 500;

type Told = Parameters<BanBoard['start']>[0];

/** The edge's side of the board of bans, in Redis. Redis may forget everything: then it is written anew. */
export class RedisBans implements BanBoard {
  readonly #link: RedisLink;
  readonly #keys: ReturnType<typeof keysOf>;
  readonly #clock: Clock;
  #wanted: readonly Ban[] = [];
  /** What stands there, as text; null: nobody knows. */
  #written: string | null = null;
  #isRead = false;
  #isBusy = false;
  #stop: () => void = () => {};

  constructor(link: RedisLink, keys: ReturnType<typeof keysOf>, clock: Clock) {
    this.#link = link;
    this.#keys = keys;
    this.#clock = clock;
  }

  start(told: Told): void {
    this.#link.onReady(() => {
      this.#written = null;
      void this.#round(told);
    });
    this.#roundLater(told);
  }

  show(bans: readonly Ban[]): void {
    this.#wanted = bans;
  }

  close(): void {
    this.#stop();
  }

  #roundLater(told: Told): void {
    this.#stop = this.#clock.after(ROUND_MS, () => {
      void this.#round(told);
      this.#roundLater(told);
    });
  }

  async #round(told: Told): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    if (this.#isRead) await this.#write();
    if (!this.#isRead) await this.#read(told);
    else await this.#lookForLifted(told);
    this.#isBusy = false;
  }

  async #read({ onKept }: Told): Promise<void> {
    const kept = await this.#link.ask((redis) => bansIn(redis, this.#keys));
    if (kept === undefined) return;
    this.#isRead = true;
    // Until they are shown again they stand there as they are.
    this.#wanted = kept;
    onKept(kept);
  }

  async #lookForLifted({ onLifted }: Told): Promise<void> {
    const { lifted } = this.#keys;
    const addresses = await this.#link.ask((redis) => redis.smembers(lifted));
    if (addresses === undefined || addresses.length === 0) return;
    onLifted(addresses);
    this.#wanted = this.#wanted.filter(({ address }) => !addresses.includes(address));
    // Both at once: whoever looks meanwhile must not see a ban again that was lifted.
    await this.#write(addresses);
  }

  async #write(lifted: readonly string[] = []): Promise<void> {
    const text = JSON.stringify(this.#wanted);
    if (text === this.#written && lifted.length === 0) return;
    const leftMs = Math.max(0, ...this.#wanted.map(({ untilMs }) => untilMs)) - this.#clock.now().wallMs;
    const { bans, lifted: wishes } = this.#keys;
    const written = await this.#link.ask(async (redis) => {
      const all = redis.multi();
      if (leftMs > 0) all.set(bans, text, 'PX', Math.ceil(leftMs));
      else all.del(bans);
      if (lifted.length > 0) all.srem(wishes, ...lifted);
      return answersOf(all);
    });
    if (written !== undefined) this.#written = text;
  }
}
