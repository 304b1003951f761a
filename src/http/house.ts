import type { Entry } from '../journal/index.ts';
import type { EmergencySwitch, ScheduleNow } from '../schedules/index.ts';
import type { Board, BoardCall, BoardOperator, Event, WhyWaiting } from '../switchboard/index.ts';

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
  /** Opening hours as they are now. */
  schedules(): readonly ScheduleNow[];
  /** Throws `Failure` for a schedule that is unknown, and for an emergency that only its file can end. */
  switchEmergency(wish: EmergencySwitch): ScheduleNow;
  readiness(): Readiness;
  counters(): HouseCounters;
  /**
   * Tells everything that happens, until the returned function is called. A listener that throws hurts
   * nobody.
   */
  onEntry(listener: (entry: Entry) => void): () => void;
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
