import type { CallEntry, CallStory, ContactStory } from '../journal/index.ts';
import { CallBook } from './call-book.ts';
import type { NumberedEntry } from './entry-buffer.ts';
import { OldRows } from './old-rows.ts';
import type { FromWorker, Handlers, WorkerStart, WorkerState } from './protocol.ts';
import { type SpooledEntry, SpoolFile } from './spool-file.ts';
import type { Database, Later, Tables } from './tables.ts';

/** Room for about 30,000 entries: a day of trouble of a small hotline, ten minutes of a large one. */
const SPOOL_BYTES = 8 * 1024 * 1024;

/** How long reports are counted anew at a time. */
const COUNT_MS = 100;

/**
 * A database that starts together with us, or that has not noticed yet that our predecessor is gone, is given a moment:
 * what it tells at the start (who was ready, who called) is not asked for again.
 */
const START_MS_MAX = 3_000;
const START_AGAIN_MS = 100;

/**
 * The inside of the worker: the database, and the spool file for the time when it cannot be written. While
 * anything is spooled, new entries go behind it, so that the order is kept; then all go into the database
 * together. One thing at a time: whoever asks for the next one waits until the last one is done.
 */
export class StoreKeeper {
  readonly #start: Pick<WorkerStart, 'spoolPath' | 'webhookEvents' | 'keep' | 'contactRules'>;
  readonly #database: Database;
  readonly #tell: (message: FromWorker) => void;
  readonly #oldRows: OldRows;
  #book: CallBook | undefined;
  #spool: SpoolFile | undefined;
  #spooled: SpooledEntry[] = [];
  #error: string | null = null;
  #told: WorkerState | undefined;

  constructor(start: WorkerStart, database: Database, tell: (message: FromWorker) => void) {
    this.#start = start;
    this.#database = database;
    this.#tell = tell;
    this.#oldRows = new OldRows(start.keep);
  }

  /**
   * Null when the store can be used, be it only its spool file for now; otherwise what a person must mend.
   */
  async open(): Promise<string | null> {
    this.#openSpool();
    try {
      await this.#openBookSoon();
      await this.#emptySpool();
    } catch (error) {
      if (this.#database.isUnusable(error)) return messageOf(error);
      await this.#databaseFailed(error);
    }
    this.#tellState();
    return null;
  }

  async #openBookSoon(): Promise<void> {
    const endMs = performance.now() + START_MS_MAX;
    for (;;) {
      try {
        return await this.#openBook();
      } catch (error) {
        if (this.#database.isUnusable(error) || performance.now() > endMs) throw error;
        await new Promise((resolve) => setTimeout(resolve, START_AGAIN_MS));
      }
    }
  }

  /** Tries what did not work before, opens again what broke off, or counts: called every now and then. */
  async retry(): Promise<void> {
    if (this.#error === null && this.#book?.tables.isLost() === false) return this.#countOn();
    try {
      if (this.#book?.tables.isLost() === true) this.#book = undefined;
      if (this.#book === undefined) await this.#openBook();
      await (await this.#writableBook()).tables.probe();
      this.#error = null;
    } catch (error) {
      await this.#databaseFailed(error);
    }
    this.#tellState();
  }

  /** Counts what reports have not counted yet, for a moment: entries must not wait long. */
  async #countOn(): Promise<void> {
    const untilMs = performance.now() + COUNT_MS;
    try {
      while (performance.now() < untilMs && (await this.#book?.tables.reports.catchUp()) === true);
    } catch (error) {
      await this.#databaseFailed(error);
      this.#tellState();
    }
  }

  /** Deletes a little of what is too old. True when there may be more; what fails is tried again later. */
  async tidy(nowMs: number): Promise<boolean> {
    if (this.#error !== null) return false;
    try {
      return await this.#writing((book) => this.#oldRows.step(book.tables, nowMs));
    } catch {
      // The state tells why, and the retries find out when it is over.
      return false;
    }
  }

  readonly handlers: Handlers = {
    append: ({ run, entries }) => this.#append(run, entries),
    calls: (query) => this.#read((tables) => tables.list(query)),
    call: async (callId) => (await this.#story(callId)) ?? null,
    operatorsBefore: ({ offer, operators }) =>
      this.#read((tables) => tables.operatorsBefore(offer, operators)),
    callerPasts: (limit) => this.#read((tables) => tables.callerPasts(limit)),
    recordings: (query) => this.#read((tables) => tables.recordings(query)),
    scores: (query) => this.#read(({ scores }) => scores.list(query)),
    callbacks: (query) => this.#read((tables) => tables.callbacks(query)),
    openCallbacks: () => this.#read((tables) => tables.openCallbacks()),
    audit: (query) => this.#read((tables) => tables.audit(query)),
    contacts: (query) => this.#read(({ contacts }) => contacts.list(query)),
    contact: (contactId) => this.#read((tables) => contactStory(tables, contactId)),
    contactsPastDue: ({ nowMs, limit }) => this.#read(({ contacts }) => contacts.pastDue(nowMs, limit)),
    presences: () => this.#read((tables) => tables.presences()),
    callsOut: (sinceMs) => this.#read((tables) => tables.callsOut(sinceMs)),
    forget: ({ number, limit }) =>
      this.#writing(({ tables }) => tables.atOnce(async () => tables.forget(number, limit))),
    closeOrphans: ({ liveCallIds, ...now }) => this.#writing((book) => book.closeOrphans(liveCallIds, now)),
    outbox: ({ limit, takenBeforeMs }) => this.#read((tables) => tables.outbox(limit, takenBeforeMs)),
    taken: async ({ ids, atMs }) => {
      await this.#writing(({ tables }) => tables.take(ids, atMs));
      return null;
    },
    message: async (id) => (await this.#read((tables) => tables.message(id))) ?? null,
    settled: async (settlement) => {
      await this.#writing(({ tables }) => tables.settle(settlement));
      return null;
    },
    dead: (limit) => this.#read((tables) => tables.dead(limit)),
    revive: (id) => this.#writing(({ tables }) => tables.revive(id)),
    countAnew: async () => {
      await this.#writing(({ tables }) => tables.reports.countAnew());
      return null;
    },
    close: () => this.#close(),
  };

  async #append(run: string, entries: readonly NumberedEntry[]): Promise<boolean> {
    try {
      await this.#keep(await this.#writableBook(), run, entries);
      this.#error = null;
      return true;
    } catch (error) {
      await this.#databaseFailed(error);
      return this.#spoolAway(run, entries);
    } finally {
      this.#tellState();
    }
  }

  /** All at once; when the database refuses one of them, one by one without it. */
  async #keep(book: CallBook, run: string, entries: readonly NumberedEntry[]): Promise<void> {
    try {
      await book.append(run, entries);
    } catch (error) {
      if (!this.#database.isRefusal(error)) throw error;
      if (entries.length > 1) for (const entry of entries) await this.#keep(book, run, [entry]);
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

  #story(callId: string): Promise<CallStory | undefined> {
    const later = this.#spooled.map(({ entry }) => entry).filter((entry) => belongsTo(callId, entry));
    return this.#readableBook().story(callId, later);
  }

  /** The book, after everything that was spooled is in it. Rejects when it cannot be written. */
  async #writableBook(): Promise<CallBook> {
    const book = this.#readableBook();
    await this.#emptySpool();
    return book;
  }

  /** A database that was lost is opened again by the retries alone: whoever asks does not wait for that. */
  #readableBook(): CallBook {
    if (this.#book === undefined) throw new Error(this.#error ?? 'the database is closed');
    return this.#book;
  }

  async #read<T>(work: (tables: Tables) => Later<T>): Promise<T> {
    return work(this.#readableBook().tables);
  }

  async #writing<T>(work: (book: CallBook) => Later<T>): Promise<T> {
    try {
      return await work(await this.#writableBook());
    } catch (error) {
      await this.#databaseFailed(error);
      throw error;
    } finally {
      this.#tellState();
    }
  }

  async #openBook(): Promise<void> {
    this.#book = new CallBook(
      await this.#database.open(),
      this.#start.webhookEvents,
      this.#start.contactRules,
    );
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
  async #emptySpool(): Promise<void> {
    if (this.#spooled.length === 0) return;
    for (const [run, spooled] of Map.groupBy(this.#spooled, (entry) => entry.run)) {
      await this.#keep(
        this.#readableBook(),
        run,
        spooled.map(({ number, entry }) => [number, entry]),
      );
    }
    this.#spool?.clear();
    this.#spooled = [];
    this.#error = null;
  }

  /** What passes by itself (a lock, a full disk) leaves the connection as it is; after anything else it is closed. */
  async #databaseFailed(error: unknown): Promise<void> {
    this.#error = messageOf(error);
    const book = this.#book;
    if (book === undefined || this.#database.isPassing(error)) return;
    this.#book = undefined;
    await book.tables.close();
  }

  #tellState(): void {
    const state = { writable: this.#error === null, spooledCount: this.#spooled.length, error: this.#error };
    const told = this.#told;
    if (told?.spooledCount === state.spooledCount && told.error === state.error) return;
    this.#told = state;
    this.#tell({ kind: 'state', state });
  }

  async #close(): Promise<null> {
    await this.#book?.tables.close();
    this.#spool?.close();
    this.#book = undefined;
    this.#spool = undefined;
    return null;
  }
}

async function contactStory({ contacts }: Tables, contactId: string): Promise<ContactStory | null> {
  const found = await contacts.find({ callIds: [], contactIds: [contactId], customers: [] });
  const [contact] = found.contacts;
  return contact === undefined ? null : { contact, facts: await contacts.facts(contactId) };
}

function belongsTo(callId: string, entry: SpooledEntry['entry']): entry is CallEntry {
  return 'callId' in entry && entry.callId === callId;
}

/** The database's own code and its words, or the error's own. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? `${String(error.code)}: ${error.message}` : error.message;
}
