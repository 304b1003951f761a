/** A number of more digits than this is no length. */
const DIGITS_MAX = 5;
const HASH = 0x23;

/** "11#héllo world": so many bytes in UTF-8, and the text. Nothing stands between two of them. */
export const frame = (text: string): string => `${Buffer.byteLength(text)}#${text}`;

/** Puts the pieces of a stream together again. */
export class FrameReader {
  #rest = Buffer.alloc(0);

  /** The texts that are complete now. Throws when a length is none: the sender must then be cut off. */
  read(piece: Buffer): readonly string[] {
    this.#rest = Buffer.concat([this.#rest, piece]);
    const texts: string[] = [];
    for (let text = this.#next(); text !== undefined; text = this.#next()) texts.push(text);
    return texts;
  }

  #next(): string | undefined {
    const hash = this.#rest.indexOf(HASH);
    const digits = this.#rest.subarray(0, hash < 0 ? this.#rest.length : hash).toString('latin1');
    if (!/^\d*$/.test(digits) || digits.length > DIGITS_MAX || hash === 0)
      throw new Error(`no length: ${digits}`);
    const end = hash + 1 + Number(digits);
    if (hash < 0 || this.#rest.length < end) return undefined;
    const text = this.#rest.subarray(hash + 1, end).toString();
    this.#rest = this.#rest.subarray(end);
    return text;
  }
}
