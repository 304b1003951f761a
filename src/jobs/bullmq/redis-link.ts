import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { refusedPing, refusingNow, unfitFor } from '../index.ts';

/**
 * The first new try comes at once, the later ones ever more slowly, and not all processes at the same moment.
 */
const RECONNECT_MS = 50;
const RECONNECT_MS_MAX = 2_000;
/** A Redis that is there answers in less than a millisecond. */
const COMMAND_MS_MAX = 1_000;
const CONNECT_MS_MAX = 2_000;

/**
 * The two connections to Redis that the jobs have. Both go on connecting for ever and speak of it once, not
 * at every try. On the first a command fails at once while Redis is away, and after a second when it does not
 * answer; on the second, which BullMQ's worker waits on, commands wait for Redis to come back.
 */
export class RedisLink {
  readonly asking: Redis;
  readonly waiting: Redis;
  readonly #log: Logger;
  #told = false;
  #closed = false;

  constructor(url: string, log: Logger, onReady: () => void) {
    this.#log = log;
    const shared = { retryStrategy: reconnectMs, connectTimeout: CONNECT_MS_MAX };
    const quick = { commandTimeout: COMMAND_MS_MAX, maxRetriesPerRequest: 0, enableOfflineQueue: false };
    this.asking = new Redis(url, { ...shared, ...quick });
    this.waiting = new Redis(url, { ...shared, maxRetriesPerRequest: null });
    for (const redis of [this.asking, this.waiting]) redis.on('error', (err: Error) => this.failed(err));
    this.asking.on('ready', () => {
      this.#told = false;
      log.info('Redis is connected');
      onReady();
    });
    this.asking.on('close', () => this.failed(new Error('the connection is closed')));
  }

  get connected(): boolean {
    return this.asking.status === 'ready';
  }

  /** Something went wrong on a connection. The rest of one outage is silence. */
  failed(err: Error): void {
    if (this.#told || this.#closed) return;
    this.#told = true;
    this.#log.warn({ err }, 'Redis is away: jobs wait in the outbox');
  }

  /**
   * Why this Redis must not be given jobs, in a sentence; null when it is fit. Rejects when it does not
   * answer.
   */
  async unfit(): Promise<string | null> {
    const info = await this.asking.info();
    return unfitFor(info) ?? refusingNow(info) ?? (await this.#refusal());
  }

  async #refusal(): Promise<string | null> {
    try {
      await this.asking.ping();
      return null;
    } catch (err) {
      const why = refusedPing((err as Error).message);
      if (why === null) throw err;
      return why;
    }
  }

  close(): void {
    this.#closed = true;
    this.asking.disconnect();
    this.waiting.disconnect();
  }
}

function reconnectMs(tries: number): number {
  const growing = Math.min(RECONNECT_MS_MAX, RECONNECT_MS * 2 ** Math.min(tries, 10));
  return growing * (0.5 + Math.random() / 2);
}
