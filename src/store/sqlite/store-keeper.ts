import type { CallEntry, CallQuery, CallRecord, CallStory } from '../../journal/index.ts';
import type { NumberedEntry } from '../index.ts';
import { CallBook } from './call-book.ts';
import { type Connection, isRefusal, isUnusable, openDatabase } from './database.ts';
import type { FromWorker, Handlers, WorkerStart, WorkerState } from './protocol.ts';
import { type SpooledEntry, SpoolFile } from './spool-file.ts';

/** Room for about 30,000 entries: a day of trouble of a small hotline, ten minutes of a large one. */
const SPOOL_BYTES = 8 * 1024 * 1024;

/** How long reports are counted anew at a time. */
const COUNT_MS = 100;

/**
 * The inside of the worker: the database, and the spool file for the time when it cannot be written. While
 * anything is spooled, new entries go behind it, so that the order is kept; then all go into the database
 * together.
 */
export class StoreKeeper {
  readonly #start: WorkerStart;
  readonly #tell: (message: FromWorker) => void;
  #connection: Connection | undefined;
  #book: CallBook | undefined;
  #spool: SpoolFile | undefined;
  #spooled: SpooledEntry[] = [];
  #error: string | null = null;
  #told: WorkerState | undefined;

  constructor(start: WorkerStart, tell: (message: FromWorker) => void) {
    this.#start = start;
    this.#tell = tell;
  }

  /**
   * Null when the store can be used, be it only its spool file for now; otherwise what a person must mend.
   */
  open(): string | null {
    this.#openSpool();
    try {
      this.#openBook();
      this.#emptySpool();
    } catch (error) {
      if (isUnusable(error)) return messageOf(error);
      this.#error = messageOf(error);
    }
    this.#tellState();
    return null;
  }

  /** Tries what did not work before, or counts for the reports: called every now and then. */
  retry(): void {
    if (this.#error === null) return this.#countOn();
    try {
      this.#writableBook().probe();
      this.#error = null;
    } catch (error) {
      this.#databaseFailed(error);
    }
    this.#tellState();
  }

  /** Counts what reports have not counted yet, for a moment: entries must not wait long. */
  #countOn(): void {
    const untilMs = performance.now() + COUNT_MS;
    try {
      while (performance.now() < untilMs && this.#book?.reports.catchUp() === true);
    } catch (error) {
      this.#databaseFailed(error);
      this.#tellState();
    }
  }

  readonly handlers: Handlers = {
    append: ({ run, entries }) => this.#append(run, entries),
    calls: (query: CallQuery): readonly CallRecord[] | null => this.#readableBook().list(query),
    call: (callId) => this.#story(callId) ?? null,
    operatorsBefore: ({ offer, operators }) => this.#readableBook().operatorsBefore(offer, operators),
    callerPasts: (limit) => this.#readableBook().callerPasts(limit),
    presences: () => this.#readableBook().presences(),
    closeOrphans: ({ liveCallIds, atMs }) => this.#writing((book) => book.closeOrphans(liveCallIds, atMs)),
    outbox: ({ limit, takenBeforeMs }) => this.#readableBook().outbox(limit, takenBeforeMs),
    taken: ({ ids, atMs }) => this.#writing((book) => book.take(ids, atMs)),
    message: (id) => this.#readableBook().message(id) ?? null,
    settled: ({ id, how }) => this.#writing((book) => book.settle(id, how)),
    sums: (query) => this.#readableBook().reports.read(query),
    countAnew: () => this.#writing((book) => book.countAnew()),
    close: () => this.#close(),
  };

  #append(run: string, entries: readonly NumberedEntry[]): boolean {
    try {
      this.#keep(this.#writableBook(), run, entries);
      this.#error = null;
      return true;
    } catch (error) {
      this.#databaseFailed(error);
      return this.#spoolAway(run, entries);
    } finally {
      this.#tellState();
    }
  }

  /** All at once; when the database refuses one of them, one by one without it. */
  #keep(book: CallBook, run: string, entries: readonly NumberedEntry[]): void {
    try {
      book.append(run, entries);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (entries.length > 1) for (const entry of entries) this.#keep(book, run, [entry]);
      else this.#tell({ kind: 'entryRefused', entryKind: entries[0]![1].kind, why: messageOf(error) });
    }
  }

  #spoolAway(run: string, entries: readonly NumberedEntry[]): boolean {
    const last = this.#spooled.findLast((spooled) => spooled.run === run)?.number ?? 0;
    const fresh = entries
      .filter(([number]) => number > last)
      .map(([number, entry]) => ({ run, number, entry }));
    try {
      if (this.#spool === undefined) this.#openSpool();
      if (this.#spool?.append(fresh) !== true) return false;
      this.#spooled.push(...fresh);
      return true;
    } catch (error) {
      this.#tell({ kind: 'spoolAway', why: messageOf(error) });
      return false;
    }
  }

  #story(callId: string): CallStory | undefined {
    const later = this.#spooled.map(({ entry }) => entry).filter((entry) => belongsTo(callId, entry));
    return this.#readableBook().story(callId, later);
  }

  /** The book, after everything that was spooled is in it. Throws when it cannot be written. */
  #writableBook(): CallBook {
    if (this.#book === undefined) this.#openBook();
    this.#emptySpool();
    return this.#readableBook();
  }

  #readableBook(): CallBook {
    if (this.#book === undefined) throw new Error(this.#error ?? 'the database is closed');
    return this.#book;
  }

  #writing<T>(work: (book: CallBook) => T): T {
    try {
      return work(this.#writableBook());
    } catch (error) {
      this.#databaseFailed(error);
      throw error;
    } finally {
      this.#tellState();
    }
  }

  #openBook(): void {
    this.#connection = openDatabase(this.#start.path);
    this.#book = new CallBook(this.#connection, this.#start.webhookEvents);
    this.#error = null;
  }

  #openSpool(): void {
    try {
      this.#spool = new SpoolFile(this.#start.spoolPath, SPOOL_BYTES);
      this.#spooled = [...this.#spool.read()];
    } catch (error) {
      this.#tell({ kind: 'spoolAway', why: messageOf(error) });
    }
  }

  /**
   * A crash between the commit and the clearing does no harm: the book knows the numbers that it has kept.
   */
  #emptySpool(): void {
    if (this.#spooled.length === 0) return;
    for (const [run, spooled] of Map.groupBy(this.#spooled, (entry) => entry.run)) {
      this.#keep(
        this.#readableBook(),
        run,
        spooled.map(({ number, entry }) => [number, entry]),
      );
    }
    this.#spool?.clear();
    this.#spooled = [];
    this.#error = null;
  }

  /** A lock and a full disk pass and the connection survives them; after anything else it is opened anew. */
  #databaseFailed(error: unknown): void {
    this.#error = messageOf(error);
    if (this.#connection === undefined || /^SQLITE_(BUSY|LOCKED|FULL)/.test(this.#error)) return;
    this.#connection.close();
    this.#connection = undefined;
    this.#book = undefined;
  }

  #tellState(): void {
    const state = { writable: this.#error === null, spooledCount: this.#spooled.length, error: this.#error };
    const told = this.#told;
    if (told?.spooledCount === state.spooledCount && told.error === state.error) return;
    this.#told = state;
    this.#tell({ kind: 'state', state });
  }

  #close(): null {
    this.#connection?.close();
    this.#spool?.close();
    this.#connection = undefined;
    this.#book = undefined;
    this.#spool = undefined;
    return null;
  }
}

function belongsTo(callId: string, entry: SpooledEntry['entry']): entry is CallEntry {
  return 'callId' in entry && entry.callId === callId;
}

/** SQLite's result code and its words, or the error's own. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? `${String(error.code)}: ${error.message}` : error.message;
}
