import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Entry } from '../journal/index.ts';

/** An entry with the run that wrote it, so that it is known again when it is handed in twice. */
export type SpooledEntry = { readonly run: string; readonly number: number; readonly entry: Entry };

/**
 * The place for entries while the database cannot be written: a file whose bytes were claimed in advance, so
 * that a full disk cannot take them away. JSON lines from the front, zeros behind them; what a crash tears is
 * the last line.
 */
export class SpoolFile {
  #fd: number;
  #usedBytes = 0;
  readonly #sizeBytes: number;

  /** Throws what the file system throws. */
  constructor(path: string, sizeBytes: number) {
    this.#sizeBytes = sizeBytes;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', 0o600));
    this.#fd = openSync(path, 'r+');
    this.#claim();
  }

  /** Everything that was spooled and not cleared, oldest first. */
  read(): readonly SpooledEntry[] {
    const bytes = Buffer.alloc(this.#sizeBytes);
    readSync(this.#fd, bytes, 0, bytes.length, 0);
    const spooled: SpooledEntry[] = [];
    let start = 0;
    for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, start)) {
      const line = parsed(bytes.toString('utf8', start, end));
      if (line === undefined) break;
      spooled.push(line);
      start = end + 1;
    }
    this.#usedBytes = start;
    return spooled;
  }

  /**
   * False when there is no room for all of them: then none is written. Safe on the disk when it returns true.
   */
  append(entries: readonly SpooledEntry[]): boolean {
    const lines = Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    if (this.#usedBytes + lines.length > this.#sizeBytes) return false;
    writeWhole(this.#fd, lines, this.#usedBytes);
    fdatasyncSync(this.#fd);
    this.#usedBytes += lines.length;
    return true;
  }

  clear(): void {
    writeWhole(this.#fd, Buffer.alloc(this.#usedBytes), 0);
    fdatasyncSync(this.#fd);
    this.#usedBytes = 0;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #claim(): void {
    const present = fstatSync(this.#fd).size;
    if (present >= this.#sizeBytes) return;
    writeWhole(this.#fd, Buffer.alloc(this.#sizeBytes - present), present);
    fsyncSync(this.#fd);
  }
}

/** A line that cannot be read is where the last writing was cut: nothing of worth is behind it. */
function parsed(line: string): SpooledEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const whole =
      typeof value === 'object' && value !== null && 'run' in value && 'number' in value && 'entry' in value;
    return whole ? (value as SpooledEntry) : undefined;
  } catch {
    return undefined;
  }
}

function writeWhole(fd: number, bytes: Buffer, position: number): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(fd, bytes, written, bytes.length - written, position + written);
  }
}
