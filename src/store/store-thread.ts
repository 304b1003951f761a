import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { Failure } from '../base/index.ts';
import type { FromWorker, RequestKind, Requests, ToWorker, WorkerStart, WorkerState } from './protocol.ts';

/**
 * A worker that died is started again after this long; each death in a row doubles it up to the second
 * figure.
 */
const RESTART_MS = 100;
const RESTART_MS_MAX = 5_000;

type Asked = { readonly settle: (outcome: Outcome) => void; readonly limit: NodeJS.Timeout };
type Outcome = { readonly answer: unknown } | { readonly failure: Failure };

/**
 * The worker thread seen from outside: every request has an answer within a limit, or a `Failure` STORE_AWAY.
 * A worker that dies is replaced; a worker that hangs longer than the limit of an `append` is ended, and then
 * replaced.
 */
export class StoreThread {
  onState: (state: WorkerState) => void = () => {};
  readonly #file: URL;
  readonly #start: WorkerStart;
  readonly #log: Logger;
  readonly #asked = new Map<number, Asked>();
  #worker: Worker | undefined;
  #restart: NodeJS.Timeout | undefined;
  #restartMs = RESTART_MS;
  #ready = false;
  #closing = false;
  #lastId = 0;

  /** `file`: what the worker runs. */
  constructor(file: URL, start: WorkerStart, log: Logger) {
    this.#file = file;
    this.#start = start;
    this.#log = log;
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** Starts the first worker; rejects with `Failure` STORE_UNUSABLE when a person must mend something. */
  open(limitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const refuse = (why: string): void => {
        this.#closing = true;
        clearTimeout(limit);
        void this.#worker?.terminate();
        reject(new Failure('STORE_UNUSABLE', { path: this.#start.shown, why }));
      };
      const limit = setTimeout(() => refuse(`it did not open within ${limitMs} ms`), limitMs);
      this.#spawn((unusable) => {
        if (unusable !== null) return refuse(unusable);
        clearTimeout(limit);
        resolve();
      });
    });
  }

  ask<K extends RequestKind>(kind: K, ask: Requests[K][0], limitMs: number): Promise<Requests[K][1]> {
    return new Promise((resolve, reject) => {
      const worker = this.#worker;
      if (!this.#ready || worker === undefined) return reject(away('its thread is being restarted'));
      this.#lastId += 1;
      const id = this.#lastId;
      const settle = (outcome: Outcome): void => {
        clearTimeout(limit);
        this.#asked.delete(id);
        if ('failure' in outcome) reject(outcome.failure);
        else resolve(outcome.answer as Requests[K][1]);
      };
      const limit = setTimeout(() => settle({ failure: away(`no answer within ${limitMs} ms`) }), limitMs);
      this.#asked.set(id, { settle, limit });
      worker.postMessage({ id, kind, ask } satisfies ToWorker);
    });
  }

  /** Ends a worker that hangs; the next one starts when it is gone. */
  endHanging(): void {
    this.#ready = false;
    void this.#worker?.terminate();
  }

  /** The worker closes the database and ends; one that does not within the limit is ended. */
  async close(limitMs: number): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#restart);
    const worker = this.#worker;
    if (worker === undefined) return;
    const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    if (this.#ready)
      await this.ask('close', null, limitMs).catch((err) => this.#log.warn({ err }, 'the store closed late'));
    await worker.terminate();
    await gone;
  }

  #spawn(onOpened: (unusable: string | null) => void): void {
    const worker = new Worker(this.#file, { workerData: this.#start, name: 'store' });
    this.#worker = worker;
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'opened') this.#opened(message.unusable, onOpened);
      else this.#heard(message);
    });
    worker.on('error', (err) => this.#log.error({ err }, 'the thread of the store failed'));
    worker.on('exit', (code) => this.#exited(code));
  }

  #opened(unusable: string | null, onOpened: (unusable: string | null) => void): void {
    this.#ready = unusable === null;
    if (this.#ready) this.#restartMs = RESTART_MS;
    onOpened(unusable);
  }

  #heard(message: Exclude<FromWorker, { kind: 'opened' }>): void {
    switch (message.kind) {
      case 'answered':
        return this.#asked.get(message.id)?.settle({ answer: message.answer });
      case 'failed':
        return this.#asked.get(message.id)?.settle({ failure: away(message.why) });
      case 'state':
        return this.onState(message.state);
      case 'entryRefused':
        return this.#log.error(
          { kind: message.entryKind, why: message.why },
          'the database refuses an entry: it is skipped',
        );
      case 'spoolAway':
        return this.#log.warn(
          { path: this.#start.spoolPath, why: message.why },
          'the spool file of the store cannot be used',
        );
    }
  }

  #exited(code: number): void {
    this.#ready = false;
    this.#worker = undefined;
    for (const asked of [...this.#asked.values()]) asked.settle({ failure: away('its thread has ended') });
    if (this.#closing) return;
    this.#log.warn(
      { code, againInMs: this.#restartMs },
      'the thread of the store has ended: it is started again',
    );
    this.#restart = setTimeout(() => this.#spawnAgain(), this.#restartMs);
    this.#restartMs = Math.min(RESTART_MS_MAX, this.#restartMs * 2);
  }

  #spawnAgain(): void {
    this.#spawn((unusable) => {
      if (unusable !== null) this.onState({ writable: false, spooledCount: 0, error: unusable });
    });
  }
}

function away(why: string): Failure {
  return new Failure('STORE_AWAY', { why });
}
