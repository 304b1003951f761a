import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { Failure } from '../base/index.ts';
import type { Callback } from '../callbacks/index.ts';
import type {
  AuditFact,
  AuditQuery,
  CallbackQuery,
  CallerPast,
  CallOutEntry,
  CallQuery,
  CallRecord,
  CallStory,
  Carriers,
  Contact,
  ContactQuery,
  ContactStory,
  DeadMessage,
  Entry,
  FailedDelivery,
  KeptRecording,
  OfferKey,
  OperatorAt,
  OperatorPresence,
  RecordingQuery,
  Score,
  ScoreQuery,
  Store,
  StoreState,
  WebhookJob,
} from '../journal/index.ts';
import type { ReportWish, SumsKeeper } from '../reports/index.ts';
import { EntryBuffer } from './entry-buffer.ts';
import type { StoreOptions } from './open-store.ts';
import type { RequestKind, Requests, WorkerState } from './protocol.ts';
import type { ReportThread } from './report-thread.ts';
import type { StoreThread } from './store-thread.ts';

/** Entries wait this long for company: one commit costs the same for one and for hundreds. */
const GATHER_MS = 20;
/** So many do not wait, and no more go into one commit. */
const BATCH_COUNT = 500;
const BUFFER_COUNT_MAX = 10_000;
/** When there was room nowhere, it is tried again after this long. */
const AGAIN_MS = 250;
/** A commit takes milliseconds: a thread that has not done one after this long hangs. */
const APPEND_MS_MAX = 10_000;
const READ_MS_MAX = 5_000;
const CLOSE_MS_MAX = 5_000;
/** So many calls are gone through between two things that others ask for. */
const FORGET_PAGE = 100;

/** Somebody who waits until everything up to a number has left the buffer, or could not. */
type Waiter = { readonly upTo: number; readonly go: (safe: boolean) => void };

/**
 * The store as the rest of the house sees it: a bounded buffer in memory, from which one batch at a time goes
 * to the worker, in order. An entry leaves the buffer when the worker has it on the disk, so a worker may die
 * at any moment.
 */
export class ThreadedStore implements Store, SumsKeeper {
  readonly #thread: StoreThread;
  readonly #reports: ReportThread;
  readonly #log: Logger;
  readonly #onWrite: (entry: Entry) => void;
  readonly #run = randomUUID();
  readonly #buffer = new EntryBuffer(BUFFER_COUNT_MAX);
  #waiters: Waiter[] = [];
  #gathering: NodeJS.Timeout | undefined;
  #sending = false;
  /** Closed: nothing new comes in. Ended: nothing goes to the worker any more. */
  #closed = false;
  #ended = false;
  #worker: WorkerState = { writable: true, spooledCount: 0, error: null };

  /** `onWrite` hears of every entry that is written. */
  constructor(
    thread: StoreThread,
    reports: ReportThread,
    { log, onWrite = () => {} }: Pick<StoreOptions, 'log' | 'onWrite'>,
  ) {
    this.#thread = thread;
    this.#reports = reports;
    this.#log = log;
    this.#onWrite = onWrite;
    thread.onState = (state) => this.#stateChanged(state);
  }

  write(entry: Entry): void {
    if (this.#closed) {
      this.#log.error({ kind: entry.kind }, 'an entry came after the store was closed: it is lost');
      return;
    }
    this.#onWrite(entry);
    const lost = this.#buffer.lostCount;
    this.#buffer.push(entry);
    if (lost === 0 && this.#buffer.lostCount > 0)
      this.#log.error('the buffer of the store is full: entries are being lost');
    if (this.#buffer.size >= BATCH_COUNT) this.#send();
    else this.#gathering ??= setTimeout(() => this.#send(), GATHER_MS);
  }

  flush(): Promise<void> {
    return this.#flushWithin(APPEND_MS_MAX);
  }

  async calls(query: CallQuery): Promise<readonly CallRecord[]> {
    const records = await this.#ask('calls', query);
    if (records === null) throw new Failure('CALL_UNKNOWN', { callId: query.after });
    return records;
  }

  async call(callId: string): Promise<CallStory | undefined> {
    return (await this.#ask('call', callId)) ?? undefined;
  }

  operatorsBefore(offer: OfferKey, operators: readonly string[]): Promise<readonly OperatorAt[]> {
    return this.#ask('operatorsBefore', { offer, operators });
  }

  callerPasts(limit: number): Promise<readonly CallerPast[]> {
    return this.#ask('callerPasts', limit);
  }

  recordings(query: RecordingQuery): Promise<readonly KeptRecording[]> {
    return this.#ask('recordings', query);
  }

  scores(query: ScoreQuery): Promise<readonly Score[]> {
    return this.#ask('scores', query);
  }

  async contacts(query: ContactQuery): Promise<readonly Contact[]> {
    const contacts = await this.#ask('contacts', query);
    if (contacts === null) throw new Failure('CONTACT_UNKNOWN', { contactId: query.after });
    return contacts;
  }

  async contact(contactId: string): Promise<ContactStory | undefined> {
    return (await this.#ask('contact', contactId)) ?? undefined;
  }

  contactsPastDue(nowMs: number, limit: number): Promise<readonly Contact[]> {
    return this.#ask('contactsPastDue', { nowMs, limit });
  }

  callbacks(query: CallbackQuery): Promise<readonly Callback[]> {
    return this.#ask('callbacks', query);
  }

  openCallbacks(): Promise<readonly Callback[]> {
    return this.#ask('openCallbacks', null);
  }

  audit(query: AuditQuery): Promise<readonly AuditFact[]> {
    return this.#ask('audit', query);
  }

  callsOut(sinceMs: number): Promise<readonly CallOutEntry[]> {
    return this.#ask('callsOut', sinceMs);
  }

  presences(): Promise<readonly OperatorPresence[]> {
    return this.#ask('presences', null);
  }

  closeOrphans(
    liveCallIds: ReadonlySet<string>,
    atMs: number,
    carriers?: Carriers,
  ): Promise<readonly string[]> {
    return this.#ask('closeOrphans', { liveCallIds: new Set(liveCallIds), atMs, carriers });
  }

  outbox(limit: number, takenBeforeMs: number): Promise<readonly WebhookJob[]> {
    return this.#ask('outbox', { limit, takenBeforeMs });
  }

  async taken(ids: readonly string[], atMs: number): Promise<void> {
    await this.#ask('taken', { ids, atMs });
  }

  async message(id: string): Promise<WebhookJob | undefined> {
    return (await this.#ask('message', id)) ?? undefined;
  }

  async settled(
    id: string,
    how: 'delivered' | 'givenUp',
    failed: readonly FailedDelivery[] = [],
  ): Promise<void> {
    await this.#ask('settled', { id, how, failed, atMs: Date.now() });
  }

  dead(limit: number): Promise<readonly DeadMessage[]> {
    return this.#ask('dead', limit);
  }

  revive(id: string | null): Promise<number> {
    return this.#ask('revive', id);
  }

  report(wish: ReportWish): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#afterWritten(() => void this.#reports.report(wish).then(resolve, reject));
    });
  }

  async forget(number: string): Promise<number> {
    for (let count = 0; ; ) {
      const done = await this.#ask('forget', { number, limit: FORGET_PAGE });
      count += done;
      if (done === 0) return count;
    }
  }

  async countAnew(): Promise<void> {
    await this.#ask('countAnew', null);
  }

  state(): StoreState {
    return {
      writable: this.#thread.ready && this.#worker.writable,
      bufferedCount: this.#buffer.size + this.#worker.spooledCount,
      lostCount: this.#buffer.lostCount,
      error: this.#thread.ready
        ? this.#worker.error
        : (this.#worker.error ?? 'its thread is being restarted'),
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#flushWithin(CLOSE_MS_MAX).catch((err) =>
      this.#log.error({ err, count: this.#buffer.size }, 'entries are lost at the end'),
    );
    this.#ended = true;
    clearTimeout(this.#gathering);
    await Promise.all([this.#thread.close(CLOSE_MS_MAX), this.#reports.close(CLOSE_MS_MAX)]);
  }

  #flushWithin(limitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      let over = false;
      const limit = setTimeout(() => {
        over = true;
        reject(new Failure('STORE_AWAY', { why: `not on the disk within ${limitMs} ms` }));
      }, limitMs);
      const wait = (): void =>
        this.#afterWritten((safe) => {
          if (over) return;
          if (!safe) {
            setTimeout(wait, AGAIN_MS);
            return;
          }
          clearTimeout(limit);
          resolve();
        });
      wait();
    });
  }

  /**
   * A request that sees all that was written before it and nothing that was written after: it goes to the
   * worker behind the last batch of before. When the disk takes nothing, it goes at once.
   */
  #ask<K extends RequestKind>(kind: K, ask: Requests[K][0]): Promise<Requests[K][1]> {
    return new Promise((resolve, reject) => {
      this.#afterWritten(() => void this.#thread.ask(kind, ask, READ_MS_MAX).then(resolve, reject));
    });
  }

  #afterWritten(go: (safe: boolean) => void): void {
    if (this.#buffer.size === 0) return go(true);
    this.#waiters.push({ upTo: this.#buffer.lastNumber, go });
    this.#send();
  }

  /** One batch at a time; what comes meanwhile makes the next. */
  #send(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (this.#sending || this.#ended || this.#buffer.size === 0) return;
    const entries = this.#buffer.oldest(BATCH_COUNT, this.#waiters[0]?.upTo ?? Number.POSITIVE_INFINITY);
    this.#sending = true;
    const sentMs = performance.now();
    this.#thread.ask('append', { run: this.#run, entries }, APPEND_MS_MAX).then(
      (safe) => this.#sent(safe ? entries.at(-1)?.[0] : undefined),
      (err: unknown) => {
        if (this.#thread.ready && performance.now() - sentMs >= APPEND_MS_MAX) this.#thread.endHanging();
        this.#log.warn({ err, count: entries.length }, 'entries were not written: they stay in memory');
        this.#sent(undefined);
      },
    );
  }

  /** Waiters go first, so that their requests stand before the next batch. */
  #sent(lastSafe: number | undefined): void {
    this.#sending = false;
    if (lastSafe === undefined) return this.#couldNotSend();
    this.#buffer.forgetUpTo(lastSafe);
    const reached = this.#waiters.filter(({ upTo }) => this.#buffer.oldest(1, upTo).length === 0);
    this.#waiters = this.#waiters.slice(reached.length);
    for (const { go } of reached) go(true);
    if (this.#waiters.length > 0 || this.#buffer.size >= BATCH_COUNT) this.#send();
    else if (this.#buffer.size > 0) this.#gathering ??= setTimeout(() => this.#send(), GATHER_MS);
  }

  #couldNotSend(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    if (!this.#ended) this.#gathering ??= setTimeout(() => this.#send(), AGAIN_MS);
    for (const { go } of waiters) go(false);
  }

  #stateChanged(state: WorkerState): void {
    if (this.#worker.writable && !state.writable)
      this.#log.error({ state }, 'the database cannot be written: entries are spooled');
    if (!this.#worker.writable && state.writable)
      this.#log.info({ state }, 'the database can be written again');
    this.#worker = state;
  }
}
