import type { RecordingAbout } from './recording-entry.ts';

/** A recording that is kept, as the journal tells of it. Times are wall milliseconds. */
export type KeptRecording = {
  readonly recordingId: string;
  readonly callId: string;
  /** The number of the call's caller; empty when it is not known. */
  readonly caller: string;
  readonly about: RecordingAbout;
  readonly takenMs: number;
  readonly soundMs: number;
  /** When somebody listened to it last, and when it was marked as dealt with; null: never. */
  readonly heardMs: number | null;
  readonly doneMs: number | null;
};

/** Which recordings, newest first: `from` and `to` are when they were taken, wall time. `limit` is 1 to 1,000. */
export type RecordingQuery = {
  readonly recordingId?: string;
  readonly box?: string;
  readonly callId?: string;
  readonly caller?: string;
  /** The last queue and operator of the call. */
  readonly queue?: string;
  readonly operator?: string;
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
};
