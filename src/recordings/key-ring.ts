import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { replaceFile } from '../disk/index.ts';

const KEY_BYTES = 32;

/**
 * The master keys of recordings, in a file that its owner alone may read, one in a line: the first seals, the others
 * open what was sealed before. Whoever loses the file has lost all recordings.
 */
export class KeyRing {
  readonly #path: string;
  #keys: readonly Buffer[];

  /** Makes the file when there is none. Throws a `RangeError` when it holds something else than keys. */
  constructor(path: string) {
    this.#path = path;
    if (!existsSync(path)) this.#write([randomBytes(KEY_BYTES)]);
    chmodSync(path, 0o600);
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    this.#keys = lines.map((line) => Buffer.from(line.trim(), 'base64url'));
    if (this.#keys.some(({ length }) => length !== KEY_BYTES)) throw new RangeError('a line is no key');
  }

  get current(): Buffer {
    return this.#keys[0]!;
  }

  /** The current one first. */
  get all(): readonly Buffer[] {
    return this.#keys;
  }

  /** From now on a new key seals; the others stay until `forgetOld`. */
  renew(): void {
    this.#write([randomBytes(KEY_BYTES), ...this.#keys]);
  }

  /** To be called when nothing is sealed by the old ones any more. */
  forgetOld(): void {
    this.#write([this.current]);
  }

  /** On the disk, and under its name by a rename, before it counts: nothing is sealed by a key that may be lost. */
  #write(keys: readonly Buffer[]): void {
    const text = `${keys.map((key) => key.toString('base64url')).join('\n')}\n`;
    replaceFile(this.#path, text, { mode: 0o600 });
    this.#keys = keys;
  }
}
