import type { Mistake } from '../base/index.ts';
import type { AskedServer } from '../egress/index.ts';
import type { KnownCaller } from '../flow/index.ts';
import type { CallStory, Entry, TrialSide } from '../journal/index.ts';
import type { EmergencySwitch, ScheduleNow } from '../schedules/index.ts';
import type { Board, BoardCall, BoardOperator, Event, WhyOthers, WhyWaiting } from '../switchboard/index.ts';

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
  /** Undefined when no call of now has this id. */
  call(callId: string): BoardCall | undefined;
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
  /** Opening hours as they are now. */
  schedules(): readonly ScheduleNow[];
  /** Throws `Failure` for a schedule that is unknown, and for an emergency that only its file can end. */
  switchEmergency(wish: EmergencySwitch): ScheduleNow;
  /** The servers that flows have asked since the start. */
  servers(): readonly AskedServer[];
  readiness(): Readiness;
  counters(): HouseCounters;
  /**
   * Tells everything that happens, until the returned function is called. A listener that throws hurts
   * nobody.
   */
  onEntry(listener: (entry: Entry) => void): () => void;
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

/**
 * `ready`: a call that arrived now would be answered. `missing`: what stands in the way, each in a few words.
 */
export type Readiness = { readonly ready: boolean; readonly missing: readonly string[] };

export type HouseCounters = {
  /** Events that wait while one is being handled. */
  readonly inboxDepth: number;
  /** Commands that the exchange did not carry out, since the start. */
  readonly commandsFailed: number;
};
