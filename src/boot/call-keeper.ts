import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import type { Logger } from 'pino';
import { type Clock, Recent } from '../base/index.ts';
import type { CallSnapshot } from '../switchboard/index.ts';

/** What changed is in the file within this: so much of a call may be lost when the process is killed. */
const LAG_MS = 50;
/** A disk that takes nothing is tried again after this. */
const AGAIN_MS = 1_000;
/** A file that has grown beyond this, and to twice what counts, is written anew with that alone. */
const BYTES_MAX = 16_000_000;
/** Calls that ended not long ago: more than can have legs that have not been let go yet. */
const OVER_MAX = 1_000;
/** Snapshots hold numbers and answers of callers. */
const OWNERS_ALONE = 0o600;

export type CallKeeperParts = {
  readonly file: string;
  /** Names the time since the machine was started: with another one there are no calls to go on with. */
  readonly boot: string;
  /** The call as it is now; undefined when nobody needs to know it any more. */
  readonly snapshotOf: (callId: string) => CallSnapshot | undefined;
  readonly liveCallIds: () => Iterable<string>;
  /** For tests: the size beyond which the file is written anew. */
  readonly bytesMax?: number;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error' | 'info'>;
};

/** Calls that a process was serving, and those of which it has closed the books not long ago. */
export type KeptCalls = { readonly calls: readonly CallSnapshot[]; readonly over: ReadonlySet<string> };

/**
 * A line of the file: a call as it was then, or that nobody can go on with it, as it is over or has not reached anybody
 * yet. The last line of a call counts.
 */
type Line = (CallSnapshot | { readonly callId: string; readonly isOver: true }) & { readonly boot: string };

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
  /** Null: nothing is written yet, or what was written is in doubt, and the file begins anew. */
  #handle: FileHandle | null = null;
  #bytes = 0;
  #bytesMax = 0;
  #isDue = false;
  #isFailing = false;
  #isClosed = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: CallKeeperParts) {
    this.#parts = parts;
  }

  /** What the process before has kept. Never rejects: what cannot be read is not known. */
  async read(): Promise<KeptCalls> {
    const { file, boot, log } = this.#parts;
    const text = await readFile(file, 'utf8').catch((err: NodeJS.ErrnoException) => {
      if (err.code !== 'ENOENT')
        log.error({ err }, 'calls in progress cannot be read: they are known by their legs');
      return '';
    });
    return callsIn(text, boot);
  }

  /** Something has changed of this call. Never waits. */
  remember(callId: string): void {
    this.#changed.add(callId);
    this.#flushIn(LAG_MS);
  }

  /** Resolves when all that is known is in the file. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#writing = this.#writing.then(() => this.#flush());
    await this.#writing;
    await this.#letGo();
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
    if (snapshot === undefined) this.#over.put(callId, true);
    const line: Line = { boot, ...(snapshot ?? { callId, isOver: true }) };
    return `${JSON.stringify(line)}\n`;
  }
}

/** Resolves with the number of bytes when the kernel has them all. */
async function append(handle: FileHandle, text: string): Promise<number> {
  await handle.appendFile(text);
  return Buffer.byteLength(text);
}

/** A last line that was not written to its end is passed over, as is a form that another version wrote. */
function callsIn(text: string, boot: string): KeptCalls {
  const calls = new Map<string, CallSnapshot>();
  const over = new Set<string>();
  for (const written of text.split('\n')) {
    const line = lineIn(written);
    if (line?.boot !== boot) continue;
    if ('isOver' in line) {
      calls.delete(line.callId);
      over.add(line.callId);
    } else {
      calls.set(line.callId, line);
      over.delete(line.callId);
    }
  }
  return { calls: [...calls.values()].filter(({ form }) => form === 2), over };
}

function lineIn(written: string): Line | undefined {
  try {
    return written === '' ? undefined : (JSON.parse(written) as Line);
  } catch {
    return undefined;
  }
}
