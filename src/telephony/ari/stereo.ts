/** What Asterisk writes in front of its samples, which have 16 bits. */
const HEAD_BYTES = 44;
const SAMPLE_BYTES = 2;

/** A file of one side, and how long it is. */
export type Side = { readonly bytes: number; readonly pieces: AsyncIterable<Uint8Array> };

/** Two WAV files of one channel become one of two: left and right. The shorter one ends with silence. */
export async function* stereo(left: Side | undefined, right: Side | undefined): AsyncGenerator<Uint8Array> {
  const sides = [new SideReader(left), new SideReader(right)] as const;
  const heads = [await sides[0].take(HEAD_BYTES), await sides[1].take(HEAD_BYTES)];
  const head = heads.find((each) => each !== undefined) ?? new Uint8Array(HEAD_BYTES);
  const samplesCount = Math.max(...sides.map(({ samplesLeft }) => samplesLeft));
  yield headOf(head, samplesCount);
  for (let done = 0; done < samplesCount; ) {
    const count = Math.min(4_096, samplesCount - done);
    yield interleaved(await sides[0].samples(count), await sides[1].samples(count), count);
    done += count;
  }
}

/** The same format, with two channels and so many samples of each. */
function headOf(head: Uint8Array, samplesCount: number): Uint8Array {
  const bytes = Uint8Array.from(head);
  const view = new DataView(bytes.buffer);
  const rateHz = view.getUint32(24, true);
  const soundBytes = samplesCount * 2 * SAMPLE_BYTES;
  view.setUint32(4, HEAD_BYTES - 8 + soundBytes, true);
  view.setUint16(22, 2, true);
  view.setUint32(28, rateHz * 2 * SAMPLE_BYTES, true);
  view.setUint16(32, 2 * SAMPLE_BYTES, true);
  view.setUint32(40, soundBytes, true);
  return bytes;
}

function interleaved(left: Uint8Array, right: Uint8Array, count: number): Uint8Array {
  const both = new Uint8Array(count * 2 * SAMPLE_BYTES);
  for (let index = 0; index < count; index++) {
    const from = index * SAMPLE_BYTES;
    both.set(left.subarray(from, from + SAMPLE_BYTES), 2 * from);
    both.set(right.subarray(from, from + SAMPLE_BYTES), 2 * from + SAMPLE_BYTES);
  }
  return both;
}

/** Gives out a stream in portions of any size. */
class SideReader {
  readonly #pieces: AsyncIterator<Uint8Array> | undefined;
  #held: Uint8Array = new Uint8Array(0);
  #bytesLeft: number;

  constructor(side: Side | undefined) {
    this.#pieces = side?.pieces[Symbol.asyncIterator]();
    this.#bytesLeft = side?.bytes ?? 0;
  }

  get samplesLeft(): number {
    return Math.floor(this.#bytesLeft / SAMPLE_BYTES);
  }

  /** So many samples; silence behind the end. */
  async samples(count: number): Promise<Uint8Array> {
    const wanted = new Uint8Array(count * SAMPLE_BYTES);
    wanted.set((await this.take(Math.min(wanted.length, this.#bytesLeft))) ?? []);
    return wanted;
  }

  /** So many bytes; undefined when there are fewer. */
  async take(count: number): Promise<Uint8Array | undefined> {
    while (this.#held.length < count) {
      const next = await this.#pieces?.next();
      if (next === undefined || next.done === true) {
        this.#bytesLeft = 0;
        return undefined;
      }
      this.#held = Buffer.concat([this.#held, next.value]);
    }
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    this.#bytesLeft -= count;
    return taken;
  }
}
