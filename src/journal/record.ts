import type { AbandonPlace, CallDirection, CallOutcome, Entry, TrialSide } from './entry.ts';

/** One call as it is kept: opened at first sight, closed once. Times are wall time in milliseconds. */
export type CallRecord = {
  readonly callId: string;
  /** Of an operator's own call `operator` is who called, and `caller` their number. */
  readonly direction: CallDirection;
  readonly dialled: string;
  readonly caller: string;
  readonly flow: string | null;
  /** The version of the flows that the caller met; null in records that are older than this field. */
  readonly flowHash: string | null;
  /** Which version that was while one was tried on a share of the callers; null when none was. */
  readonly trial: TrialSide | null;
  readonly arrivedMs: number;
  readonly answeredMs: number | null;
  readonly endedMs: number | null;
  /** True when the end was deduced (after a crash) and not seen. */
  readonly endEstimated: boolean;
  readonly outcome: CallOutcome | null;
  readonly abandonedWhere: AbandonPlace | null;
  readonly endedBy: 'caller' | 'operator' | 'system' | null;
  /** The last queue and the operator who answered, null when there was none. */
  readonly queue: string | null;
  readonly operator: string | null;
  /** Time in queues, all visits together, and time in talk, all talks together. */
  readonly waitMs: number;
  readonly talkMs: number;
  readonly offersCount: number;
  /** What the flow noted: labels in the order of their first mention, and the last contact reason. */
  readonly labels: readonly string[];
  readonly reason: string | null;
  /** What the caller chose, null for nothing. */
  readonly language: string | null;
  /** Of several nodes of the exchange the last one that carried the caller; null where there is one. */
  readonly node: string | null;
};

/** What earlier calls of a number tell: with whom it talked last, and which language was chosen. */
export type CallerPast = Pick<CallRecord, 'caller' | 'operator' | 'language'>;

/** A call with everything that happened to it, in order. */
export type CallStory = { readonly record: CallRecord; readonly timeline: readonly Entry[] };
