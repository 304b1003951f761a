import { writeSync } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { type Clock, Recent } from '../base/index.ts';
import type { CallSnapshot } from '../switchboard/index.ts';
import { type KeptCalls, type KeptLine, type RefusedLine, readKeptCalls } from './read-kept-calls.ts';

/** What changed is in the file within this: so much of a call may be lost when the process is killed. */
const LAG_MS = 50;
/** A disk that takes nothing is tried again after this. */
const AGAIN_MS = 1_000;
/** A file that has grown beyond this, and to twice what counts, is written anew with that alone. */
const BYTES_MAX = 16_000_000;
/** Calls that ended not long ago: more than can have legs that have not been let go yet. */
const OVER_MAX = 1_000;
/** So many of the lines that cannot be used are named in the log. */
const LINES_SHOWN = 10;
/** Snapshots hold numbers and answers of callers. */
const OWNERS_ALONE = 0o600;

export type CallKeeperParts = {
  readonly file: string;
  /** Names the time since the machine was started: with another one there are no calls to go on with. */
  readonly boot: string;
  /** The call as it is now; undefined when nobody needs to know it any more. */
  readonly snapshotOf: (callId: string) => CallSnapshot | undefined;
  readonly liveCallIds: () => Iterable<string>;
  /** Resolves when all that the journal was told is safe; rejects when that takes too long. */
  readonly journalIsSafe: () => Promise<void>;
  /** For tests: the size beyond which the file is written anew. */
  readonly bytesMax?: number;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error' | 'warn' | 'info'>;
};

/**
 * What another process must know of the calls that go on, in one file to which changes are added. It lies beside the
 * records, which may be in a database that is away just when it is needed, and reaches the kernel at once: a process
 * that is killed loses what the last moment brought, and nothing else.
 */
export class CallKeeper {
  readonly #parts: CallKeeperParts;
  /** Changed since the last line; each once, however often it changed: never more than there are calls. */
  #changed = new Set<string>();
  #over = new Recent<true>(OVER_MAX);
  /** Calls that are over, and whose end is still on its way to the journal. */
  readonly #ending = new Set<string>();
  /** Null: nothing is written yet, or what was written is in doubt, and the file begins anew. */
  #handle: FileHandle | null = null;
  #bytes = 0;
  #bytesMax = 0;
  #isDue = false;
  #isFailing = false;
  #isClosed = false;
  #isForgotten = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: CallKeeperParts) {
    this.#parts = parts;
  }

  /**
   * What the process before has kept; what cannot be read, or gone on with, is set aside for people to look at. Never
   * rejects: what is not known from here is known from the marks on the legs. `isTrusted` false: whoever went on with
   * these calls before died of it, and of all that the file says only which calls are over is used.
   */
  async read(isTrusted = true): Promise<KeptCalls> {
    if (this.#isForgotten) return { calls: [], over: new Set() };
    const { file, boot, log } = this.#parts;
    const text = await readFile(file, 'utf8').catch((err: NodeJS.ErrnoException) => {
      if (err.code !== 'ENOENT')
        log.error({ err }, 'calls in progress cannot be read: they are known by their legs');
      return '';
    });
    const { calls, over, refused } = readKeptCalls(text, boot);
    if (refused.length > 0) await this.#refuse(refused);
    if (isTrusted) return { calls, over };
    await this.#setAside(text);
    log.error(
      { calls: calls.length, file: asideOf(file) },
      'whoever went on with these calls died of it: what was kept of them is set aside, they are known by their legs',
    );
    return { calls: [], over };
  }

  /** What a process before has kept counts for nothing, for whoever comes next either. Never rejects. */
  async forget(): Promise<void> {
    this.#isForgotten = true;
    const { file, log } = this.#parts;
    await rm(file, { force: true }).catch((err: unknown) =>
      log.error({ err, file }, 'what was kept of calls of long ago cannot be removed: see to the disk'),
    );
  }

  /** Something has changed of this call. Never waits. */
  remember(callId: string): void {
    this.#changed.add(callId);
    this.#flushIn(LAG_MS);
  }

  /**
   * The same, and it is in the file when this returns: for the moment that a few hundred bytes take to the kernel
   * nothing else is done. Where there is no file just now, it comes a moment later.
   */
  rememberNow(callId: string): void {
    this.remember(callId);
    if (this.#handle === null || this.#isClosed) return;
    try {
      this.#bytes += writeSync(this.#handle.fd, this.#line(callId));
    } catch {
      // It is tried again with what else has changed, and told there when the disk takes nothing.
    }
  }

  /** Resolves when all that is known is in the file. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#writing = this.#writing.then(() => this.#flush());
    await this.#writing;
    await this.#letGo();
  }

  async #refuse(refused: readonly RefusedLine[]): Promise<void> {
    const { file, log } = this.#parts;
    const lines = refused.map(({ callId, why }) => `${callId ?? 'unknown'}: ${why}`);
    log.warn(
      { count: lines.length, lines: lines.slice(0, LINES_SHOWN), file: asideOf(file) },
      'lines of calls in progress cannot be used: they are set aside, these calls are known by their legs',
    );
    await this.#setAside(refused.map(({ line }) => `${line}\n`).join(''));
  }

  /** In the place of what was set aside before. */
  async #setAside(text: string): Promise<void> {
    const path = asideOf(this.#parts.file);
    try {
      await rm(path, { force: true });
      await writeFile(path, text, { mode: OWNERS_ALONE });
    } catch (err) {
      this.#parts.log.error({ err }, 'what was kept of calls in progress cannot be set aside');
    }
  }

  #flushIn(delayMs: number): void {
    if (this.#isDue || this.#isClosed) return;
    this.#isDue = true;
    this.#parts.clock.after(delayMs, () => {
      this.#isDue = false;
      if (!this.#isClosed) this.#writing = this.#writing.then(() => this.#flush());
    });
  }

  async #flush(): Promise<void> {
    const changed = this.#changed;
    this.#changed = new Set();
    try {
      if (this.#handle === null || this.#bytes > this.#bytesMax) await this.#anew(changed);
      else this.#bytes += await append(this.#handle, this.#lines(changed));
      if (this.#isFailing) this.#parts.log.info('calls in progress are written down again');
      this.#isFailing = false;
    } catch (err) {
      if (!this.#isFailing)
        this.#parts.log.error({ err }, 'calls in progress cannot be written down: see to the disk');
      this.#isFailing = true;
      // A line may have been written by half, and the next one would be lost with it: all begins anew.
      await this.#letGo();
      this.#flushIn(AGAIN_MS);
    }
  }

  /** Another file takes the place of this one when it is whole. */
  async #anew(changed: ReadonlySet<string>): Promise<void> {
    const { file, liveCallIds, bytesMax = BYTES_MAX } = this.#parts;
    const lines = this.#lines(new Set([...this.#over.names(), ...liveCallIds(), ...changed]));
    const unfinished = `${file}.new`;
    await rm(unfinished, { force: true });
    const handle = await open(unfinished, 'a', OWNERS_ALONE);
    try {
      const bytes = await append(handle, lines);
      await rename(unfinished, file);
      await this.#letGo();
      [this.#handle, this.#bytes, this.#bytesMax] = [handle, bytes, Math.max(bytesMax, 2 * bytes)];
    } catch (err) {
      await handle.close().catch(() => {});
      throw err;
    }
  }

  /** What it could not write is written elsewhere: it has nothing more to tell. */
  async #letGo(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close().catch(() => {});
  }

  #lines(callIds: Iterable<string>): string {
    return [...callIds].map((callId) => this.#line(callId)).join('');
  }

  #line(callId: string): string {
    const { boot, snapshotOf } = this.#parts;
    const snapshot = snapshotOf(callId);
    if (snapshot === undefined && !this.#isOver(callId)) return '';
    const line: KeptLine = { boot, ...(snapshot ?? { callId, isOver: true }) };
    return `${JSON.stringify(line)}\n`;
  }

  /**
   * Whether it is to be written down that this call is over: behind its end in the journal, which nobody would make up
   * for. Killed before, the next process goes on with what stands here, and finds that the caller has gone.
   */
  #isOver(callId: string): boolean {
    if (this.#isClosed) this.#over.put(callId, true);
    if (this.#over.has(callId)) return true;
    if (!this.#ending.has(callId)) {
      this.#ending.add(callId);
      const toldNow = (): void => this.#endIsSafe(callId);
      // Where the journal takes nothing for long, its buffer has the end all the same.
      void this.#parts.journalIsSafe().then(toldNow, toldNow);
    }
    return false;
  }

  #endIsSafe(callId: string): void {
    this.#ending.delete(callId);
    this.#over.put(callId, true);
    this.remember(callId);
  }
}

/** Resolves with the number of bytes when the kernel has them all. */
async function append(handle: FileHandle, text: string): Promise<number> {
  await handle.appendFile(text);
  return Buffer.byteLength(text);
}

/** Where that lies which nobody can go on with. */
const asideOf = (file: string): string => `${file}.set-aside`;
