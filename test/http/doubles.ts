import { Failure, type Mistake } from '../../src/base/index.ts';
import type { AskedServer } from '../../src/egress/index.ts';
import type {
  Activation,
  BundleDesk,
  BundleState,
  BundleVersion,
  House,
  HouseCounters,
  Readiness,
} from '../../src/http/index.ts';
import type { Jobs } from '../../src/jobs/index.ts';
import type {
  AuditFact,
  AuditQuery,
  CallQuery,
  CallRecord,
  CallStory,
  Entry,
  Store,
} from '../../src/journal/index.ts';
import type { KeptSums, SumsKeeper, SumsQuery } from '../../src/reports/index.ts';
import type { EmergencySwitch, ScheduleNow } from '../../src/schedules/index.ts';
import type {
  Board,
  BoardCall,
  BoardOperator,
  Event,
  WhyOthers,
  WhyWaiting,
} from '../../src/switchboard/index.ts';

export const anna: BoardOperator = {
  id: 'anna',
  name: 'Анна',
  presence: 'paused',
  reason: 'обед',
  unit: 'free',
  phone: 'reachable',
  sinceMs: 1_000,
  callId: null,
};

export const waitingCall: BoardCall = {
  callId: 'c1',
  caller: '+7900',
  dialled: '100',
  phase: 'waiting',
  flow: 'main',
  step: 'to_sales',
  queue: 'sales',
  operator: null,
  arrivedMs: 500,
};

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
  reason: null,
  language: null,
};

/** A bundle that has mistakes when the test says so. */
class SmallBundleDesk implements BundleDesk {
  mistakes: readonly Mistake[] = [];
  readonly askedBy: string[] = [];
  /** So many of a hundred callers meet its flows. */
  percent = 100;

  state(): BundleState {
    const at = { sinceMs: 10, checkedMs: 20, mistakes: this.mistakes };
    const none = { calls: 0, withErrors: 0, abandoned: 0, stepsMean: null };
    const before = { version: 1, flowHash: 'f0' };
    const trial = this.percent === 100 ? null : { percent: this.percent, sinceMs: 10, before };
    const sides = trial === null ? ([null] as const) : (['before', 'new'] as const);
    const outcomes = sides.map((side) => ({ flowHash: side === 'before' ? 'f0' : 'f1', side, ...none }));
    return { flowHash: 'f1', floorHash: 'q1', ...at, trial, outcomes };
  }

  async validate(): Promise<readonly Mistake[]> {
    return this.mistakes;
  }

  history(): readonly BundleVersion[] {
    return [{ version: 1, flowHash: 'f1', floorHash: 'q1', atMs: 10, by: 'the start', trial: null }];
  }

  async rollBack(asked: number | null, by: string): Promise<Activation> {
    if (asked === null && this.percent === 100) throw new Failure('BUNDLE_NO_TRIAL');
    const version = asked ?? 1;
    if (version !== 1) throw new Failure('BUNDLE_VERSION_UNKNOWN', { version });
    return this.activate(by, 100);
  }

  async activate(by: string, percent = this.percent): Promise<Activation> {
    this.askedBy.push(by);
    this.percent = percent;
    return { changed: [], mistakes: this.mistakes };
  }
}

/**
 * A small house with one queue, one operator and one waiting caller. It does what operators and supervisors
 * ask.
 */
export class SmallHouse implements House {
  readonly events: Event[] = [];
  hasRoom = true;
  ready: Readiness = { ready: true, missing: [] };
  readonly bundle = new SmallBundleDesk();
  count: HouseCounters = { inboxDepth: 3, commandsFailed: 7 };
  operators: BoardOperator[] = [anna];
  calls: BoardCall[] = [waitingCall];
  atMs = 2_000;
  office: ScheduleNow = { name: 'office', zone: 'UTC', state: 'open', untilMs: 9_000, emergency: null };
  asked: readonly AskedServer[] = [];
  readonly #listeners = new Set<(entry: Entry) => void>();

  put(event: Event): boolean {
    if (!this.hasRoom) return false;
    this.events.push(event);
    if (event.kind === 'operatorAsked' && event.ask === 'ready')
      this.#change({ presence: 'ready', reason: null });
    if (event.kind === 'operatorAsked' && event.ask === 'pause')
      this.#change({ presence: 'paused', reason: event.reason });
    if (event.kind === 'operatorAsked' && event.ask === 'finishWrapUp') this.#change({ unit: 'free' });
    return true;
  }

  servers(): readonly AskedServer[] {
    return this.asked;
  }

  board(): Board {
    const waiting = this.calls
      .filter(({ phase }) => phase === 'waiting')
      .map(({ callId, caller, arrivedMs }) => ({
        ...{ callId, caller, ageMs: this.atMs - arrivedMs },
        ...{ class: 5, needs: 'ru >= 3', stage: 0, ringing: [] },
      }));
    const queue = {
      id: 'sales',
      title: { ru: 'Продажи', en: 'Sales' },
      waiting,
      readyCount: 0,
      signedInCount: 1,
    };
    return { atMs: this.atMs, queues: [queue], operators: this.operators, calls: this.calls };
  }

  operator(operatorId: string): BoardOperator | undefined {
    return this.operators.find(({ id }) => id === operatorId);
  }

  call(callId: string): BoardCall | undefined {
    return this.calls.find((call) => call.callId === callId);
  }

  async whyOthers(): Promise<WhyOthers> {
    return [{ operator: 'boris', why: 'was paused (lunch) for 12 s' }];
  }

  whyWaiting(callId: string): WhyWaiting | undefined {
    if (this.call(callId)?.phase !== 'waiting') return undefined;
    return {
      operators: [{ operator: 'anna', why: 'is paused (lunch)' }],
      estimate: { p50Ms: 1_000, p90Ms: 9_000 },
    };
  }

  schedules(): readonly ScheduleNow[] {
    return [this.office];
  }

  switchEmergency(wish: EmergencySwitch): ScheduleNow {
    if (wish.schedule !== 'office') throw new Failure('SCHEDULE_UNKNOWN', { schedule: wish.schedule });
    const { untilMs, by } = wish;
    const emergency = wish.on ? { sinceMs: this.atMs, untilMs, by } : null;
    this.office = { ...this.office, state: wish.on ? 'emergency' : 'open', emergency };
    return this.office;
  }

  readiness(): Readiness {
    return this.ready;
  }

  counters(): HouseCounters {
    return this.count;
  }

  onEntry(listener: (entry: Entry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  happens(entry: Entry): void {
    for (const listener of this.#listeners) listener(entry);
  }

  #change(change: Partial<BoardOperator>): void {
    this.operators = this.operators.map((operator) => ({ ...operator, ...change }));
  }
}

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

  state() {
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

  /** The sums that it tells, whatever is asked. */
  kept: (query: SumsQuery) => KeptSums = () => {
    return { rows: [], later: [], waiting: {}, operators: [], behindCount: 0 };
  };
  countedAnew = 0;

  async sums(query: SumsQuery): Promise<KeptSums> {
    if (this.failure !== undefined) throw this.failure;
    return this.kept(query);
  }

  async countAnew(): Promise<void> {
    this.countedAnew += 1;
  }

  async flush(): Promise<void> {}
  async operatorsBefore() {
    return [];
  }

  async callerPasts() {
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
  async close(): Promise<void> {}
}

export const idleJobs: Jobs = {
  start: () => {},
  state: () => ({ connected: true, problem: null, deliveredCount: 5, givenUpCount: 1, failedTriesCount: 4 }),
  close: async () => {},
};
