import type { SendHeaders } from './library.ts';
import type { Talk } from './talk.ts';

/** One leg, however it began. What does not fit its state changes nothing. */
export interface Leg {
  readonly legId: string;
  /** Null before it is up. */
  readonly talk: Talk | null;
  progress(status: number, sdp: string): void;
  answer(sdp: string): void;
  refuse(status: number, headers: SendHeaders): void;
  end(reason: string): void;
  /** The answer to an offer that came with the other side's answer. */
  confirm(sdp: string): void;
  /** At once, or behind an answer that is on its way; null when it is not up then. */
  whenUp(then: (talk: Talk | null) => void): void;
  /** Ends it for the other side as it stands, and forgets it: nobody is told. */
  leave(): void;
  /** Nothing is sent or told of it any more. */
  forget(): void;
}

/** Told once for each leg, unless it was forgotten. */
export type OnOver = (legId: string, status: number | null, reason: string) => void;
