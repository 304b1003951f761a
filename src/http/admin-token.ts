import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The first admin's token: made at the first start and kept in the folder of secrets as `admin-token`, for its owner's
 * eyes only. 256 bits of chance, so that guessing it is hopeless at any rate.
 */
export async function ensureAdminToken(secretsFolder: string): Promise<string> {
  const path = join(secretsFolder, 'admin-token');
  await mkdir(secretsFolder, { recursive: true, mode: 0o700 });
  try {
    // Of two processes that start at once, one makes it, and both read the same.
    await writeFile(path, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    await chmod(path, 0o600);
  }
  return (await readFile(path, 'utf8')).trim();
}
