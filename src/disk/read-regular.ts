import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** `tooLarge`: it has more bytes than it may, and none was read. `noFile`: a folder, a pipe, a device. */
export type RegularFile =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'tooLarge'; readonly size: number }
  | { readonly kind: 'noFile' };

/**
 * The content of a file that somebody else has put there. A pipe holds nobody, a device is not read, and what grows
 * meanwhile is read as far as it went. Rejects when it is not there or may not be read.
 */
export async function readRegular(path: string, bytesMax: number): Promise<RegularFile> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await file.stat();
    if (!found.isFile()) return { kind: 'noFile' };
    if (found.size > bytesMax) return { kind: 'tooLarge', size: found.size };
    return { kind: 'read', bytes: await readAll(file, found.size) };
  } finally {
    await file.close();
  }
}

async function readAll(file: FileHandle, size: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  while (at < size) {
    const { bytesRead } = await file.read(bytes, at, size - at, at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.subarray(0, at);
}
