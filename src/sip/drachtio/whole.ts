import type { Logger } from 'pino';
import type { Clock } from '../../base/index.ts';
import type { SipEvent } from '../index.ts';
import type { Srf } from './library.ts';

export type EdgeLog = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** How long is waited for what the library or the other side may never give. Milliseconds. */
export type Limits = {
  /** From an answer of ours to the dialog that comes of it, and from a call of ours to its leaving. */
  readonly sentMs: number;
  /** The answer to an offer of ours. */
  readonly offerMs: number;
  /** From CANCEL to the end of the call. */
  readonly cancelMs: number;
  /** The answer to a request that is passed on. */
  readonly passOnMs: number;
  /** Our own answer to a request that came; behind it we answer 503. */
  readonly requestMs: number;
  /** A server that says nothing for so long, though it is asked, is given up with all its calls. */
  readonly silenceMs: number;
};

export const LIMITS: Limits = {
  sentMs: 5_000,
  offerMs: 3_000,
  cancelMs: 5_000,
  passOnMs: 10_000,
  requestMs: 20_000,
  silenceMs: 15_000,
};

/** What every part of the adapter needs of the whole. */
export type Whole = {
  readonly srf: Srf;
  readonly clock: Clock;
  readonly log: EdgeLog;
  readonly limits: Limits;
  /** Tells it in a turn of its own: what goes wrong there must not end in the library. */
  emit(event: SipEvent): void;
};
