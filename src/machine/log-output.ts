import { writeSync } from 'node:fs';

/**
 * Where the lines of the log go: to a file descriptor, at once. One that takes nothing (a full disk, a pipe that nobody
 * reads) costs the lines and nothing else. pino's own destination ends the process then, and on the way out it waits
 * for ever until the disk takes the line: callers would hear nobody for want of a log.
 */
export class LogOutput {
  readonly #fd: number;
  #lostCount = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** `line` with its end. Never throws. */
  write(line: string): void {
    try {
      if (this.#lostCount > 0) this.#writeWhole(lossOf(this.#lostCount));
      this.#lostCount = 0;
      this.#writeWhole(line);
    } catch {
      this.#lostCount += 1;
    }
  }

  /** What a disk has taken of a line that it did not take whole stays: the next line begins in its own. */
  #writeWhole(line: string): void {
    const bytes = Buffer.from(line);
    for (let written = 0; written < bytes.length; ) {
      const count = writeSync(this.#fd, bytes, written);
      if (count === 0) throw new Error('nothing was written');
      written += count;
    }
  }
}

/** In a line of its own, also behind one of which only half is there. */
function lossOf(count: number): string {
  const words = 'lines of the log were lost: what it is written to took nothing';
  return `\n${JSON.stringify({ level: 50, time: Date.now(), count, msg: words })}\n`;
}
