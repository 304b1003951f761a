import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Clock } from '../base/index.ts';
import type { CallSnapshot } from '../switchboard/index.ts';

/** What changed is in the file within this: so much of a call may be lost when the process is killed. */
const LAG_MS = 50;
/** A file that has grown beyond this is written anew, with what still counts alone. */
const BYTES_MAX = 16_000_000;
/** Snapshots hold numbers and answers of callers. */
const OWNERS_ALONE = 0o600;

export type CallKeeperParts = {
  readonly file: string;
  /** Names the time since the machine was started: with another one there are no calls to go on with. */
  readonly boot: string;
  /** The call as it is now; undefined when nobody needs to know it any more. */
  readonly snapshotOf: (callId: string) => CallSnapshot | undefined;
  readonly liveCallIds: () => Iterable<string>;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error' | 'info'>;
};

/** Calls that a process was serving, and those of which it has closed the books not long ago. */
export type KeptCalls = { readonly calls: readonly CallSnapshot[]; readonly over: ReadonlySet<string> };

/** A line of the file: a call as it was then, or that it is over. The last line of a call counts. */
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
  #handle: FileHandle | null = null;
  #bytes = 0;
  #isDue = false;
  #isFailing = false;
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
    if (this.#isDue) return;
    this.#isDue = true;
    this.#parts.clock.after(LAG_MS, () => {
      this.#isDue = false;
      this.#writing = this.#writing.then(() => this.#flush());
    });
  }

  /** Resolves when all that is known is in the file. */
  async close(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#flush());
    await this.#writing;
    await this.#handle?.close();
    this.#handle = null;
  }

  async #flush(): Promise<void> {
    const changed = this.#changed;
    this.#changed = new Set();
    try {
      if (this.#handle === null || this.#bytes > BYTES_MAX) await this.#anew();
      else await this.#append(changed);
      if (this.#isFailing) this.#parts.log.info('calls in progress are written down again');
      this.#isFailing = false;
    } catch (err) {
      for (const callId of changed) this.#changed.add(callId);
      if (!this.#isFailing)
        this.#parts.log.error({ err }, 'calls in progress cannot be written down: see to the disk');
      this.#isFailing = true;
    }
  }

  async #append(changed: Iterable<string>): Promise<void> {
    const text = [...changed].map((callId) => this.#line(callId)).join('');
    await this.#handle!.appendFile(text);
    this.#bytes += Buffer.byteLength(text);
  }

  /** Another file takes the place of this one when it is whole. */
  async #anew(): Promise<void> {
    const { file, liveCallIds } = this.#parts;
    await this.#handle?.close();
    this.#handle = null;
    const unfinished = `${file}.new`;
    await rm(unfinished, { force: true });
    const handle = await open(unfinished, 'a', OWNERS_ALONE);
    this.#handle = handle;
    this.#bytes = 0;
    await this.#append(liveCallIds());
    await rename(unfinished, file);
  }

  #line(callId: string): string {
    const { boot, snapshotOf } = this.#parts;
    const line: Line = { boot, ...(snapshotOf(callId) ?? { callId, isOver: true }) };
    return `${JSON.stringify(line)}\n`;
  }
}

/** A last line that was not written to its end is passed over, as is a form that another version wrote. */
function callsIn(text: string, boot: string): KeptCalls {
  const calls = new Map<string, CallSnapshot>();
  const over = new Set<string>();
  for (const written of text.split('\n')) {
    const line = lineIn(written);
    if (line?.boot !== boot) continue;
    if (!('isOver' in line)) {
      calls.set(line.callId, line);
      continue;
    }
    calls.delete(line.callId);
    over.add(line.callId);
  }
  return { calls: [...calls.values()].filter(({ form }) => form === 1), over };
}

function lineIn(written: string): Line | undefined {
  try {
    return written === '' ? undefined : (JSON.parse(written) as Line);
  } catch {
    return undefined;
  }
}
