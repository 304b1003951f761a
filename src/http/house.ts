import type { Alarm } from '../alarms/index.ts';
import type { Ban } from '../bans/index.ts';
import type { Mistake } from '../base/index.ts';
import type { AskedServer } from '../egress/index.ts';
import type { KnownCaller } from '../flow/index.ts';
import type {
  CallStory,
  Contact,
  ContactQuery,
  ContactStory,
  Entry,
  KeptRecording,
  RecordingQuery,
  Score,
  ScoreFacts,
  ScoreQuery,
  TrialSide,
} from '../journal/index.ts';
import type { Answers, Scorecard } from '../quality/index.ts';
import type { Sound } from '../recordings/index.ts';
import type { EmergencySwitch, ScheduleNow } from '../schedules/index.ts';
import type {
  Board,
  BoardCall,
  BoardOperator,
  Event,
  LiveCallback,
  NoCallback,
  WhyOthers,
  WhyWaiting,
} from '../switchboard/index.ts';

/**
 * All that the pages and programs outside need of the house. Everything here is synchronous and of this
 * instant.
 */
export type House = {
  /** An event is handled before this returns; false when the house has no room for it now. */
  put(event: Event): boolean;
  board(): Board;
  /** Undefined when nobody has this id. */
  operator(operatorId: string): BoardOperator | undefined;
  /** Whether the files list a phone of this name. */
  hasPhone(phoneId: string): boolean;
  /** Undefined when no call of now has this id. */
  call(callId: string): BoardCall | undefined;
  /** A promise to call back that is open; undefined when none has this id. */
  callback(callbackId: string): LiveCallback | undefined;
  /** What stands in the way of a promise to this number for this queue; undefined: nothing does. */
  noCallback(number: string, queue: string): NoCallback | undefined;
  /** The ids of the operators who are bound to a queue; none for a queue that is unknown. */
  staffOf(queue: string): readonly string[];
  /** Why a caller waits; undefined when they do not. */
  whyWaiting(callId: string): WhyWaiting | undefined;
  /** Why nobody else was rung with this offer; nobody when the story has no such offer. */
  whyOthers(story: CallStory, offerId: string): Promise<WhyOthers>;
  /** What callers.yaml says of a number. */
  knownCustomer(number: string): KnownCaller | undefined;
  /** The contact reasons that may be noted; null: any. */
  reasons(): ReadonlySet<string> | null;
  /** Writes a note into the journal, in the same breath; what was written. */
  note(note: Omit<Extract<Entry, { kind: 'noted' }>, 'kind' | 'atMs'>): Entry;
  readonly bundle: BundleDesk;
  readonly shadow: ShadowDesk;
  /** Opening hours as they are now. */
  schedules(): readonly ScheduleNow[];
  /** Throws `Failure` for a schedule that is unknown, and for an emergency that only its file can end. */
  switchEmergency(wish: EmergencySwitch): ScheduleNow;
  readonly contacts: ContactsDesk;
  readonly recordings: RecordingsDesk;
  /** The forms by which calls are scored. */
  scorecards(): ReadonlyMap<string, Scorecard>;
  readonly scores: ScoresDesk;
  readonly bans: BansDesk;
  readonly nodes: NodesDesk;
  /** The servers that flows have asked since the start. */
  servers(): readonly AskedServer[];
  /** This process ends in a moment and leaves all calls as they are: the next one goes on with them. */
  restart(): void;
  readonly drain: DrainDoor;
  readiness(): Readiness;
  /** Those that are on, the oldest first. */
  alarms(): readonly Alarm[];
  counters(): HouseCounters;
  /**
   * Tells everything that happens, until the returned function is called. A listener that throws hurts
   * nobody.
   */
  onEntry(listener: (entry: Entry) => void): () => void;
};

/** The end of the hotline as somebody wants it who has time. `by`: who asks, for the log. */
export type DrainDoor = {
  /** Null: new calls are taken. */
  state(): Drain | null;
  /** No new calls are taken, and the hotline stops when it has none, or after this time. Throws `Failure` STOPPING. */
  begin(withinMs: number, by: string): Drain;
  /** New calls are taken, again or as before. Throws `Failure` STOPPING. */
  end(by: string): void;
};

/** Times are wall milliseconds. `calls`: those that go on. */
export type Drain = {
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly by: string;
  readonly calls: number;
};

/** Customers' requests. `by`: who asks, for the journal. Each rejects with `Failure` CONTACT_UNKNOWN, STORE_AWAY. */
export type ContactsDesk = {
  list(query: ContactQuery): Promise<readonly Contact[]>;
  story(contactId: string): Promise<ContactStory>;
  /** Resolves with the contact as it is then. */
  change(contactId: string, change: ContactChange, by: string): Promise<Contact>;
  /** Erases all of a customer; resolves with how many there were. */
  eraseOf(customer: string, by: string): Promise<number>;
};

/** What a person wants of a contact; what is not there stays as it is. */
export type ContactChange = Partial<
  Pick<Extract<Entry, { kind: 'contactChanged' }>, 'text' | 'reason' | 'operator' | 'dueMs' | 'done'>
>;

/** What callers said. `by`: who asks, for the journal. */
export type RecordingsDesk = {
  list(query: RecordingQuery): Promise<readonly KeptRecording[]>;
  /** Rejects with `Failure` RECORDING_UNKNOWN, RECORDING_DAMAGED. */
  hear(recordingId: string, by: string): Promise<Sound>;
  /** Marks it as dealt with. Rejects with `Failure` RECORDING_UNKNOWN. */
  done(recordingId: string, by: string): Promise<KeptRecording>;
  /** Keeps it from being erased, or does so no longer. Rejects with `Failure` RECORDING_UNKNOWN. */
  hold(recordingId: string, wish: HoldWish, by: string): Promise<KeptRecording>;
  /** Erases all of a caller but what is held. */
  eraseOf(caller: string, by: string): Promise<Erased>;
  /** Begins to bring all recordings to a new key. Throws `Failure` RECORDINGS_KEY_BUSY. */
  renewKey(): void;
};

export type HoldWish = { readonly isHeld: boolean; readonly why: string | null };

/** How many recordings are gone, and how many were kept from it. */
export type Erased = { readonly erased: number; readonly held: number };

/** How people judged what operators did in calls. `by`: who does so, for the journal. */
export type ScoresDesk = {
  list(query: ScoreQuery): Promise<readonly Score[]>;
  /**
   * Scores a talk of a call that has ended; it takes the place of the score by the same form and person. Rejects with
   * `Failure` SCORECARD_UNKNOWN, ANSWERS_INVALID, CALL_NOT_SCORABLE.
   */
  give(wish: ScoreWish, by: string): Promise<Score>;
  /** Erases all scores of the calls of a number; resolves with how many calls that were. */
  eraseOf(caller: string, by: string): Promise<number>;
};

export type ScoreWish = Pick<ScoreFacts, 'callId' | 'form' | 'operator' | 'queue' | 'comment' | 'remarks'> & {
  readonly answers: Answers;
};

/** The admin's files, in use and on their way to it. */
export type BundleDesk = {
  state(): BundleState;
  /** Reads and checks the files as they are now; nothing changes. */
  validate(): Promise<readonly Mistake[]>;
  /**
   * Takes the files as they are now, if they have no mistake. `by`: who asked, for the log. `percent`: so many of a
   * hundred new callers meet their flows; 100 ends a trial, and without it a trial goes on with its share. Rejects with
   * `Failure` BUNDLE_NOT_KEPT.
   */
  activate(by: string, percent?: number): Promise<Activation>;
  /** The versions that were in use, the newest first. */
  history(): readonly BundleVersion[];
  /**
   * Goes back to a version, for everybody; null: to the one before the trial. Rejects with `Failure`
   * BUNDLE_VERSION_UNKNOWN, BUNDLE_NO_TRIAL.
   */
  rollBack(version: number | null, by: string): Promise<Activation>;
};

/** A version of the bundle came into use. The same version may come again: somebody went back to it. */
export type BundleVersion = {
  readonly version: number;
  readonly flowHash: string;
  readonly floorHash: string;
  readonly atMs: number;
  readonly by: string;
  /** So many of a hundred new callers met its flows, the rest those of version `before`; null: everybody did. */
  readonly trial: { readonly percent: number; readonly before: number } | null;
};

/**
 * Times are wall milliseconds. `mistakes`: of the files when they were last looked at, none if they are in use. While
 * flows are tried, `flowHash` is theirs, and `trial` says who meets them.
 */
export type BundleState = {
  readonly flowHash: string;
  readonly floorHash: string;
  readonly sinceMs: number;
  readonly checkedMs: number;
  readonly mistakes: readonly Mistake[];
  readonly trial: TrialState | null;
  /** Of each version that new callers meet. */
  readonly outcomes: readonly FlowOutcomes[];
};

/** So many of a hundred new callers meet the flows on trial, the rest those of the version before. */
export type TrialState = {
  readonly percent: number;
  readonly sinceMs: number;
  readonly before: { readonly version: number; readonly flowHash: string };
};

/**
 * How calls ended in one version since the process began; while it is tried, only those of the trial. `withErrors`:
 * calls in which a step ended with "error", or that failed. `stepsMean`: null without calls.
 */
export type FlowOutcomes = {
  readonly flowHash: string;
  readonly side: TrialSide | null;
  readonly calls: number;
  readonly withErrors: number;
  readonly abandoned: number;
  readonly stepsMean: number | null;
};

/** `flow`: what callers hear, `floor`: queues and operators; nothing when the files are as before, or wrong. */
export type Activation = {
  readonly changed: readonly ('flow' | 'floor')[];
  readonly mistakes: readonly Mistake[];
};

/** Calls are made again in other flows, in the background, and compared; what is found lasts as long as the process. */
export type ShadowDesk = {
  /**
   * From now on every call that ends is made again, and `past` of those that have ended. What was compared before gives
   * way. `by`: who asked, for the log. Rejects with `Failure` BUNDLE_VERSION_UNKNOWN, BUNDLE_INVALID, BUNDLE_IN_USE,
   * STORE_AWAY.
   */
  begin(wish: ShadowWish, by: string): Promise<ShadowState>;
  /** Of what is compared, or was last; null when nothing has been yet. */
  state(): ShadowState | null;
  /** No more calls are made again. */
  end(by: string): Promise<ShadowState | null>;
};

export type ShadowWish = { readonly flows: ShadowFlows; readonly past: number };

/** A version of the history, or files that somebody sends: nobody here reads a folder that a stranger names. */
export type ShadowFlows = { readonly version: number } | SentFiles;

/** File name → text, as in the folder of a bundle, and the paths of its recordings under `prompts/`. */
export type SentFiles = {
  readonly files: Readonly<Record<string, string>>;
  readonly recordings: readonly string[];
};

/** Times are wall milliseconds. `version`: null for files that were sent. */
export type ShadowState = {
  readonly version: number | null;
  readonly flowHash: string;
  readonly sinceMs: number;
  readonly by: string;
  readonly ended: { readonly atMs: number; readonly why: string } | null;
  /** Calls that are still to be made again. */
  readonly waiting: number;
  readonly same: number;
  readonly differs: number;
  readonly notComparable: readonly { readonly why: string; readonly count: number }[];
  /** Calls that were not made again, since too many waited. */
  readonly passedOver: number;
  /** The calls that go another way, the newest first; older ones are only counted. */
  readonly last: readonly ShadowDifference[];
};

/** A call that goes another way, and the first difference in words. */
export type ShadowDifference = {
  readonly callId: string;
  readonly dialled: string;
  readonly endedMs: number | null;
  readonly say: string;
};

/**
 * `ready`: a call that arrived now would be answered. `missing`: what stands in the way, each in a few words.
 * `draining`: new calls are refused on purpose, and those that go on are served. `warnings`: what is wrong although
 * calls are answered; not there when nothing is.
 */
export type Readiness = {
  readonly ready: boolean;
  readonly missing: readonly string[];
  readonly draining?: true;
  readonly warnings?: readonly string[];
};

/** A ban, and at which door it is: of the exchange itself, or of the SIP edge in front of it. */
export type BanNow = Ban & { readonly source: 'exchange' | 'edge' };

/** Addresses that are turned away. */
export type BansDesk = {
  /** The newest first. */
  list(): readonly BanNow[];
  /** False when the address is not banned. Rejects with `Failure` REDIS_AWAY. */
  lift(address: string): Promise<boolean>;
};

/** The nodes of the exchange. */
export type NodesDesk = {
  /** In the order of the settings. */
  list(): readonly NodeNow[];
  /** Reason → requests that the edge has turned away since its start; none without an edge. */
  refused(): Readonly<Record<string, number>>;
  /**
   * Whether the edge is to give the node no new calls; who is there stays. `by`: who asks, for the log. Rejects with
   * `Failure` NO_EDGE, NODE_UNKNOWN, REDIS_AWAY.
   */
  drain(node: string, isWanted: boolean, by: string): Promise<void>;
};

/** One Asterisk: the only one, called "main", or one of those behind an edge. */
export type NodeNow = {
  readonly name: string;
  /** As the edge sees it; null: there is no edge, or it has not been heard of. */
  readonly state: 'up' | 'suspect' | 'dead' | null;
  /** Since when it has this state, in wall milliseconds; null with it. */
  readonly sinceMs: number | null;
  /** Cordboard hears its events. */
  readonly isConnected: boolean;
  readonly calls: number;
  /** It is given no new calls, as somebody wants it. */
  readonly isDraining: boolean;
  /** How much it can bear beside the others; 0: it is given no new calls. */
  readonly weight: number;
};

export type HouseCounters = {
  /** Events that wait while one is being handled. */
  readonly inboxDepth: number;
  /** Commands that the exchange did not carry out, since the start. */
  readonly commandsFailed: number;
  /** New calls a second that are let in now: fewer than the settings say while we, or the exchange, are too slow. */
  readonly callsPerSecondMax: number;
};
