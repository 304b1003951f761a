const LINE_FEED = 10;

/** A line: its bytes without the end; null when it was longer than is taken, and has been thrown away. */
export type Line = Uint8Array | null;

/** Cuts bytes into lines. What has no end yet is kept, up to `bytesMax`. */
export class Lines {
  readonly #bytesMax: number;
  #parts: Uint8Array[] = [];
  #keptBytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** The lines that end within these bytes. */
  *add(bytes: Uint8Array): Generator<Line> {
    let from = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, from)) {
      this.#keep(bytes.subarray(from, end));
      yield this.#take();
      from = end + 1;
    }
    this.#keep(bytes.subarray(from));
  }

  /** What is left when nothing more comes: a last line without an end. */
  *end(): Generator<Line> {
    if (this.#keptBytes > 0) yield this.#take();
  }

  #keep(part: Uint8Array): void {
    this.#keptBytes += part.length;
    if (this.#keptBytes > this.#bytesMax) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }

  #take(): Line {
    const line = this.#keptBytes > this.#bytesMax ? null : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#keptBytes = 0;
    return line;
  }
}
