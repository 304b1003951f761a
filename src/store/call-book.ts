import { type Callback, foldCallback, isCallbackEntry } from '../callbacks/index.ts';
import {
  type CallEntry,
  type CallRecord,
  type CallStory,
  CONTACT_RULES,
  type Entry,
  foldRecord,
  isToldBefore,
  MAIL,
  type OperatorPresence,
  type WebhookJob,
  webhookEventOf,
} from '../journal/index.ts';
import { ContactBook } from './contact-book.ts';
import type { NumberedEntry } from './entry-buffer.ts';
import { callEndedMessage, entryMessage, noticeMessage } from './entry-message.ts';
import { endsOfOrphans, type OrphansNow } from './orphan-ends.ts';
import { recordingChange } from './recording-row.ts';
import { scoreChange } from './score-row.ts';
import type { Tables } from './tables.ts';

/**
 * Open records that are kept in memory, so that an entry does not cost a read. More calls than this are never
 * live.
 */
const OPEN_RECORDS_MAX = 20_000;

const NONE: ReadonlySet<string> = new Set();

/** What entries make of the records, and the messages that tell of them. */
type Folded = { readonly changed: readonly CallRecord[]; readonly messages: readonly WebhookJob[] };

/** What entries have changed: records, and sums that are still to be settled. */
type Taken = { readonly records: readonly CallRecord[]; readonly settle: () => void };
const NOTHING: Taken = { records: [], settle: () => {} };

/**
 * Entries, the records and recordings folded from them, and the messages that tell of them: changed together or not
 * at all.
 */
export class CallBook {
  readonly tables: Tables;
  readonly #webhookEvents: ReadonlySet<string>;
  readonly #contacts: ContactBook;
  readonly #open = new Map<string, CallRecord>();

  constructor(tables: Tables, webhookEvents: readonly string[], contactRules = CONTACT_RULES) {
    this.tables = tables;
    this.#contacts = new ContactBook(tables.contacts, contactRules);
    this.#webhookEvents = new Set(webhookEvents);
  }

  /** Keeps entries of one run in one commit; those that were kept before are skipped. */
  append(run: string, entries: readonly NumberedEntry[]): Promise<void> {
    return this.#atOnce(async () => {
      const last = await this.tables.lastNumber(run);
      const fresh = entries.filter(([number]) => number > last);
      if (fresh.length === 0) return NOTHING;
      const kept = await this.#take(fresh.map(([, entry]) => entry));
      await this.tables.setLastNumber(run, fresh.at(-1)![0]);
      return kept;
    });
  }

  /** Closes every open record that is not among the living (`Store.closeOrphans`). */
  async closeOrphans(liveCallIds: ReadonlySet<string>, now: OrphansNow): Promise<readonly string[]> {
    const orphans = (await this.tables.openCallIds()).filter((callId) => !liveCallIds.has(callId));
    if (orphans.length === 0) return [];
    const closed = new Set<string>();
    await this.#atOnce(async () => {
      const ends = await endsOfOrphans(this.tables, orphans, now);
      for (const { callId } of ends) closed.add(callId);
      return ends.length === 0 ? NOTHING : this.#take(ends);
    });
    return [...closed];
  }

  /** The story of a call, `later` being entries that have not got here yet. */
  async story(callId: string, later: readonly CallEntry[]): Promise<CallStory | undefined> {
    const kept = await this.tables.timeline(callId);
    const [known] = await this.tables.recordsOf([callId]);
    const record = later.reduce(foldRecord, known);
    return record === undefined ? undefined : { record, timeline: [...kept, ...later] };
  }

  /** The records as they are after these entries, and what is to be done when all is kept. */
  async #take(entries: readonly Entry[]): Promise<Taken> {
    const { tables } = this;
    await tables.putEntries(entries);
    const presences = lastPresences(entries);
    if (presences.length > 0) await tables.putPresences(presences);
    const recordings = entries.flatMap((entry) => recordingChange(entry) ?? []);
    if (recordings.length > 0) await tables.changeRecordings(recordings);
    const scores = entries.flatMap((entry) => scoreChange(entry) ?? []);
    if (scores.length > 0) await tables.scores.change(scores);
    await this.#keepCallbacks(entries);
    const records = await this.#keepRecords(entries);
    return { records, settle: await tables.reports.count(entries) };
  }

  /** Promises are few, and each is read for what happens to it: none is kept in memory. */
  async #keepCallbacks(entries: readonly Entry[]): Promise<void> {
    const told = entries.filter(isCallbackEntry);
    if (told.length === 0) return;
    const known = await this.tables.callbacksOf([...new Set(told.map(({ callbackId }) => callbackId))]);
    const after = new Map<string, Callback>(known.map((each) => [each.callbackId, each]));
    for (const entry of told) {
      const callback = foldCallback(after.get(entry.callbackId), entry);
      if (callback !== undefined) after.set(entry.callbackId, callback);
    }
    await this.tables.keepCallbacks([...after.values()]);
  }

  /** Resolves with the records as they are after these entries; whoever listens is told. */
  async #keepRecords(entries: readonly Entry[]): Promise<readonly CallRecord[]> {
    const { tables } = this;
    const { changed, messages } = await this.#fold(entries);
    const written = changed.length === 0 ? NONE : await tables.keepRecords(changed);
    const reasons = lastReasons(entries);
    if (reasons.size > 0) await tables.setReasons(reasons);
    const ended = changed.filter(({ callId, outcome }) => outcome !== null && written.has(callId));
    const contacts = await this.#contacts.take(entries, new Map(ended.map((each) => [each.callId, each])));
    const told = [...ended.map(callEndedMessage), ...contacts];
    const toTell = [...messages, ...told.filter(({ event }) => this.#webhookEvents.has(event))];
    if (toTell.length > 0) await tables.putMessages(toTell);
    return changed;
  }

  async #fold(entries: readonly Entry[]): Promise<Folded> {
    const before = await this.#recordsBefore(entries.filter(isOfCall));
    const after = new Map<string, CallRecord>();
    const messages = entries.flatMap((entry) => {
      // A change of a contact is told when it has changed.
      if ('contactId' in entry) return [];
      if (!isOfCall(entry)) return this.#told(entry, undefined);
      const { callId } = entry;
      const known = after.get(callId) ?? before.get(callId);
      const record = foldRecord(known, entry);
      after.set(callId, record);
      // The end of a call is told when its record is closed.
      return entry.kind === 'callEnded' || isToldBefore(known, entry) ? [] : this.#told(entry, record);
    });
    const wasOpen = (callId: string): boolean => (before.get(callId)?.outcome ?? null) === null;
    return { changed: [...after.values()].filter(({ callId }) => wasOpen(callId)), messages };
  }

  async #recordsBefore(entries: readonly CallEntry[]): Promise<ReadonlyMap<string, CallRecord>> {
    const callIds = [...new Set(entries.map(({ callId }) => callId))];
    const unknown = callIds.filter((callId) => !this.#open.has(callId));
    const read = unknown.length === 0 ? [] : await this.tables.recordsOf(unknown);
    const open = callIds.flatMap((callId) => this.#open.get(callId) ?? []);
    return new Map([...open, ...read].map((record) => [record.callId, record]));
  }

  #told(entry: Entry, record: CallRecord | undefined): readonly WebhookJob[] {
    if (entry.kind === 'notified') return [noticeMessage(entry)];
    const event = webhookEventOf(entry);
    if (event === undefined || (event !== MAIL && !this.#webhookEvents.has(event))) return [];
    const message = entryMessage(entry, record);
    return message === undefined ? [] : [message];
  }

  /** One transaction; what is in memory follows only when it is on the disk. */
  async #atOnce(work: () => Promise<Taken>): Promise<void> {
    const { records, settle } = await this.tables.atOnce(work);
    settle();
    for (const record of records) this.#remember(record);
  }

  #remember(record: CallRecord): void {
    if (record.outcome !== null) this.#open.delete(record.callId);
    else if (this.#open.size < OPEN_RECORDS_MAX || this.#open.has(record.callId))
      this.#open.set(record.callId, record);
  }
}

const isOfCall = (entry: Entry): entry is CallEntry => 'callId' in entry;

function lastPresences(entries: readonly Entry[]): readonly OperatorPresence[] {
  const changes = entries.filter((entry) => entry.kind === 'operatorChanged');
  const last = new Map(
    changes.map(({ operator, presence, reason, phone = null, wrapUpEndsMs = null }) => [
      operator,
      { operator, presence, reason, phone, wrapUpEndsMs },
    ]),
  );
  return [...last.values()];
}

/** A closed record takes them, too: the contact reason is known best after the call. */
function lastReasons(entries: readonly Entry[]): ReadonlyMap<string, string> {
  const noted = entries.filter((entry) => entry.kind === 'noted');
  return new Map(noted.flatMap(({ callId, reason }) => (reason === null ? [] : [[callId, reason] as const])));
}
