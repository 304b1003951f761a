import type { Sums } from './measures.ts';

/** By what reports are divided: a flow with its version, "main@3fa9…"; a survey with its question, "poll/how". */
export const DIMENSIONS = ['queue', 'operator', 'reason', 'number', 'flow', 'survey'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** A visit to a queue that goes on. */
export type OpenVisit = {
  readonly queue: string;
  readonly enteredMs: number;
  /** What the caller could expect on entering; null when nothing was predicted, or a phone rang at once. */
  readonly estimate: { readonly p50Ms: number; readonly p90Ms: number } | null;
};

/** A call that goes on, as far as reports need to know it. Plain data. */
export type OpenCall = {
  readonly number: string | null;
  readonly flow: string | null;
  readonly reason: string | null;
  readonly arrivedMs: number;
  readonly answeredMs: number | null;
  /** The caller had called within a day, or a week, before. */
  readonly isAgain: 'inDay' | 'inWeek' | null;
  readonly visit: OpenVisit | null;
  /** Who picked up last, and the last queue. */
  readonly operator: string | null;
  readonly queue: string | null;
  /** Who talked with the caller last, for which queue; null before the first talk. */
  readonly talked: { readonly queue: string | null; readonly operator: string } | null;
  /** Who has put the caller on hold: since when, if that goes on, and what the talk's holds of before were. */
  readonly hold: { readonly operator: string; readonly sinceMs: number | null; readonly sums: Sums } | null;
  /** Who is asked beside the talk; `sinceMs` is null while the phone rings. */
  readonly consult: { readonly operator: string; readonly sinceMs: number | null } | null;
  /** Whose phones have rung for the call. */
  readonly rung: readonly string[];
  /** What the call has counted so far: told of number, flow and reason when it ends. */
  readonly sums: Sums;
};

/** What an operator's time is counted as; null is not signed in. */
export type Occupation = 'freeMs' | 'ringingMs' | 'busyMs' | 'wrappingUpMs' | 'pausedMs';

/** What an operator has been doing since when. Plain data. */
export type OpenOperator = {
  readonly occupation: Occupation | null;
  readonly sinceMs: number;
  /** The last call for which the phone rang. */
  readonly callId: string | null;
  /** What the last talk belonged to: its wrap-up is counted there, too. */
  readonly handled: { readonly [D in Exclude<Dimension, 'operator' | 'survey'>]: string | null } | null;
};

/** What reports are folded into: what goes on, and where counts go. Times are wall milliseconds. */
export interface Ledger {
  call(callId: string): OpenCall | undefined;
  operator(operatorId: string): OpenOperator | undefined;
  keepCall(callId: string, call: OpenCall): void;
  forgetCall(callId: string): void;
  keepOperator(operatorId: string, operator: OpenOperator): void;
  /** Counts something that happened at a moment. */
  add(by: Dimension, value: string, atMs: number, sums: Sums): void;
  readonly past: Past;
}

/** What the journal knows of earlier calls. */
export type Past = {
  /** When the last call of this caller before that moment (and before this call) arrived. */
  lastArrivalMs(caller: string, callId: string, beforeMs: number): number | undefined;
  /** Whether an end of this call was written before: what is told of it later counts no more. */
  hasEnded(callId: string): boolean;
};
