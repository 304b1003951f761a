import { Recent } from '../../base/index.ts';
import type { RecordedSounds } from '../index.ts';
import { AriError, hasStatus, unlessGone } from './ari-error.ts';
import type { AriChannel, AriEvent, Exchange } from './ari-types.ts';
import { inBackground } from './in-background.ts';
import type { Legs } from './legs.ts';
import { playOnce } from './play-once.ts';
import { closeSnoop, onceStarted, openSnoop } from './snoops.ts';
import { type Side, stereo } from './stereo.ts';

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
/** The exchange loses an order to stop what it has not begun, and says that it has it: it is given again so often. */
const STOP_AGAIN_MS = 200;
const STOPS_MAX = 25;
/** It has not begun, and was told to stop already. */
const NOT_IN_SESSION = 409;
/** Far more than are told to stop again behind their end. */
const OVER_MAX = 1_000;
const FORM = /^[A-Za-z0-9._-]{1,160}$/;

/** The two sides of a call are recorded apart: two names at the exchange, one recording for us. */
const SIDES = ['in', 'out'] as const;

/**
 * `open`: the names at the exchange that have not ended; `snoops`: the channels that hear the leg for it. `isBegun`:
 * the exchange has taken the order, so that one which it does not have is over.
 */
type Live = {
  readonly legId: string;
  readonly open: Set<string>;
  readonly snoops: readonly string[];
  isBegun: boolean;
};

/** What is recorded on legs, each ending with exactly one `recorded`, and the files that this leaves. */
export class Recordings implements RecordedSounds {
  readonly #exchange: Exchange;
  readonly #legs: Legs;
  readonly #open: (path: string) => Promise<Side>;
  readonly #live = new Map<string, Live>();
  /** Those whose end was told: it is not told again. */
  readonly #over = new Recent<true>(OVER_MAX);

  constructor(exchange: Exchange, legs: Legs, open: (path: string) => Promise<Side>) {
    this.#exchange = exchange;
    this.#legs = legs;
    this.#open = open;
  }

  async record({ legId, recordingId, longestMs, silenceMs }: RecordWish): Promise<void> {
    const name = nameOf(recordingId);
    const live: Live = { legId, open: new Set([name]), snoops: [], isBegun: false };
    this.#live.set(recordingId, live);
    try {
      const channelId = this.#legs.channelOf(legId);
      await this.#beep(channelId, name);
      await this.#exchange.client().channels.record({
        ...{ channelId, name, format: 'wav', terminateOn: 'any', ifExists: 'overwrite' },
        maxDurationSeconds: Math.ceil(longestMs / 1_000),
        maxSilenceSeconds: Math.ceil(silenceMs / 1_000),
      });
      live.isBegun = true;
    } catch (err) {
      this.#finish(recordingId, false);
      throw err;
    }
  }

  /**
   * The recording waits for its end at the exchange, which keeps the order. A beep of the recording's own would swallow
   * an order to stop, and the exchange then takes no other one.
   */
  async #beep(channelId: string, name: string): Promise<void> {
    const playbackId = `${channelId}-${name}-beep`;
    const { channels } = this.#exchange.client();
    await playOnce(this.#exchange, playbackId, () =>
      channels.playWithId({ channelId, playbackId, media: 'sound:beep' }),
    );
  }

  /** Another process has given the order, and its end is for us. */
  async await(legId: string, recordingId: string): Promise<void> {
    const name = nameOf(recordingId);
    if (this.#live.has(recordingId)) return;
    this.#live.set(recordingId, { legId, open: new Set([name]), snoops: [], isBegun: true });
    if (!(await this.#isLive(name))) this.#ended(name, true);
  }

  async recordCall(legId: string, recordingId: string): Promise<void> {
    const sides = SIDES.map((spy) => {
      const name = `${nameOf(recordingId)}.${spy}`;
      return { spy, name, snoopId: `snoop-${name}` };
    });
    const open = new Set(sides.map(({ name }) => name));
    const live: Live = { legId, open, snoops: sides.map(({ snoopId }) => snoopId), isBegun: false };
    this.#live.set(recordingId, live);
    const channelId = this.#legs.channelOf(legId);
    try {
      await Promise.all(
        sides.map(({ spy, snoopId }) => openSnoop(this.#exchange, { snoopId, channelId, spy })),
      );
      const format = { format: 'wav', ifExists: 'overwrite' };
      const { channels } = this.#exchange.client();
      await Promise.all(
        sides.map(({ name, snoopId }) =>
          onceStarted(this.#exchange, () => channels.record({ channelId: snoopId, name, ...format })),
        ),
      );
      live.isBegun = true;
    } catch (err) {
      this.#finish(recordingId, false);
      throw err;
    }
  }

  async stop(legId: string, recordingId: string): Promise<void> {
    if (!this.#live.has(recordingId) && !this.#over.has(recordingId)) this.#takeOver(legId, recordingId);
    for (const recordingName of [...(this.#live.get(recordingId)?.open ?? [])])
      await this.#stop(recordingName, STOPS_MAX);
  }

  /** A call's recording that another process has begun: it may be going on, or be over. */
  #takeOver(legId: string, recordingId: string): void {
    const names = SIDES.map((side) => `${nameOf(recordingId)}.${side}`);
    const snoops = names.map((name) => `snoop-${name}`);
    this.#live.set(recordingId, { legId, open: new Set(names), snoops, isBegun: true });
  }

  /** Once it has begun, the next order counts: until the end is told, or for some seconds. */
  async #stop(recordingName: string, timesLeft: number): Promise<void> {
    const { clock, log } = this.#exchange;
    if (this.#live.get(idOf(recordingName))?.open.has(recordingName) !== true || timesLeft === 0) return;
    try {
      await this.#exchange.client().recordings.stop({ recordingName });
    } catch (err) {
      // It is over, though we were not told: its event was lost, or is still on its way.
      if (hasStatus(err, 404)) return this.#ended(recordingName, true);
      if (!hasStatus(err, NOT_IN_SESSION)) throw err;
    }
    clock.after(STOP_AGAIN_MS, () =>
      inBackground(log, 'stop a recording', () => this.#stop(recordingName, timesLeft - 1)),
    );
  }

  /** It has ended, well or not. Events of a phone's channel come twice: the second finds nothing. */
  ended({ type, recording }: AriEvent): void {
    if (recording.name.startsWith(PREFIX)) this.#ended(recording.name, type === 'RecordingFinished');
  }

  /** The leg is gone: the end of its recordings follows, or was lost. */
  legGone(legId: string): void {
    for (const [recordingId, live] of this.#live) {
      if (live.legId === legId) this.#exchange.clock.after(END_MS, () => this.#finish(recordingId, true));
    }
  }

  /**
   * Those that have ended, in a gap of the connection or with an event that was lost, were told to nobody. A call is
   * recorded as long as there are the channels that hear it: of `channels`, which the exchange holds, one is missing.
   */
  lookAgain(channels: readonly AriChannel[]): void {
    const held = new Set(channels.map(({ id }) => id));
    const doubtful = this.#live.values().filter(({ isBegun, snoops }) => {
      return isBegun && (snoops.length === 0 || snoops.some((snoopId) => !held.has(snoopId)));
    });
    for (const name of [...doubtful].flatMap(({ open }) => [...open])) {
      inBackground(this.#exchange.log, 'look after a recording', async () => {
        if (!(await this.#isLive(name))) this.#ended(name, true);
      });
    }
  }

  hasSnoop(channelId: string): boolean {
    return this.#live.values().some(({ snoops }) => snoops.includes(channelId));
  }

  clear(): void {
    this.#live.clear();
  }

  async recording(recordingId: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const name = nameOf(recordingId);
    const whole = await this.#file(name);
    if (whole !== undefined) return whole.pieces;
    const [left, right] = [await this.#file(`${name}.in`), await this.#file(`${name}.out`)];
    return left === undefined && right === undefined ? undefined : stereo(left, right);
  }

  async recordings(): Promise<readonly string[]> {
    const stored = await this.#exchange.client().recordings.listStored();
    const names = stored.flatMap(({ name }) => (name.startsWith(PREFIX) ? [name] : []));
    const areLive = await Promise.all(names.map((name) => this.#isLive(name)));
    const live = new Set(names.filter((_, place) => areLive[place]).map(idOf));
    return [...new Set(names.map(idOf))].filter((recordingId) => !live.has(recordingId));
  }

  async forgetRecording(recordingId: string): Promise<void> {
    const name = nameOf(recordingId);
    for (const recordingName of [name, ...SIDES.map((side) => `${name}.${side}`)])
      await this.#exchange.client().recordings.deleteStored({ recordingName }).catch(unlessGone);
  }

  async #file(name: string): Promise<Side | undefined> {
    try {
      return await this.#open(`/ari/recordings/stored/${name}/file`);
    } catch (err) {
      if (hasStatus(err, 404)) return undefined;
      throw err;
    }
  }

  async #isLive(recordingName: string): Promise<boolean> {
    try {
      await this.#exchange.client().recordings.getLive({ recordingName });
      return true;
    } catch (err) {
      if (hasStatus(err, 404)) return false;
      throw err;
    }
  }

  /** One name less; with the last one the recording is over. */
  #ended(name: string, ok: boolean): void {
    const recordingId = idOf(name);
    const live = this.#live.get(recordingId);
    if (live?.open.delete(name) !== true || live.open.size > 0) return;
    this.#finish(recordingId, ok || live.snoops.length > 0);
  }

  #finish(recordingId: string, ok: boolean): void {
    const live = this.#live.get(recordingId);
    if (live === undefined) return;
    this.#live.delete(recordingId);
    this.#over.put(recordingId, true);
    for (const snoop of live.snoops)
      inBackground(this.#exchange.log, 'end a snoop', () => closeSnoop(this.#exchange, snoop));
    this.#exchange.emit({ kind: 'recorded', legId: live.legId, recordingId, ok });
  }
}

/** A name becomes a file at the exchange: nothing else than a plain one gets there. */
function nameOf(recordingId: string): string {
  if (!FORM.test(recordingId)) throw new AriError('refused', `"${recordingId}" is no name of a recording`);
  return PREFIX + recordingId;
}

const idOf = (name: string): string => name.slice(PREFIX.length).replace(/\.(in|out)$/, '');
