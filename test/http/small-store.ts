import type { Callback } from '../../src/callbacks/index.ts';
import type {
  AuditFact,
  AuditQuery,
  CallbackQuery,
  CallQuery,
  CallRecord,
  CallStory,
  Contact,
  ContactStory,
  DeadMessage,
  Entry,
  KeptRecording,
  Store,
  StoreState,
} from '../../src/journal/index.ts';
import {
  type KeptSums,
  type ReportWish,
  reportPieces,
  type SumsKeeper,
  type SumsQuery,
} from '../../src/reports/index.ts';

export const endedRecord: CallRecord = {
  callId: 'c0',
  dialled: '100',
  caller: '+7901',
  flow: 'main',
  arrivedMs: 100,
  answeredMs: 150,
  endedMs: 400,
  endEstimated: false,
  outcome: 'self_served',
  abandonedWhere: null,
  endedBy: 'caller',
  queue: null,
  operator: null,
  waitMs: 0,
  talkMs: 0,
  offersCount: 0,
  labels: [],
  flowHash: null,
  trial: null,
  direction: 'incoming',
  reason: null,
  language: null,
  node: null,
};

/** Holds one call that has ended. */
export class SmallStore implements Store, SumsKeeper {
  readonly asked: CallQuery[] = [];
  failure: Error | undefined;
  readonly timeline: readonly Entry[] = [
    { atMs: 100, kind: 'callArrived', callId: 'c0', dialled: '100', caller: '+7901', flow: 'main' },
    { atMs: 400, kind: 'callEnded', callId: 'c0', outcome: 'self_served', where: null, by: 'caller' },
  ];

  async calls(query: CallQuery): Promise<readonly CallRecord[]> {
    this.asked.push(query);
    if (this.failure !== undefined) throw this.failure;
    return [endedRecord];
  }

  async call(callId: string): Promise<CallStory | undefined> {
    if (this.failure !== undefined) throw this.failure;
    return callId === 'c0' ? { record: endedRecord, timeline: this.timeline } : undefined;
  }

  /** The sums that it tells, whatever is asked. */
  kept: (query: SumsQuery) => KeptSums = () => {
    return { rows: [], later: [], waiting: {}, operators: [], behindCount: 0 };
  };
  countedAnew = 0;

  async report(wish: ReportWish): Promise<Uint8Array> {
    if (this.failure !== undefined) throw this.failure;
    return new TextEncoder().encode([...reportPieces(wish, this.kept(wish))].join(''));
  }

  readonly forgottenNumbers: string[] = [];

  async forget(number: string): Promise<number> {
    this.forgottenNumbers.push(number);
    return 2;
  }

  async countAnew(): Promise<void> {
    this.countedAnew += 1;
  }

  state(): StoreState {
    return { writable: true, bufferedCount: 11, lostCount: 2, error: null };
  }

  readonly facts: AuditFact[] = [];
  readonly auditAsked: AuditQuery[] = [];

  write(entry: Entry): void {
    if (entry.kind !== 'audited') return;
    const { kind: _, ...fact } = entry;
    this.facts.unshift({ id: this.facts.length + 1, ...fact });
  }

  async audit(query: AuditQuery): Promise<readonly AuditFact[]> {
    this.auditAsked.push(query);
    return this.facts;
  }

  promises: readonly Callback[] = [];
  readonly callbacksAsked: CallbackQuery[] = [];

  async callbacks(query: CallbackQuery): Promise<readonly Callback[]> {
    this.callbacksAsked.push(query);
    return this.promises;
  }

  async openCallbacks(): Promise<readonly Callback[]> {
    return this.promises.filter(({ outcome }) => outcome === null);
  }

  async flush(): Promise<void> {}
  async operatorsBefore() {
    return [];
  }

  async callerPasts() {
    return [];
  }

  keptContacts: readonly ContactStory[] = [];

  async contacts(): Promise<readonly Contact[]> {
    return this.keptContacts.map(({ contact }) => contact);
  }

  async contact(contactId: string): Promise<ContactStory | undefined> {
    return this.keptContacts.find(({ contact }) => contact.contactId === contactId);
  }

  async contactsPastDue(): Promise<readonly Contact[]> {
    return [];
  }

  keptRecordings: readonly KeptRecording[] = [];

  async recordings(): Promise<readonly KeptRecording[]> {
    return this.keptRecordings;
  }

  async scores() {
    return [];
  }

  async callsOut() {
    return [];
  }

  async presences() {
    return [];
  }

  async closeOrphans(): Promise<readonly string[]> {
    return [];
  }
  async outbox() {
    return [];
  }
  async taken(): Promise<void> {}
  async message(): Promise<undefined> {}
  async settled(): Promise<void> {}
  given: DeadMessage[] = [];

  async dead(limit: number): Promise<readonly DeadMessage[]> {
    return this.given.slice(0, limit);
  }

  async revive(id: string | null): Promise<number> {
    const before = this.given.length;
    this.given = this.given.filter((message) => id !== null && message.id !== id);
    return before - this.given.length;
  }

  async close(): Promise<void> {}
}
