import type { Mistake } from '../base/index.ts';
import type { AskedServer } from '../egress/index.ts';
import type { CallStory, Entry } from '../journal/index.ts';
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
  /** Why a caller waits; undefined when they do not. */
  whyWaiting(callId: string): WhyWaiting | undefined;
  /** Why nobody else was rung with this offer; nobody when the story has no such offer. */
  whyOthers(story: CallStory, offerId: string): Promise<WhyOthers>;
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
  /** Takes the files as they are now, if they have no mistake. `by`: who asked, for the log. */
  activate(by: string): Promise<Activation>;
  /** The versions that were in use, the newest first. */
  history(): readonly BundleVersion[];
  /** Goes back to a version. Rejects with `Failure` BUNDLE_VERSION_UNKNOWN. */
  rollBack(version: number, by: string): Promise<Activation>;
};

/** A version of the bundle came into use. The same version may come again: somebody went back to it. */
export type BundleVersion = {
  readonly version: number;
  readonly flowHash: string;
  readonly floorHash: string;
  readonly atMs: number;
  readonly by: string;
};

/** Times are wall milliseconds. `mistakes`: of the files when they were last looked at, none if they are in use. */
export type BundleState = {
  readonly flowHash: string;
  readonly floorHash: string;
  readonly sinceMs: number;
  readonly checkedMs: number;
  readonly mistakes: readonly Mistake[];
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
