import { DelayedError, type Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { type Clock, Failure } from '../../base/index.ts';
import type { FailedDelivery, Store, WebhookJob } from '../../journal/index.ts';
import type { NoticeWay, WebhookTarget } from '../index.ts';
import {
  type Counts,
  DeliveryRound,
  type Gates,
  pauseMs,
  type Retries,
  type WebhookTicket,
} from './delivery-round.ts';

export type WebhookWorkerOptions = {
  readonly queueName: string;
  readonly prefix: string;
  readonly redis: Redis;
  readonly store: Store;
  readonly webhooks: readonly WebhookTarget[];
  readonly noticeWay: NoticeWay;
  readonly gates: Gates;
  readonly retries: Retries;
  readonly answerMsMax: number | undefined;
  readonly counts: Counts;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onError: (err: Error) => void;
};

/** While the store is away a ticket waits this long, and it does not count as a try. */
const STORE_AWAY_MS = 2_000;
/** Enough for several receivers that hang, of which each holds a few. */
const DELIVERIES_AT_ONCE = 50;

/**
 * Takes tickets off the queue and delivers their messages. The row in the outbox says whether there is
 * anything to do.
 */
export class WebhookWorker {
  readonly #options: WebhookWorkerOptions;
  readonly #worker: Worker<WebhookTicket>;
  readonly #gates: Gates;

  constructor(options: WebhookWorkerOptions) {
    this.#options = options;
    this.#gates = options.gates;
    const { queueName, prefix, redis, retries, onError } = options;
    this.#worker = new Worker<WebhookTicket>(queueName, (job, token) => this.#process(job, token), {
      connection: redis,
      prefix,
      concurrency: DELIVERIES_AT_ONCE,
      // How long the worker rests after an error of the connection before it looks again.
      runRetryDelay: 1_000,
      settings: {
        // For what goes wrong here, not at a receiver: these have their own pauses.
        backoffStrategy: (triesMade) => pauseMs(retries, triesMade),
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
      await this.#deliver(job, token);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.#options.log.warn({ err: error, id: job.data.id }, 'a message waits until the store is back');
      await job.moveToDelayed(Date.now() + STORE_AWAY_MS, token);
      throw new DelayedError();
    }
  }

  async #deliver(job: Job<WebhookTicket>, token: string | undefined): Promise<void> {
    const { store, clock } = this.#options;
    const message = await store.message(job.data.id);
    if (message === undefined) return;
    const round = new DeliveryRound(this.#options, this.#gates, message, job.data);
    await round.run();
    const { ticket, nextMs } = round;
    if (nextMs === undefined) return this.#settle(message, round.failed);
    await job.updateData(ticket);
    await job.moveToDelayed(Date.now() + Math.max(0, nextMs - clock.now().wallMs), token);
    throw new DelayedError();
  }

  async #settle(message: WebhookJob, failed: readonly FailedDelivery[]): Promise<void> {
    const { store, counts, log } = this.#options;
    if (failed.length === 0) return store.settled(message.id, 'delivered');
    await store.settled(message.id, 'givenUp', failed);
    counts.givenUpCount += failed.length;
    log.error({ id: message.id, event: message.event, failed }, 'a message was given up');
  }
}
