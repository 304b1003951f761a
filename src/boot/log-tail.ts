import { watch } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { parse } from 'node:path';

/** So much is read at one look. */
const READ_MAX = 256 * 1024;
/** What has piled up beyond this is passed over: the newest tells enough. */
const BACKLOG_MAX = 4 * READ_MAX;

/**
 * What another process adds to a file, line by line, from now on. The file may be missing at first, and may be emptied
 * by whoever keeps it small.
 */
export class LogTail {
  readonly #path: string;
  /** Undefined until the file was first looked at. */
  #offset: number | undefined;
  /** The beginning of a line whose end has not come yet. */
  #rest = '';

  constructor(path: string) {
    this.#path = path;
  }

  /** Calls `onChange` whenever the file may have grown, until the returned function is called; it may miss some. */
  watch(onChange: () => void): () => void {
    const { dir, base } = parse(this.#path);
    // The folder, since the file may come later, and may be another one.
    const watcher = watch(dir, (_, name) => {
      if (name === null || name === base) onChange();
    });
    // A folder that is gone, or too many watchers on this machine: whoever looks from time to time sees it, too.
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  }

  /** The lines that have been finished since the last look. Rejects when the file cannot be read. */
  async lines(): Promise<readonly string[]> {
    const bytes = await this.#size();
    this.#offset ??= bytes;
    if (bytes < this.#offset) this.#startAt(0);
    if (bytes - this.#offset > BACKLOG_MAX) this.#startAt(bytes - READ_MAX);
    if (bytes === this.#offset) return [];
    const text = this.#rest + (await this.#read(this.#offset, Math.min(bytes - this.#offset, READ_MAX)));
    const lines = text.split('\n');
    this.#rest = (lines.pop() ?? '').slice(-READ_MAX);
    return lines;
  }

  #startAt(offset: number): void {
    this.#offset = offset;
    this.#rest = '';
  }

  /** As Latin-1, so that no byte is lost where a character is cut in two; all that is looked for is ASCII. */
  async #read(offset: number, bytes: number): Promise<string> {
    const file = await open(this.#path, 'r');
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, offset);
      this.#offset = offset + bytesRead;
      return buffer.toString('latin1', 0, bytesRead);
    } finally {
      await file.close();
    }
  }

  async #size(): Promise<number> {
    try {
      return (await stat(this.#path)).size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
      throw error;
    }
  }
}
