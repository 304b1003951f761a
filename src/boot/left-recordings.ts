import type { Logger } from 'pino';
import type { Clock } from '../base/index.ts';
import type { CallStory, Store } from '../journal/index.ts';
import type { Fate, Recordings } from '../recordings/index.ts';
import type { Event } from '../switchboard/index.ts';
import type { RecordedSounds } from '../telephony/index.ts';
import { callOf } from './recording-desk.ts';

export type LeftRecordingsParts = {
  readonly exchange: Pick<RecordedSounds, 'recordings'>;
  readonly recordings: Pick<Recordings, 'keep'>;
  readonly store: Pick<Store, 'call' | 'flush'>;
  /** Whether the switchboard waits for the end of this one, and looks after it. */
  readonly isAwaited: (recordingId: string) => boolean;
  readonly put: (event: Event) => void;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn'>;
};

/** Nobody waits for these any more. */
const LOOK_EVERY_MS = 60_000;

/**
 * Looks for what was recorded and never taken from the exchange: by calls of a process that died, when the disk was
 * full, when the exchange told too late. It is kept now, and the journal says of which call it is.
 */
export class LeftRecordings {
  readonly #parts: LeftRecordingsParts;
  #cancel: () => void = () => {};
  #isLooking = false;
  #isClosed = false;

  constructor(parts: LeftRecordingsParts) {
    this.#parts = parts;
  }

  /** To be told of every event of the exchange. */
  see(event: Event): void {
    if (event.kind === 'exchangeBack') void this.look();
  }

  /** Never rejects: what cannot be taken now is looked for again. */
  async look(): Promise<void> {
    if (this.#isLooking || this.#isClosed) return;
    this.#isLooking = true;
    this.#cancel();
    const { exchange, isAwaited, clock, log } = this.#parts;
    try {
      for (const recordingId of await exchange.recordings())
        if (!isAwaited(recordingId)) await this.#take(recordingId);
    } catch (err) {
      log.warn({ err }, 'recordings that were left at the exchange could not be looked for');
    }
    this.#isLooking = false;
    if (!this.#isClosed) this.#cancel = clock.after(LOOK_EVERY_MS, () => void this.look());
  }

  /** From here on nothing more is looked for. */
  close(): void {
    this.#cancel();
    this.#isClosed = true;
  }

  /** One of which the journal knows nothing is kept for whoever knows its id. */
  async #take(recordingId: string): Promise<void> {
    const { recordings, store } = this.#parts;
    const callId = callOf(recordingId);
    const before = aboutIn(await store.call(callId), recordingId);
    const isWanted = before === undefined || before.kind === 'call';
    // Whoever takes it at the same time tells the journal.
    await recordings.keep(recordingId, isWanted, (fate) => this.#tell(recordingId, fate));
  }

  async #tell(recordingId: string, fate: Fate): Promise<void> {
    const { store, put, log } = this.#parts;
    const callId = callOf(recordingId);
    const about = aboutIn(await store.call(callId), recordingId);
    log.info({ recordingId, ...fate, about }, 'a recording that was left at the exchange is taken');
    if (about !== undefined) put({ kind: 'kept', callId, recordingId, about, ...fate });
    await store.flush();
  }
}

/** What it was recorded for; undefined as well when the journal says already that it is kept. */
function aboutIn(story: CallStory | undefined, recordingId: string) {
  const mine = (story?.timeline ?? []).filter(
    (entry) => 'recordingId' in entry && entry.recordingId === recordingId,
  );
  const began = mine.find((entry) => entry.kind === 'recordingBegan');
  // That a part was stopped tells nothing of where it is.
  const isKept = mine.some(({ kind }) => kind !== 'recordingBegan' && kind !== 'recordingStopped');
  return isKept ? undefined : began?.about;
}
