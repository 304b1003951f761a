import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** 192 bits of chance as 32 characters that need no quoting anywhere. */
export const newSecret = (): string => randomBytes(24).toString('base64url');

/**
 * The secret in a file, made first when there is none: a file of its own that its owner alone may read.
 * `isNew` tells that it was made just now, and so has never been shown to anybody.
 */
export function ensureSecret(
  path: string,
  make: () => string = newSecret,
): { secret: string; isNew: boolean } {
  const isNew = !existsSync(path) && putIfAbsent(path, make());
  chmodSync(path, 0o600);
  return { secret: readFileSync(path, 'utf8').trim(), isNew };
}

/** Writes beside the place and links: the file is never seen half written, and of two writers one wins. */
function putIfAbsent(path: string, secret: string): boolean {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(beside, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(beside, path);
    return true;
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw err;
  } finally {
    rmSync(beside);
  }
}
