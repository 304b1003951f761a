import { appendFile, open } from 'node:fs/promises';
import type { Entry } from '../journal/index.ts';
import { bareSealOf, linkOf, readSealLine, type SealLine, sealOf } from './seal-line.ts';

/** A line has some 200 bytes: the last whole one stands within this. */
const TAIL_BYTES = 4_096;
/** So many wait for a disk that takes nothing; what comes then has no seal, which the check will tell. */
const WAITING_MAX = 10_000;
const AGAIN_MS = 1_000;

export type SealBookOptions = {
  readonly path: string;
  readonly key: string;
  readonly wallMs: () => number;
  /** Called once when facts cannot be sealed any more, and when they can again (null). */
  readonly onTrouble: (error: unknown) => void;
};

/** Seals facts of the audit as they are written, in their order. Nobody waits for it. */
export class SealBook {
  readonly #options: SealBookOptions;
  #n = 0;
  #link = '';
  #waiting: string[] = [];
  #writing: Promise<void> | undefined;
  #isInTrouble = false;

  private constructor(options: SealBookOptions) {
    this.#options = options;
  }

  /** Goes on behind the last line of the file. Rejects when the file is there and cannot be read. */
  static async open(options: SealBookOptions): Promise<SealBook> {
    const book = new SealBook(options);
    const tail = await tailOf(options.path);
    const last = tail
      .split('\n')
      .map(readSealLine)
      .findLast((line) => line !== undefined);
    if (last !== undefined) [book.#n, book.#link] = [last.n, last.link];
    // Half a line of a process that died is ended first, so that it spoils no other.
    if (tail !== '' && !tail.endsWith('\n')) book.#waiting.push('\n');
    book.#add({ atMs: options.wallMs(), seal: null, bare: null });
    return book;
  }

  /** To be told of every entry; only those of the audit are sealed. */
  note(entry: Entry): void {
    if (entry.kind !== 'audited') return;
    const { key } = this.#options;
    this.#add({ atMs: entry.atMs, seal: sealOf(key, entry), bare: bareSealOf(key, entry) });
  }

  /** Resolves when all that was noted is on its way to the disk, or could not be brought there. */
  async close(): Promise<void> {
    await this.#writing;
    if (this.#waiting.length > 0) await this.#write();
  }

  #add(fact: Pick<SealLine, 'atMs' | 'seal' | 'bare'>): void {
    if (this.#waiting.length >= WAITING_MAX) return;
    this.#n += 1;
    const line = { n: this.#n, ...fact };
    this.#link = linkOf(this.#options.key, this.#link, line);
    this.#waiting.push(`${JSON.stringify({ ...line, link: this.#link })}\n`);
    this.#writing ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0 && (await this.#write()));
    this.#writing = undefined;
    if (this.#waiting.length > 0) setTimeout(() => (this.#writing ??= this.#writeAll()), AGAIN_MS).unref();
  }

  /** False when the disk does not take them: they wait on. */
  async #write(): Promise<boolean> {
    const batch = this.#waiting;
    this.#waiting = [];
    try {
      await appendFile(this.#options.path, batch.join(''), { mode: 0o600 });
      this.#trouble(null);
      return true;
    } catch (error) {
      this.#waiting = [...batch, ...this.#waiting];
      this.#trouble(error);
      return false;
    }
  }

  #trouble(error: unknown): void {
    const isInTrouble = error !== null;
    if (isInTrouble !== this.#isInTrouble) this.#options.onTrouble(error);
    this.#isInTrouble = isInTrouble;
  }
}

/** The last bytes of the file; nothing when there is none. */
async function tailOf(path: string): Promise<string> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    const bytes = Math.min(size, TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, size - bytes);
    return buffer.toString('utf8', 0, bytesRead);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
