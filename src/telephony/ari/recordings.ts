import type { RecordedSounds } from '../index.ts';
import { AriError, hasStatus, unlessGone } from './ari-error.ts';
import type { AriEvent, Exchange } from './ari-types.ts';
import { inBackground } from './in-background.ts';
import type { Legs } from './legs.ts';

/** What the leg's party is to be recorded for. */
export type RecordWish = {
  readonly legId: string;
  readonly recordingId: string;
  readonly longestMs: number;
  readonly silenceMs: number;
};

/** Ours are told by their names from those that others make at the same Asterisk. */
const PREFIX = 'cordboard-';
/** Behind a hang-up the end of a recording is told within milliseconds, unless it is lost. */
const END_MS = 2_000;
const FORM = /^[A-Za-z0-9._-]{1,160}$/;

/** What is recorded on legs, each ending with exactly one `recorded`, and the files that this leaves. */
export class Recordings implements RecordedSounds {
  readonly #exchange: Exchange;
  readonly #legs: Legs;
  readonly #open: (path: string) => Promise<AsyncIterable<Uint8Array>>;
  /** Recordings that go on → their legs. */
  readonly #legOf = new Map<string, string>();

  constructor(exchange: Exchange, legs: Legs, open: (path: string) => Promise<AsyncIterable<Uint8Array>>) {
    this.#exchange = exchange;
    this.#legs = legs;
    this.#open = open;
  }

  async record({ legId, recordingId, longestMs, silenceMs }: RecordWish): Promise<void> {
    this.#legOf.set(recordingId, legId);
    try {
      await this.#exchange.client().channels.record({
        ...{ channelId: this.#legs.channelOf(legId), name: nameOf(recordingId), format: 'wav' },
        ...{ beep: true, terminateOn: 'any', ifExists: 'overwrite' },
        maxDurationSeconds: Math.ceil(longestMs / 1_000),
        maxSilenceSeconds: Math.ceil(silenceMs / 1_000),
      });
    } catch (err) {
      this.#finish(recordingId, false);
      throw err;
    }
  }

  async stop(recordingId: string): Promise<void> {
    if (!this.#legOf.has(recordingId)) return;
    try {
      await this.#exchange.client().recordings.stop({ recordingName: nameOf(recordingId) });
    } catch (err) {
      unlessGone(err);
      // It is over, though we were not told: its event was lost, or is still on its way.
      this.#finish(recordingId, true);
    }
  }

  /** It has ended, well or not. Events of a phone's channel come twice: the second finds nothing. */
  ended({ type, recording }: AriEvent): void {
    if (recording.name.startsWith(PREFIX))
      this.#finish(recording.name.slice(PREFIX.length), type === 'RecordingFinished');
  }

  /** The leg is gone: the end of its recording follows, or was lost. */
  legGone(legId: string): void {
    for (const [recordingId, recordedLeg] of this.#legOf) {
      if (recordedLeg === legId) this.#exchange.clock.after(END_MS, () => this.#finish(recordingId, true));
    }
  }

  /** After a gap in the connection: those that have ended meanwhile were told to nobody. */
  lookAgain(): void {
    for (const recordingId of this.#legOf.keys()) {
      inBackground(this.#exchange.log, 'look after a recording', async () => {
        if (!(await this.#isLive(recordingId))) this.#finish(recordingId, true);
      });
    }
  }

  clear(): void {
    this.#legOf.clear();
  }

  async recording(recordingId: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    try {
      return await this.#open(`/ari/recordings/stored/${nameOf(recordingId)}/file`);
    } catch (err) {
      if (hasStatus(err, 404)) return undefined;
      throw err;
    }
  }

  async recordings(): Promise<readonly string[]> {
    const stored = await this.#exchange.client().recordings.listStored();
    const ids = stored.flatMap(({ name }) => (name.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []));
    const areLive = await Promise.all(ids.map((id) => this.#isLive(id)));
    return ids.filter((_, place) => !areLive[place]);
  }

  async forgetRecording(recordingId: string): Promise<void> {
    const recordingName = nameOf(recordingId);
    await this.#exchange.client().recordings.deleteStored({ recordingName }).catch(unlessGone);
  }

  async #isLive(recordingId: string): Promise<boolean> {
    try {
      await this.#exchange.client().recordings.getLive({ recordingName: nameOf(recordingId) });
      return true;
    } catch (err) {
      if (hasStatus(err, 404)) return false;
      throw err;
    }
  }

  #finish(recordingId: string, ok: boolean): void {
    const legId = this.#legOf.get(recordingId);
    if (legId === undefined) return;
    this.#legOf.delete(recordingId);
    this.#exchange.emit({ kind: 'recorded', legId, recordingId, ok });
  }
}

/** A name becomes a file at the exchange: nothing else than a plain one gets there. */
function nameOf(recordingId: string): string {
  if (!FORM.test(recordingId)) throw new AriError('refused', `"${recordingId}" is no name of a recording`);
  return PREFIX + recordingId;
}
