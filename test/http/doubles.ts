import type { Alarm } from '../../src/alarms/index.ts';
import { Failure, type Mistake } from '../../src/base/index.ts';
import type { AskedServer } from '../../src/egress/index.ts';
import type { KnownCaller } from '../../src/flow/index.ts';
import type {
  Activation,
  BanNow,
  BansDesk,
  BundleDesk,
  BundleState,
  BundleVersion,
  Erased,
  HoldWish,
  House,
  HouseCounters,
  Readiness,
  RecordingsDesk,
} from '../../src/http/index.ts';
import type { Jobs } from '../../src/jobs/index.ts';
import type { CallStory, Entry, KeptRecording, RecordingQuery } from '../../src/journal/index.ts';
import type { Sound } from '../../src/recordings/index.ts';
import type { EmergencySwitch, ScheduleNow } from '../../src/schedules/index.ts';
import type {
  Board,
  BoardCall,
  BoardOperator,
  Event,
  LiveCallback,
  NoCallback,
  SupervisionAsk,
  WhyOthers,
  WhyWaiting,
} from '../../src/switchboard/index.ts';
import { SmallContactsDesk } from './small-contacts.ts';
import { SmallDrain } from './small-drain.ts';
import { SmallNodes } from './small-nodes.ts';
import { SmallScoresDesk, talkForm } from './small-scores.ts';
import { SmallShadowDesk } from './small-shadow.ts';
import { endedRecord } from './small-store.ts';

export { endedRecord, SmallStore } from './small-store.ts';

export const anna: BoardOperator = {
  id: 'anna',
  name: 'Анна',
  presence: 'paused',
  reason: 'обед',
  unit: 'free',
  phone: 'reachable',
  phones: ['1001'],
  phonesThere: ['1001'],
  desk: null,
  sinceMs: 1_000,
  callId: null,
};

export const waitingCall: BoardCall = {
  callId: 'c1',
  caller: '+7900',
  callerName: 'Olga',
  dialled: '100',
  node: 'main',
  direction: 'incoming',
  phase: 'waiting',
  flow: 'main',
  step: 'to_sales',
  queue: 'sales',
  operator: null,
  isHeld: false,
  consulted: null,
  recording: 'off',
  arrivedMs: 500,
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

export const message: KeptRecording = {
  ...{ recordingId: 'c0-1', callId: 'c0', caller: '+7901', about: { kind: 'voicemail', box: 'help' } },
  ...{ queue: 'sales', operator: 'anna', takenMs: 300, soundMs: 2_000 },
  ...{ isIncomplete: false, heardMs: null, doneMs: null, heldMs: null },
};

/** One message, of a sound of a few letters. */
class SmallRecordingsDesk implements RecordingsDesk {
  readonly asked: unknown[] = [];
  isKeyBusy = false;

  async list(query: RecordingQuery): Promise<readonly KeptRecording[]> {
    this.asked.push(query);
    return [message];
  }

  async hear(recordingId: string, by: string): Promise<Sound> {
    if (recordingId !== 'c0-1') throw new Failure('RECORDING_UNKNOWN', { recordingId });
    this.asked.push([recordingId, by]);
    const pieces = (async function* () {
      for (const piece of ['RIFF', 'sound']) yield Buffer.from(piece);
    })();
    return { bytes: 9, pieces };
  }

  async done(recordingId: string): Promise<KeptRecording> {
    if (recordingId !== 'c0-1') throw new Failure('RECORDING_UNKNOWN', { recordingId });
    return { ...message, doneMs: 400 };
  }

  async hold(recordingId: string, { isHeld }: HoldWish): Promise<KeptRecording> {
    if (recordingId !== 'c0-1') throw new Failure('RECORDING_UNKNOWN', { recordingId });
    return { ...message, heldMs: isHeld ? 500 : null };
  }

  async eraseOf(caller: string, by: string): Promise<Erased> {
    this.asked.push([caller, by]);
    return { erased: 3, held: 1 };
  }

  renewKey(): void {
    if (this.isKeyBusy) throw new Failure('RECORDINGS_KEY_BUSY');
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
  readonly shadow = new SmallShadowDesk();
  readonly contacts = new SmallContactsDesk();
  readonly scores = new SmallScoresDesk();
  restartsCount = 0;
  readonly drain = new SmallDrain();
  readonly nodes = new SmallNodes();

  restart(): void {
    this.restartsCount += 1;
  }

  scorecards() {
    return new Map([['talk', talkForm]]);
  }

  readonly recordings = new SmallRecordingsDesk();
  count: HouseCounters = { inboxDepth: 3, commandsFailed: 7, callsPerSecondMax: 200 };
  operators: BoardOperator[] = [anna];
  calls: BoardCall[] = [waitingCall];
  atMs = 2_000;
  office: ScheduleNow = { name: 'office', zone: 'UTC', state: 'open', untilMs: 9_000, emergency: null };
  asked: readonly AskedServer[] = [];
  readonly #listeners = new Set<(entry: Entry) => void>();

  put(event: Event): boolean {
    if (!this.hasRoom) return false;
    this.events.push(event);
    if (event.kind === 'callbackAsked') this.promises.push(...[this.promise(event) ?? []].flat());
    if (event.kind === 'operatorAsked' && event.ask === 'ready')
      this.#change({ presence: 'ready', reason: null });
    if (event.kind === 'operatorAsked' && event.ask === 'pause')
      this.#change({ presence: 'paused', reason: event.reason });
    if (event.kind === 'operatorAsked' && event.ask === 'finishWrapUp') this.#change({ unit: 'free' });
    if (event.kind === 'supervisionAsked') this.#supervise(event.ask, event.by);
    // At 2002 is somebody else.
    if (event.kind === 'deskAsked' && event.phoneId !== '2002')
      this.#change({ desk: event.phoneId, phones: [event.phoneId] });
    return true;
  }

  known = new Map<string, KnownCaller>();
  reasonNames: ReadonlySet<string> | null = new Set(['delivery', 'billing']);

  hasPhone(phoneId: string): boolean {
    return ['1001', '1005', '2001', '2002'].includes(phoneId);
  }

  knownCustomer(number: string): KnownCaller | undefined {
    return this.known.get(number);
  }

  reasons(): ReadonlySet<string> | null {
    return this.reasonNames;
  }

  note(note: Parameters<House['note']>[0]): Entry {
    const entry = { kind: 'noted', atMs: this.atMs, ...note } as const;
    this.happens(entry);
    return entry;
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
      callbacksCount: 0,
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

  promises: LiveCallback[] = [];
  /** What becomes of a wish. */
  promise: (event: Extract<Event, { kind: 'callbackAsked' }>) => LiveCallback | undefined = () => undefined;
  hindrance: NoCallback | undefined;

  callback(callbackId: string): LiveCallback | undefined {
    return this.promises.find((promise) => promise.callbackId === callbackId);
  }

  noCallback(): NoCallback | undefined {
    return this.hindrance;
  }

  staffOf(queue: string): readonly string[] {
    return queue === 'sales' ? ['anna'] : [];
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

  bansOn: readonly BanNow[] = [];

  readonly bans: BansDesk = {
    list: () => this.bansOn,
    lift: async (address) => {
      const before = this.bansOn;
      this.bansOn = before.filter((ban) => ban.address !== address);
      return this.bansOn.length < before.length;
    },
  };

  alarmsOn: readonly Alarm[] = [];

  alarms(): readonly Alarm[] {
    return this.alarmsOn;
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

  #supervise(ask: SupervisionAsk, by: string): void {
    this.calls = this.calls.map(({ supervision, ...call }) => {
      if (ask.kind === 'begin')
        return { ...call, supervision: { by, how: ask.how, phone: ask.phoneId, isOn: false } };
      return ask.kind === 'end' || supervision === undefined
        ? call
        : { ...call, supervision: { ...supervision, how: ask.how } };
    });
  }

  #change(change: Partial<BoardOperator>): void {
    this.operators = this.operators.map((operator) => ({ ...operator, ...change }));
  }
}

/** A call in which this operator talks. */
export const storyOf = (callId: string, operator: string, queue = 'sales'): CallStory => ({
  record: { ...endedRecord, callId, operator, queue },
  timeline: [
    { atMs: 150, kind: 'queueEntered', callId, queue, needs: null, waitingBefore: 0 },
    { atMs: 200, kind: 'talkBegan', callId, operator },
  ],
});

export const idleJobs: Jobs = {
  start: () => {},
  wakeAt: () => {},
  receivers: () => [
    {
      ...{ host: 'crm.example', events: ['call.ended'], deliveredCount: 5, failedTriesCount: 4 },
      ...{ restsUntilMs: null, isGone: false },
    },
  ],
  state: () => ({ connected: true, problem: null, deliveredCount: 5, givenUpCount: 1, failedTriesCount: 4 }),
  close: async () => {},
};
