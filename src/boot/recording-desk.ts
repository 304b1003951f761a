import type { Logger } from 'pino';
import { type Clock, Failure } from '../base/index.ts';
import type { Erased, HoldWish, RecordingsDesk } from '../http/index.ts';
import type { Entry, KeptRecording, RecordingQuery, Store } from '../journal/index.ts';
import type { Recordings, Sound } from '../recordings/index.ts';
import type { QueueRules } from '../routing/index.ts';

export type RecordingDeskParts = {
  readonly recordings: Recordings;
  readonly store: Pick<Store, 'recordings'>;
  /** Writes into the journal. */
  readonly write: (entry: Entry) => void;
  readonly keepMs: number;
  /** Queues as they are now, with how long what is recorded in their calls is kept. */
  readonly queues: () => ReadonlyMap<string, Pick<QueueRules, 'recording'>>;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'error'>;
};

/** So many are erased between two looks into the store. */
const PAGE = 1_000;
const EXPIRE_EVERY_MS = 3_600_000;
const TIME_OVER = 'its time was over';

/** Who may hear what, and until when: each act is an entry of the journal. */
export class RecordingDesk implements RecordingsDesk {
  readonly #parts: RecordingDeskParts;
  #cancel: () => void = () => {};

  constructor(parts: RecordingDeskParts) {
    this.#parts = parts;
  }

  list(query: RecordingQuery): Promise<readonly KeptRecording[]> {
    return this.#parts.store.recordings(query);
  }

  async hear(recordingId: string, by: string): Promise<Sound> {
    const sound = await this.#parts.recordings.open(recordingId);
    this.#note('recordingHeard', recordingId, by);
    return sound;
  }

  async done(recordingId: string, by: string): Promise<KeptRecording> {
    await this.#known(recordingId);
    this.#note('recordingDone', recordingId, by);
    return this.#known(recordingId);
  }

  async hold(recordingId: string, { isHeld, why }: HoldWish, by: string): Promise<KeptRecording> {
    await this.#known(recordingId);
    const { clock, write } = this.#parts;
    const atMs = clock.now().wallMs;
    write({ kind: 'recordingHeld', callId: callOf(recordingId), recordingId, isHeld, why, by, atMs });
    return this.#known(recordingId);
  }

  async eraseOf(caller: string, by: string): Promise<Erased> {
    const erased = await this.#eraseAll({ caller }, by);
    return {
      erased,
      held: (await this.#parts.store.recordings({ caller, isHeld: true, limit: PAGE })).length,
    };
  }

  renewKey(): void {
    this.#parts.recordings.renewKey();
  }

  /** Erases at once, and then every hour, what is older than it may get. Never rejects. */
  async expire(): Promise<void> {
    const { recordings, clock, log } = this.#parts;
    this.#cancel = clock.after(EXPIRE_EVERY_MS, () => void this.expire());
    try {
      const count = (await this.#expireOfQueues()) + (await this.#expireAll());
      if (count > 0) log.info({ count }, 'recordings whose time was over are erased');
      await recordings.rewrap();
    } catch (err) {
      log.error({ err }, 'recordings whose time is over could not be erased: they are looked for again');
    }
  }

  async #expireOfQueues(): Promise<number> {
    const { queues, clock } = this.#parts;
    let count = 0;
    for (const [queue, { recording }] of queues()) {
      if (recording.keepMs === null) continue;
      count += await this.#eraseAll({ queue, toMs: clock.now().wallMs - recording.keepMs }, TIME_OVER);
    }
    return count;
  }

  /** By the time of the files: one of which the journal knows nothing is found as well. */
  async #expireAll(): Promise<number> {
    const { recordings, store, keepMs, clock } = this.#parts;
    const isHeld = async (recordingId: string): Promise<boolean> =>
      (await store.recordings({ recordingId, isHeld: true, limit: 1 })).length > 0;
    const erased = await recordings.eraseOlder(clock.now().wallMs - keepMs, isHeld);
    for (const recordingId of erased) this.#note('recordingErased', recordingId, TIME_OVER);
    return erased.length;
  }

  /** Resolves with how many were erased; what is held stays. */
  async #eraseAll(which: Omit<RecordingQuery, 'limit' | 'isHeld'>, by: string): Promise<number> {
    const { recordings, store } = this.#parts;
    for (let count = 0; ; ) {
      const page = await store.recordings({ ...which, isHeld: false, limit: PAGE });
      for (const { recordingId } of page) {
        await recordings.erase(recordingId);
        this.#note('recordingErased', recordingId, by);
      }
      count += page.length;
      if (page.length < PAGE) return count;
    }
  }

  close(): void {
    this.#cancel();
  }

  async #known(recordingId: string): Promise<KeptRecording> {
    const [found] = await this.#parts.store.recordings({ recordingId, limit: 1 });
    if (found === undefined) throw new Failure('RECORDING_UNKNOWN', { recordingId });
    return found;
  }

  #note(kind: 'recordingHeard' | 'recordingDone' | 'recordingErased', recordingId: string, by: string): void {
    const { clock, write } = this.#parts;
    write({ kind, callId: callOf(recordingId), recordingId, by, atMs: clock.now().wallMs });
  }
}

/** A recording is named after its call. */
export const callOf = (recordingId: string): string => recordingId.slice(0, recordingId.lastIndexOf('-'));
