import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import * as z from 'zod';
import { replaceFile } from '../disk/index.ts';
import { codeOf } from './token-files.ts';

const hashed = promisify<string, Buffer, number, object, Buffer>(scrypt);

/** A PIN is short, so trying all of them has to cost something: some 50 ms and 16 MB each (RFC 7914). */
const COST = { N: 16_384, r: 8, p: 1 } as const;
const HASH_BYTES = 32;
const PIN_DIGITS = 6;
/** Checks are done one after the other, and so many wait at most: hashing must not take the machine from calls. */
const WAITING_MAX = 20;

/** Operator → the hash of the PIN, and when it was made (wall time). */
const keptSchema = z.record(
  z.string().min(1),
  z.strictObject({
    salt: z.string().regex(/^[0-9a-f]{32}$/),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    madeMs: z.number(),
  }),
);
type Kept = z.infer<typeof keptSchema>;

/** An operator who has a PIN. `madeMs` is wall time. */
export type PinHolder = { readonly operator: string; readonly madeMs: number };

/** Makes a PIN for the operator, in the place of any before; resolves with it, and it is never seen again. */
export async function makePin(path: string, operator: string, atMs: number): Promise<string> {
  const pin = String(randomInt(10 ** PIN_DIGITS)).padStart(PIN_DIGITS, '0');
  const salt = randomBytes(16);
  const hash = await hashed(pin, salt, HASH_BYTES, COST);
  const made = { salt: salt.toString('hex'), hash: hash.toString('hex'), madeMs: atMs };
  write(path, { ...(await read(path)), [operator]: made });
  return pin;
}

/** False when the operator has none. */
export async function revokePin(path: string, operator: string): Promise<boolean> {
  const { [operator]: gone, ...others } = await read(path);
  if (gone === undefined) return false;
  write(path, others);
  return true;
}

/** Those who have one, by name. */
export async function listPins(path: string): Promise<readonly PinHolder[]> {
  const kept = Object.entries(await read(path)).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return kept.map(([operator, { madeMs }]) => ({ operator, madeMs }));
}

/** PINs as they are kept now: what has changed in the file counts with the next check. */
export class PinBook {
  readonly #path: string;
  readonly #onUnreadable: (error: unknown) => void;
  #last: Promise<unknown> = Promise.resolve();
  #waitingCount = 0;

  constructor(path: string, onUnreadable: (error: unknown) => void) {
    this.#path = path;
    this.#onUnreadable = onUnreadable;
  }

  /**
   * Never rejects: what cannot be read, or must wait too long, is no PIN. An operator who has none, or is none (null),
   * takes as long as any.
   */
  async isRight(operator: string | null, pin: string): Promise<boolean> {
    if (this.#waitingCount >= WAITING_MAX) return false;
    this.#waitingCount += 1;
    const answer = this.#last.then(() => this.#look(operator, pin));
    this.#last = answer;
    const isRight = await answer;
    this.#waitingCount -= 1;
    return isRight;
  }

  async #look(operator: string | null, pin: string): Promise<boolean> {
    try {
      const kept = await read(this.#path);
      const mine = operator !== null && Object.hasOwn(kept, operator) ? kept[operator] : undefined;
      const salt = mine === undefined ? randomBytes(16) : Buffer.from(mine.salt, 'hex');
      const hash = await hashed(pin, salt, HASH_BYTES, COST);
      return mine !== undefined && timingSafeEqual(hash, Buffer.from(mine.hash, 'hex'));
    } catch (error) {
      this.#onUnreadable(error);
      return false;
    }
  }
}

/** Rejects when the file is not one of ours. */
async function read(path: string): Promise<Kept> {
  try {
    return keptSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return {};
    throw error;
  }
}

/** To be called by a command, never while calls go on: it waits for the disk. */
function write(path: string, kept: Kept): void {
  replaceFile(path, `${JSON.stringify(kept, null, 1)}\n`, { mode: 0o600 });
}
