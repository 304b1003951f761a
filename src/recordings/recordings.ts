/**
 * What became of a recording. `ok` false: it could not be taken, and is tried again later. `soundMs`: how long it is; 0
 * when nobody says anything in it, and then nothing is kept.
 */
export type Fate = { readonly ok: boolean; readonly soundMs: number };

/** A kept sound: a WAV file of so many bytes, opened piece by piece. */
export type Sound = { readonly bytes: number; readonly pieces: AsyncIterable<Uint8Array> };

/** What callers have said, in our own keeping. Ids are those under which the exchange recorded it. */
export interface Recordings {
  /**
   * Takes a recording over from the exchange, which has it no longer then. Never rejects. Asking twice for the same one
   * gives the same answer. `evenSilent`: it is kept also when nobody says anything in it. `tell` is waited for before
   * the exchange loses it, where whoever comes behind a death finds it until then; when it rejects, it stays there.
   */
  keep(recordingId: string, evenSilent: boolean, tell?: (fate: Fate) => Promise<void>): Promise<Fate>;
  /** Rejects with `Failure` RECORDING_UNKNOWN, RECORDING_DAMAGED. A damage further inside ends the pieces with it. */
  open(recordingId: string): Promise<Sound>;
  /** Gone for good: key and file. One that is gone already is no failure. */
  erase(recordingId: string): Promise<void>;
  /** Erases what was kept before that moment (wall time) and is not held, and resolves with the ids. */
  eraseOlder(beforeMs: number, isHeld: (recordingId: string) => Promise<boolean>): Promise<readonly string[]>;
  /**
   * Makes a new master key, and begins to bring every file to it; the old one is forgotten when that is done for all.
   * Throws `Failure` RECORDINGS_KEY_BUSY.
   */
  renewKey(): void;
  /**
   * Goes on with that where a process before this one, or a file that was damaged, left it undone. Resolves with how
   * many files are left.
   */
  rewrap(): Promise<number>;
}
