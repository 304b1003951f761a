import {
  type CallEntry,
  type CallRecord,
  type CallStory,
  type Entry,
  foldRecord,
  type OperatorPresence,
} from '../journal/index.ts';
import { callEndedMessage } from './call-ended-message.ts';
import type { NumberedEntry } from './entry-buffer.ts';
import type { Tables } from './tables.ts';

/**
 * Open records that are kept in memory, so that an entry does not cost a read. More calls than this are never
 * live.
 */
const OPEN_RECORDS_MAX = 20_000;

/** Records before and after some entries. */
type Folded = { readonly before: CallRecord | undefined; readonly after: CallRecord };

/** What entries have changed: records, and sums that are still to be settled. */
type Taken = { readonly records: readonly CallRecord[]; readonly settle: () => void };
const NOTHING: Taken = { records: [], settle: () => {} };

/**
 * Entries, the records folded from them, and the messages that closed records leave: changed together or not
 * at all.
 */
export class CallBook {
  readonly tables: Tables;
  readonly #webhookEvents: ReadonlySet<string>;
  readonly #open = new Map<string, CallRecord>();

  constructor(tables: Tables, webhookEvents: readonly string[]) {
    this.tables = tables;
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

  /**
   * Closes every open record that is not among the living; the moment it was last heard of is the estimated
   * end.
   */
  async closeOrphans(liveCallIds: ReadonlySet<string>, atMs: number): Promise<readonly string[]> {
    const orphans = (await this.tables.openCallIds()).filter((callId) => !liveCallIds.has(callId));
    if (orphans.length === 0) return [];
    await this.#atOnce(async () => {
      const heard = await this.tables.lastHeard(orphans);
      const ended = { kind: 'callEnded', outcome: 'node_failure', where: null, by: 'system' } as const;
      const endings = orphans.map((callId): CallEntry => {
        return { ...ended, callId, atMs: Math.min(heard.get(callId) ?? atMs, atMs) };
      });
      return this.#take(endings);
    });
    return orphans;
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
    await this.tables.putEntries(entries);
    const presences = lastPresences(entries);
    if (presences.length > 0) await this.tables.putPresences(presences);
    const records = await this.#keepRecords(entries.filter(isOfCall));
    return { records, settle: await this.tables.reports.count(entries) };
  }

  async #keepRecords(entries: readonly CallEntry[]): Promise<readonly CallRecord[]> {
    const folded = await this.#fold(entries);
    const changed = folded
      .filter(({ before }) => (before?.outcome ?? null) === null)
      .map(({ after }) => after);
    if (changed.length === 0) return [];
    const written = await this.tables.keepRecords(changed);
    const messages = changed
      .filter(({ callId, outcome }) => outcome !== null && written.has(callId))
      .map(callEndedMessage)
      .filter(({ event }) => this.#webhookEvents.has(event));
    if (messages.length > 0) await this.tables.putMessages(messages);
    return changed;
  }

  async #fold(entries: readonly CallEntry[]): Promise<readonly Folded[]> {
    const unknown = new Set(entries.map(({ callId }) => callId).filter((callId) => !this.#open.has(callId)));
    const read = unknown.size === 0 ? [] : await this.tables.recordsOf([...unknown]);
    const kept = new Map(read.map((record) => [record.callId, record]));
    return [...Map.groupBy(entries, ({ callId }) => callId)].map(([callId, ofCall]) => {
      const before = this.#open.get(callId) ?? kept.get(callId);
      return { before, after: ofCall.reduce<CallRecord | undefined>(foldRecord, before)! };
    });
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
    changes.map(({ operator, presence, reason }) => [operator, { operator, presence, reason }]),
  );
  return [...last.values()];
}
