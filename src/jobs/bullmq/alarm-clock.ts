import { Queue, Worker } from 'bullmq';
import type { Logger } from 'pino';
import type { Clock } from '../../base/index.ts';
import type { RedisLink } from './redis-link.ts';

export type AlarmClockOptions = {
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onWake: (name: string) => void;
};

/** What a job says. */
type Alarm = { readonly name: string; readonly atMs: number };

const QUEUE_NAME = 'alarms';
/** So long after its moment an alarm that Redis has not given is given without it. */
const LATE_MS = 1_000;
/** How often it is looked for those. */
const LOOK_MS = 1_000;
/** A worker that waits for Redis is let go after this. */
const CLOSE_MS_MAX = 2_000;

/**
 * Wakes somebody at a moment that may be days away. The alarm is a delayed job, which outlives this process; here it is
 * only known who waits for which moment. What Redis gives twice, or of a moment that is wished no more, wakes nobody;
 * what it forgets, or gives late, is given without it.
 */
export class AlarmClock {
  readonly #options: AlarmClockOptions;
  /** Name → the moment for which it is to be woken. */
  readonly #wished = new Map<string, number>();
  /** Those that Redis has not got yet. */
  readonly #toHandOver = new Set<string>();
  #link: RedisLink | undefined;
  #queue: Queue<Alarm> | undefined;
  #worker: Worker<Alarm> | undefined;
  #stopLooking: () => void = () => {};
  #isClosed = false;

  constructor(options: AlarmClockOptions) {
    this.#options = options;
  }

  start(link: RedisLink): void {
    this.#link = link;
    this.#lookLater();
  }

  wakeAt(name: string, atMs: number): void {
    this.#wished.set(name, atMs);
    this.#toHandOver.add(name);
  }

  /** Redis may have forgotten everything. */
  redisIsBack(): void {
    for (const name of this.#wished.keys()) this.#toHandOver.add(name);
  }

  /** Gives Redis what it has not got. A job of the same moment that is there already is left as it is. */
  async handOver(): Promise<void> {
    if (this.#isClosed) return;
    const queue = this.#opened();
    const names = [...this.#toHandOver];
    if (queue === undefined || names.length === 0) return;
    const { wallMs } = this.#options.clock.now();
    await queue.addBulk(
      names.flatMap((name) => {
        const atMs = this.#wished.get(name);
        if (atMs === undefined) return [];
        const once = { jobId: `${name}-${Math.round(atMs)}`, removeOnComplete: true, removeOnFail: true };
        return [{ name: 'wake', data: { name, atMs }, opts: { ...once, delay: Math.max(0, atMs - wallMs) } }];
      }),
    );
    for (const name of names) this.#toHandOver.delete(name);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopLooking();
    if (this.#worker === undefined) return;
    const closing = this.#worker.close(true).catch((err: unknown) => {
      this.#options.log.warn({ err }, 'the worker of alarms closed badly');
    });
    const limit = Promise.withResolvers<void>();
    const timer = setTimeout(limit.resolve, CLOSE_MS_MAX);
    await Promise.race([closing, limit.promise]);
    clearTimeout(timer);
  }

  /** With the first use: alarms of an earlier process may wait there, and those for whom they are wish them anew. */
  #opened(): Queue<Alarm> | undefined {
    const link = this.#link;
    if (this.#queue !== undefined || link === undefined) return this.#queue;
    const { prefix, log } = this.#options;
    const onError = (err: Error): void => {
      if (link.connected) log.warn({ err }, 'the queue of alarms reports an error');
      else link.failed(err);
    };
    const queue = new Queue<Alarm>(QUEUE_NAME, { connection: link.asking, prefix, skipVersionCheck: true });
    queue.on('error', onError);
    const worker = new Worker<Alarm>(QUEUE_NAME, async ({ data }) => this.#wake(data), {
      connection: link.waiting,
      prefix,
    });
    worker.on('error', onError);
    [this.#queue, this.#worker] = [queue, worker];
    return queue;
  }

  #wake({ name, atMs }: Alarm): void {
    if (this.#isClosed || this.#wished.get(name) !== atMs) return;
    this.#wished.delete(name);
    this.#toHandOver.delete(name);
    this.#options.onWake(name);
  }

  #lookLater(): void {
    if (this.#isClosed) return;
    this.#stopLooking = this.#options.clock.after(LOOK_MS, () => {
      const lateMs = this.#options.clock.now().wallMs - LATE_MS;
      for (const [name, atMs] of this.#wished) if (atMs <= lateMs) this.#wake({ name, atMs });
      this.#lookLater();
    });
  }
}
