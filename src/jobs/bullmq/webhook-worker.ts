import { createHash } from 'node:crypto';
import { DelayedError, type Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { type Clock, Failure } from '../../base/index.ts';
import type { Store, WebhookJob } from '../../journal/index.ts';
import { deliverMessage, type WebhookTarget } from '../index.ts';

/**
 * What is in Redis of a message: where to find it, and who has it already. The message itself, with callers'
 * numbers, stays in the store.
 */
export type WebhookTicket = { readonly id: string; readonly done: readonly string[] };

/**
 * A message is tried so often; the pauses between grow by the factor, and a tenth of each is left to chance.
 */
export type Retries = { readonly triesMax: number; readonly firstMs: number; readonly factor: number };

/** Counted since the start. */
export type Counts = { deliveredCount: number; givenUpCount: number; failedTriesCount: number };

export type WebhookWorkerOptions = {
  readonly queueName: string;
  readonly prefix: string;
  readonly redis: Redis;
  readonly store: Store;
  readonly webhooks: readonly WebhookTarget[];
  readonly retries: Retries;
  readonly counts: Counts;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onError: (err: Error) => void;
};

/** While the store is away a ticket waits this long, and it does not count as a try. */
const STORE_AWAY_MS = 2_000;
const DELIVERIES_AT_ONCE = 10;

/**
 * Takes tickets off the queue and delivers their messages. The row in the outbox says whether there is
 * anything to do.
 */
export class WebhookWorker {
  readonly #options: WebhookWorkerOptions;
  readonly #worker: Worker<WebhookTicket>;

  constructor(options: WebhookWorkerOptions) {
    this.#options = options;
    const { queueName, prefix, redis, retries, onError } = options;
    this.#worker = new Worker<WebhookTicket>(queueName, (job, token) => this.#process(job, token), {
      connection: redis,
      prefix,
      concurrency: DELIVERIES_AT_ONCE,
      // How long the worker rests after an error of the connection before it looks again.
      runRetryDelay: 1_000,
      settings: {
        backoffStrategy: (triesMade) => {
          const pauseMs = retries.firstMs * retries.factor ** (triesMade - 1);
          return Math.round(pauseMs * (1 - Math.random() / 10));
        },
      },
    });
    this.#worker.on('error', onError);
  }

  /** Waits for the deliveries under way, but not longer than the limit. */
  async close(limitMs: number, redisAway: boolean): Promise<void> {
    const { log } = this.#options;
    const closing = this.#worker
      .close(redisAway)
      .catch((err) => log.warn({ err }, 'the worker of jobs closed badly'));
    const limit = Promise.withResolvers<void>();
    const timer = setTimeout(limit.resolve, limitMs);
    await Promise.race([closing, limit.promise]);
    clearTimeout(timer);
  }

  async #process(job: Job<WebhookTicket>, token: string | undefined): Promise<void> {
    try {
      await this.#deliver(job);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.#options.log.warn({ err: error, id: job.data.id }, 'a message waits until the store is back');
      await job.moveToDelayed(Date.now() + STORE_AWAY_MS, token);
      throw new DelayedError();
    }
  }

  async #deliver(job: Job<WebhookTicket>): Promise<void> {
    const { store, retries } = this.#options;
    const message = await store.message(job.data.id);
    if (message === undefined) return;
    const done = new Set(job.data.done);
    const failed = await this.#tryAll(message, done);
    if (failed.length === 0) return store.settled(message.id, 'delivered');
    if (job.attemptsMade + 1 >= retries.triesMax) return this.#giveUp(message, failed);
    if (done.size > job.data.done.length) await job.updateData({ id: job.data.id, done: [...done] });
    throw new Error(`${failed.length} receivers did not take the message`);
  }

  /** One try for every receiver that does not have the message yet; adds those that are through to `done`. */
  async #tryAll(message: WebhookJob, done: Set<string>): Promise<readonly string[]> {
    const { webhooks, clock, counts, log } = this.#options;
    const open = webhooks.filter(
      ({ url, events }) => events.includes(message.event) && !done.has(keyOf(url)),
    );
    const failed: string[] = [];
    await Promise.all(
      open.map(async (target) => {
        const facts = { id: message.id, event: message.event, host: new URL(target.url).host };
        const result = await deliverMessage(message, target, clock.now().wallMs);
        if (result.kind === 'failed') {
          failed.push(facts.host);
          counts.failedTriesCount += 1;
          log.warn({ ...facts, why: result.why }, 'a message was not taken: it will be tried again');
          return;
        }
        done.add(keyOf(target.url));
        if (result.kind === 'delivered') counts.deliveredCount += 1;
        else counts.givenUpCount += 1;
        log.info({ ...facts, result: result.kind }, 'a message was handed over');
      }),
    );
    return failed;
  }

  async #giveUp(message: WebhookJob, failed: readonly string[]): Promise<void> {
    const { store, counts, log } = this.#options;
    await store.settled(message.id, 'givenUp');
    counts.givenUpCount += failed.length;
    log.error({ id: message.id, event: message.event, hosts: failed }, 'a message was given up');
  }
}

/** Addresses may hold secrets, which have no business in Redis. */
function keyOf(url: string): string {
  return createHash('sha256').update(url).digest('base64url').slice(0, 16);
}
