import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/*
 * A sealed file: a head with the file's own key, which the master key wraps, and then the sound in parts of 64 KiB,
 * each encrypted by AES-256-GCM. A part's place and whether it is the last one go into its nonce, so parts can neither
 * be left out nor put elsewhere, and a file that was cut is known at its end. The name of the recording is bound into
 * the head: one file does not pass for another. Whoever loses the head has lost the sound.
 */
const MAGIC = Buffer.from('CORDBRD1', 'latin1');
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const HEAD_BYTES = MAGIC.length + NONCE_BYTES + KEY_BYTES + TAG_BYTES;
const PART_BYTES = 65_536;
const SEALED_BYTES = PART_BYTES + TAG_BYTES;
const CIPHER = 'aes-256-gcm';

/** The file was cut or changed, or is not one of ours, or of another master key. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}

/** Writes the pieces into the file, which is empty, sealed. Nothing of them reaches the disk in the clear. */
export async function seal(
  file: FileHandle,
  master: Buffer,
  name: string,
  pieces: AsyncIterable<Uint8Array>,
): Promise<void> {
  const key = randomBytes(KEY_BYTES);
  await file.write(sealHead(master, name, key));
  let place = 0;
  let held = Buffer.alloc(0);
  for await (const piece of pieces) {
    held = Buffer.concat([held, piece]);
    // The last part is known only at the end, so one is held back.
    for (; held.length > PART_BYTES; held = held.subarray(PART_BYTES)) {
      await file.write(sealedPart(key, place, false, held.subarray(0, PART_BYTES)));
      place += 1;
    }
  }
  await file.write(sealedPart(key, place, true, held));
}

/** How many bytes of sound a sealed file of this size holds. Throws `Damaged`. */
export function openedBytes(sealedBytes: number): number {
  const body = sealedBytes - HEAD_BYTES;
  if (body < TAG_BYTES) throw new Damaged('the file is too short');
  return body - Math.ceil(body / SEALED_BYTES) * TAG_BYTES;
}

/** The key of the file, which one of the master keys opens. Throws `Damaged`. */
export async function keyOf(file: FileHandle, masters: readonly Buffer[], name: string): Promise<Buffer> {
  const head = Buffer.alloc(HEAD_BYTES);
  const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
  if (bytesRead < HEAD_BYTES || !head.subarray(0, MAGIC.length).equals(MAGIC))
    throw new Damaged('this is no sealed recording');
  const from = MAGIC.length + NONCE_BYTES;
  const nonce = head.subarray(MAGIC.length, from);
  for (const master of masters) {
    const key = tried(() => opened(master, nonce, head.subarray(from), Buffer.from(name)));
    if (key !== undefined) return key;
  }
  throw new Damaged('no key opens it: it was changed, or sealed by a key that is lost');
}

function tried(open: () => Buffer): Buffer | undefined {
  try {
    return open();
  } catch (err) {
    if (err instanceof Damaged) return undefined;
    throw err;
  }
}

/** The sound, part by part; ends with `Damaged` where the file was cut or changed. */
export async function* unsealed(
  file: FileHandle,
  key: Buffer,
  sealedBytes: number,
): AsyncGenerator<Uint8Array> {
  const partsCount = Math.ceil((sealedBytes - HEAD_BYTES) / SEALED_BYTES);
  for (let place = 0; place < partsCount; place++) {
    const part = Buffer.alloc(SEALED_BYTES);
    const { bytesRead } = await file.read(part, 0, SEALED_BYTES, HEAD_BYTES + place * SEALED_BYTES);
    if (bytesRead < TAG_BYTES) throw new Damaged('the file was cut while it was read');
    yield opened(key, nonceOf(place, place === partsCount - 1), part.subarray(0, bytesRead), MAGIC);
  }
}

/** The head of a file: its own key, wrapped by the master key, and bound to its name. */
export function sealHead(master: Buffer, name: string, key: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  return Buffer.concat([MAGIC, nonce, sealed(master, nonce, key, Buffer.from(name))]);
}

const sealedPart = (key: Buffer, place: number, isLast: boolean, part: Buffer): Buffer =>
  sealed(key, nonceOf(place, isLast), part, MAGIC);

/** Each key seals one file, so its nonces need only differ within that. */
function nonceOf(place: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(place, 4);
  nonce.writeUInt32BE(isLast ? 1 : 0, 8);
  return nonce;
}

function sealed(key: Buffer, nonce: Buffer, plain: Buffer, bound: Buffer): Buffer {
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(bound);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function opened(key: Buffer, nonce: Buffer, sealedPiece: Buffer, bound: Buffer): Buffer {
  const end = sealedPiece.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(bound);
  decipher.setAuthTag(sealedPiece.subarray(end));
  try {
    return Buffer.concat([decipher.update(sealedPiece.subarray(0, end)), decipher.final()]);
  } catch {
    // Node says no more than "unsupported state": the tag does not fit.
    throw new Damaged('the file was cut or changed');
  }
}
