import { type ChainableCommander, Redis } from 'ioredis';
import type { Logger } from 'pino';

const RECONNECT_MS = 50;
const RECONNECT_MS_MAX = 2_000;
const CONNECT_MS_MAX = 2_000;
/** A Redis that is there answers in less than a millisecond. */
const COMMAND_MS_MAX = 1_000;
/** A connection on which nothing comes back for so long is given up: what is sent into it would only pile up. */
const SILENT_MS_MAX = 2_000;

/**
 * One connection to Redis. It goes on connecting for ever and speaks of an outage once. While Redis is away a question
 * fails at once, and after a second when it does not answer: nothing waits for it.
 */
export class RedisLink {
  readonly #redis: Redis;
  readonly #log: Logger;
  #isTold = false;
  #isClosed = false;

  constructor(url: string, log: Logger) {
    this.#log = log;
    this.#redis = new Redis(url, {
      retryStrategy: reconnectMs,
      connectTimeout: CONNECT_MS_MAX,
      commandTimeout: COMMAND_MS_MAX,
      socketTimeout: SILENT_MS_MAX,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
    });
    this.#redis.on('error', (err: Error) => this.#failed(err));
    this.#redis.on('close', () => this.#failed(new Error('the connection is closed')));
  }

  /** Told each time that Redis is there (again); it may have forgotten everything. */
  onReady(fire: () => void): void {
    this.#redis.on('ready', fire);
  }

  /** Undefined when Redis is away or refuses. Never rejects. */
  async ask<T>(question: (redis: Redis) => Promise<T>): Promise<T | undefined> {
    if (this.#redis.status !== 'ready') return undefined;
    const [asked] = await Promise.allSettled([question(this.#redis)]);
    if (asked!.status === 'fulfilled') {
      this.#worked();
      return asked!.value;
    }
    this.#failed(asked!.reason);
    return undefined;
  }

  /** As `ask`, and rejects with what went wrong. */
  insist<T>(question: (redis: Redis) => Promise<T>): Promise<T> {
    return question(this.#redis);
  }

  close(): void {
    this.#isClosed = true;
    this.#redis.disconnect();
  }

  #worked(): void {
    if (this.#isTold) this.#log.info('Redis answers again');
    this.#isTold = false;
  }

  /** The rest of one outage is silence. */
  #failed(err: unknown): void {
    if (this.#isTold || this.#isClosed) return;
    this.#isTold = true;
    this.#log.warn({ err }, 'Redis is away, or refuses: what is known in memory is used');
  }
}

/** The answers to several commands at once; rejects with what was said to the one of them that was refused. */
export async function answersOf(all: ChainableCommander): Promise<readonly unknown[]> {
  const [done] = await Promise.allSettled([all.exec()]);
  if (done!.status === 'rejected') throw refusalIn(done!.reason);
  return (done!.value ?? []).map(([error, answer]) => {
    if (error !== null) throw error;
    return answer;
  });
}

/** That all were dropped is no reason; which one was refused is. */
const refusalIn = (err: Error & { previousErrors?: readonly Error[] }): Error =>
  err.previousErrors?.[0] ?? err;

function reconnectMs(tries: number): number {
  const growing = Math.min(RECONNECT_MS_MAX, RECONNECT_MS * 2 ** Math.min(tries, 10));
  return growing * (0.5 + Math.random() / 2);
}
