import { Queue } from 'bullmq';
import type { Logger } from 'pino';
import type { Clock } from '../../base/index.ts';
import type { Store } from '../../journal/index.ts';
import type { Jobs, JobsState, NoticeWay, ReceiverState, WebhookTarget } from '../index.ts';
import { AlarmClock } from './alarm-clock.ts';
import { type Counts, Gates, keyOf, type Retries, type WebhookTicket } from './delivery-round.ts';
import { RedisLink } from './redis-link.ts';
import { WebhookWorker } from './webhook-worker.ts';

export type BullmqJobsOptions = {
  readonly redisUrl: string;
  /** Of all keys in Redis, so that several houses can share one. */
  readonly prefix: string;
  readonly store: Store;
  readonly webhooks: readonly WebhookTarget[];
  readonly noticeWay: NoticeWay;
  readonly log: Logger;
  readonly clock: Clock;
  /** Told the name of whoever is to be woken. */
  readonly onWake: (name: string) => void;
  /** Ten tries within a day, unless said otherwise: after 5 s, 16 s, 51 s … 4.8 h, 15 h. */
  readonly retries?: Retries;
  /** How long an answer is waited for; 5 s unless said otherwise. */
  readonly answerMsMax?: number;
};

const RETRIES: Retries = { triesMax: 10, firstMs: 5_000, factor: 3.2 };
const QUEUE_NAME = 'webhooks';
/** How often the outbox is looked into: a message leaves within this time. */
const PUMP_MS = 500;
const PUMP_COUNT_MAX = 100;
/**
 * Redis may have lost what it took: what is not settled after this time is handed over again, which does no
 * harm.
 */
const RETAKE_MS = 600_000;
/** How often a connected Redis is looked at: is it (still) one that keeps what it takes? */
const CHECK_MS = 2_000;
/** A delivery under way at the end gets its 5 s. */
const CLOSE_MS_MAX = 6_000;

/** Jobs on BullMQ and Redis. `start` begins; whatever Redis does, nothing throws and nobody waits. */
export function createBullmqJobs(options: BullmqJobsOptions): Jobs {
  return new BullmqJobs(options);
}

class BullmqJobs implements Jobs {
  readonly #options: BullmqJobsOptions;
  readonly #retries: Retries;
  readonly #counts: Counts = { deliveredCount: 0, givenUpCount: 0, failedTriesCount: 0 };
  readonly #gates = new Gates();
  readonly #alarms: AlarmClock;
  #link: RedisLink | undefined;
  #queue: Queue<WebhookTicket> | undefined;
  #worker: WebhookWorker | undefined;
  #problem: string | null = null;
  /** Monotonic time from which on Redis is looked at again before it is given anything. */
  #checkFromMs = 0;
  /**
   * Messages taken before this (wall time) are handed over again: Redis is back, and may have forgotten them.
   */
  #sweepBeforeMs = 0;
  #stopWaiting: () => void = () => {};
  #pumping: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: BullmqJobsOptions) {
    this.#options = options;
    this.#retries = options.retries ?? RETRIES;
    this.#alarms = new AlarmClock(options);
  }

  start(): void {
    const { redisUrl, log } = this.#options;
    this.#link = new RedisLink(redisUrl, log, () => this.#redisIsBack());
    this.#alarms.start(this.#link);
    this.#pumpAfter(0);
  }

  state(): JobsState {
    return { connected: this.#link?.connected ?? false, problem: this.#problem, ...this.#counts };
  }

  wakeAt(name: string, atMs: number): void {
    this.#alarms.wakeAt(name, atMs);
  }

  receivers(): readonly ReceiverState[] {
    const { webhooks, clock } = this.#options;
    const { wallMs } = clock.now();
    return webhooks.map(({ url, events }) => {
      return { host: new URL(url).host, events, ...this.#gates.of(keyOf(url)).shownAt(wallMs) };
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopWaiting();
    await this.#pumping;
    await this.#alarms.close();
    await this.#worker?.close(CLOSE_MS_MAX, this.#link?.connected !== true);
    await this.#options.noticeWay.close();
    this.#link?.close();
  }

  #redisIsBack(): void {
    this.#sweepBeforeMs = this.#options.clock.now().wallMs;
    this.#checkFromMs = 0;
    this.#alarms.redisIsBack();
  }

  #pumpAfter(delayMs: number): void {
    if (this.#closed) return;
    this.#stopWaiting = this.#options.clock.after(delayMs, () => {
      this.#pumping = this.#pump().then((moreIsWaiting) => this.#pumpAfter(moreIsWaiting ? 0 : PUMP_MS));
    });
  }

  /** One round. True when there is more to hand over. Never rejects: the next round tries again. */
  async #pump(): Promise<boolean> {
    const link = this.#link;
    if (link?.connected !== true) return false;
    try {
      const unfit = await this.#unfit(link);
      if (unfit === null) await this.#alarms.handOver();
      const handedCount = unfit === null ? await this.#handOver(link) : 0;
      this.#setProblem(unfit);
      return handedCount === PUMP_COUNT_MAX;
    } catch (err) {
      // A lost connection is told by the link; what is left is a Redis, or a store, that refuses.
      if (link.connected) this.#setProblem(inWords(err));
      return false;
    }
  }

  /**
   * Asked after each reconnect, now and then, and always while something is wrong: mending it needs no
   * restart.
   */
  async #unfit(link: RedisLink): Promise<string | null> {
    const nowMs = this.#options.clock.now().monoMs;
    if (this.#problem === null && nowMs < this.#checkFromMs) return null;
    const unfit = await link.unfit();
    this.#checkFromMs = nowMs + CHECK_MS;
    return unfit;
  }

  /** Said once, not in every round. */
  #setProblem(problem: string | null): void {
    const { log } = this.#options;
    if (problem === this.#problem) return;
    if (problem === null) log.info('jobs are handed over again');
    else log.error({ problem }, 'jobs cannot be handed over: they wait in the outbox');
    this.#problem = problem;
  }

  /**
   * From the outbox to the queue; how many. A ticket that is there already is left as it is, because its id
   * is the message's, and a finished one leaves nothing behind.
   */
  async #handOver(link: RedisLink): Promise<number> {
    const { store, clock } = this.#options;
    const queue = this.#open(link);
    const nowMs = clock.now().wallMs;
    const messages = await store.outbox(PUMP_COUNT_MAX, Math.max(this.#sweepBeforeMs, nowMs - RETAKE_MS));
    if (messages.length === 0) return 0;
    const once = { removeOnComplete: true, removeOnFail: true };
    const opts = { attempts: this.#retries.triesMax, backoff: { type: 'custom' }, ...once };
    await queue.addBulk(
      messages.map(({ id }) => ({ name: 'deliver', data: { id, done: [] }, opts: { ...opts, jobId: id } })),
    );
    await store.taken(
      messages.map(({ id }) => id),
      nowMs,
    );
    return messages.length;
  }

  /**
   * The queue, and the worker with it: tickets of an earlier process may wait there. Opened with the first
   * fit Redis.
   */
  #open(link: RedisLink): Queue<WebhookTicket> {
    if (this.#queue !== undefined) return this.#queue;
    const { prefix, store, webhooks, noticeWay, clock, log, answerMsMax } = this.#options;
    const onError = (err: Error): void => {
      if (link.connected) log.warn({ err }, 'the queue of jobs reports an error');
      else link.failed(err);
    };
    // The version was checked; asking again could fail, and a queue that failed to open stays so.
    const queue = new Queue<WebhookTicket>(QUEUE_NAME, {
      connection: link.asking,
      prefix,
      skipVersionCheck: true,
    });
    queue.on('error', onError);
    this.#queue = queue;
    this.#worker = new WebhookWorker({
      ...{ queueName: QUEUE_NAME, prefix, redis: link.waiting, retries: this.#retries, counts: this.#counts },
      ...{ store, webhooks, noticeWay, clock, log, onError, gates: this.#gates, answerMsMax },
    });
    return queue;
  }
}

/** What ioredis says of a command that nobody has answered in time says nothing of Redis. */
function inWords(err: unknown): string {
  const words = err instanceof Error ? err.message : String(err);
  return words === 'Command timed out' ? 'Redis takes connections and answers nothing' : words;
}
