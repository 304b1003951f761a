import type { RecordingAbout } from './recording-entry.ts';

/** A recording that is kept, as the journal tells of it. Times are wall milliseconds. */
export type KeptRecording = {
  readonly recordingId: string;
  readonly callId: string;
  /** The number of the call's caller; empty when it is not known. */
  readonly caller: string;
  /** Of the call: the queue whose operator talked, and that operator; null when it has no record, or had no talk. */
  readonly queue: string | null;
  readonly operator: string | null;
  readonly about: RecordingAbout;
  readonly takenMs: number;
  readonly soundMs: number;
  /** A part of what it ought to hold is missing: the disk of the exchange was full, or the exchange gave up. */
  readonly isIncomplete: boolean;
  /** When somebody listened to it last, and when it was marked as dealt with; null: never. */
  readonly heardMs: number | null;
  readonly doneMs: number | null;
  /** Since when it is kept from being erased; null: it is not. */
  readonly heldMs: number | null;
};

/** Which recordings, newest first; `limit` is 1 to 1,000. */
export type RecordingQuery = {
  readonly recordingId?: string;
  readonly box?: string;
  readonly callId?: string;
  readonly caller?: string;
  readonly queue?: string;
  readonly operator?: string;
  /** Taken from this moment on, and before this one. */
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly isHeld?: boolean;
  readonly limit: number;
};
