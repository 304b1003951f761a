import type { Logger } from 'pino';
import * as z from 'zod';
import type { Clock } from '../base/index.ts';
import { replaceFileMeanwhile } from '../disk/index.ts';
import type { Entry, Store } from '../journal/index.ts';
import { readIfThere } from '../settings/index.ts';
import type { Switchboard } from '../switchboard/index.ts';
import type { ExchangeDiary, Visit } from './exchange-diary.ts';

export type UnseenCallersParts = {
  readonly diary: Pick<ExchangeDiary, 'size' | 'visits'>;
  /** Where it is kept how far the diary was read. */
  readonly file: string;
  readonly switchboard: Pick<Switchboard, 'call' | 'awaitedCallIds'>;
  readonly store: Pick<Store, 'call'>;
  readonly write: (entry: Entry) => void;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
};

const OWNERS_ALONE = 0o600;
const place = z.strictObject({ bytes: z.int().nonnegative() });
/** What is written of an absence that took longer is passed over but for its end: some twenty thousand callers. */
const READ_BYTES_MAX = 16_000_000;
/**
 * The causes by which callers are turned away at the door, by the dialplan or by us (ITU-T Q.850: no circuit available,
 * congestion): in a storm they are only counted, and their records would fill the disk.
 */
const TURNED_AWAY: readonly number[] = [34, 42];
/** Of whoever left within this the events may still be on their way: the exchange is heard now. */
const ON_ITS_WAY_MS = 1_000;
/**
 * Who came in the gap is kept with music by the dialplan and offered again within three seconds (`[net]` of
 * extensions.conf): until then somebody may still give up unseen.
 */
const OFFERED_AGAIN_MS = 4_000;

/**
 * Callers who came and gave up while no Cordboard heard of the exchange: no event tells of them, and what it holds does
 * not show them. Its own diary does, and each gets a record as if somebody had seen them. Whoever is known, or has a
 * record, is left as they are, so that reading the same part twice does nothing.
 */
export class UnseenCallers {
  readonly #parts: UnseenCallersParts;
  /** Up to this byte all callers of the diary were heard of; null: from the next look on. */
  #heardBytes: number | null = null;
  #isWhole = false;
  /** When the first look behind a gap was, monotonic; null: there was none yet. */
  #firstLookMs: number | null = null;
  #isFailing = false;

  constructor(parts: UnseenCallersParts) {
    this.#parts = parts;
  }

  /**
   * Goes on where the process before has stopped; a first one begins with what is still to come, and keeps that at
   * once: it may die before its first look. Never rejects.
   */
  async start(): Promise<void> {
    const { diary, log } = this.#parts;
    try {
      const kept = this.#keptBytes();
      if (kept === undefined) await this.#keep(await diary.size());
      else this.#heardBytes = kept;
    } catch (err) {
      log.warn({ err }, 'the diary of Asterisk cannot be read yet: callers of before are passed over');
    }
  }

  #keptBytes(): number | undefined {
    const { file, log } = this.#parts;
    try {
      const kept = readIfThere(file);
      return kept === undefined ? undefined : place.parse(JSON.parse(kept)).bytes;
    } catch (err) {
      log.warn(
        { err, file },
        'how far the diary of Asterisk was read is not known: callers of before are passed over',
      );
      return undefined;
    }
  }

  /** Nothing is heard of the exchange: until the next look somebody may come whom no event tells of. */
  lost(): void {
    this.#isWhole = false;
    this.#firstLookMs = null;
  }

  /** To be called while the exchange is heard, and all that has happened has been told. Never rejects. */
  async look(): Promise<void> {
    const { diary, clock, log } = this.#parts;
    const { monoMs } = clock.now();
    const wasWhole = this.#isWhole;
    this.#firstLookMs ??= monoMs;
    const isLast = monoMs - this.#firstLookMs >= OFFERED_AGAIN_MS;
    this.#isWhole = isLast;
    try {
      const bytes = await diary.size();
      const heard = this.#heardBytes;
      const areAllTold = wasWhole || heard === null || (await this.#areAllTold(heard, bytes));
      if (!areAllTold) this.#isWhole = false;
      else if (isLast) await this.#keep(bytes);
    } catch (err) {
      this.#isWhole = false;
      log.warn({ err }, 'who called while nobody heard of Asterisk could not be found out: tried again soon');
    }
  }

  /** Nothing waits for the disk, and what it does not take costs a longer look at the next start. */
  async #keep(bytes: number): Promise<void> {
    if (this.#heardBytes === bytes) return;
    this.#heardBytes = bytes;
    const { file, log } = this.#parts;
    try {
      await replaceFileMeanwhile(file, `${JSON.stringify({ bytes })}\n`, { mode: OWNERS_ALONE });
      this.#isFailing = false;
    } catch (err) {
      if (!this.#isFailing) log.warn({ err }, 'how far the diary of Asterisk was read cannot be kept');
      this.#isFailing = true;
    }
  }

  /** Writes down who came unseen. False when the events of somebody may still be on their way. */
  async #areAllTold(heardBytes: number, bytes: number): Promise<boolean> {
    const { diary, clock, write, log } = this.#parts;
    // A diary that is shorter was emptied by whoever keeps it small.
    const from = heardBytes > bytes ? 0 : heardBytes;
    const unknown: Visit[] = [];
    for (const visit of await diary.visits(Math.max(from, bytes - READ_BYTES_MAX), bytes))
      if (!(await this.#isKnown(visit))) unknown.push(visit);
    const sureMs = clock.now().wallMs - ON_ITS_WAY_MS;
    const unseen = unknown.filter(({ leftMs }) => leftMs <= sureMs);
    for (const entry of unseen.flatMap(entriesOf)) write(entry);
    if (unseen.length > 0)
      log.warn({ calls: unseen.length }, 'callers came and went while nobody heard of Asterisk');
    return unseen.length === unknown.length;
  }

  /** Whether it goes on, has a record, or is to have none. */
  async #isKnown({ channelId, cause }: Visit): Promise<boolean> {
    const { switchboard, store } = this.#parts;
    if (TURNED_AWAY.includes(cause) || switchboard.call(channelId) !== undefined) return true;
    return switchboard.awaitedCallIds().has(channelId) || (await store.call(channelId)) !== undefined;
  }
}

/** Who heard the apology of the exchange to its end was let go by it; all others have given up. */
function entriesOf({
  channelId: callId,
  caller,
  dialled,
  arrivedMs,
  leftMs,
  endedBy,
}: Visit): readonly Entry[] {
  const by = endedBy === 'dialplan' ? ('system' as const) : ('caller' as const);
  const outcome = endedBy === 'dialplan' ? ('overflow' as const) : ('failed' as const);
  const what = 'nobody decided for this caller: Cordboard was away, or did not hear of Asterisk';
  return [
    { kind: 'callArrived', callId, dialled, caller, flow: null, atMs: arrivedMs },
    { kind: 'trouble', callId, what, atMs: arrivedMs },
    { kind: 'callEnded', callId, outcome, where: null, by, atMs: leftMs },
  ];
}
