import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The first admin's token: made at the first start and kept in the folder of secrets as `admin-token`, for
 * its owner's eyes only. 256 bits of chance, so that guessing it is hopeless at any rate.
 */
export async function ensureAdminToken(secretsFolder: string): Promise<string> {
  const path = join(secretsFolder, 'admin-token');
  await mkdir(secretsFolder, { recursive: true, mode: 0o700 });
  // Where there is one, nothing is written: who goes on behind a death may find a full disk.
  if (!existsSync(path)) await makeToken(path);
  await chmod(path, 0o600);
  return (await readFile(path, 'utf8')).trim();
}

async function makeToken(path: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
    // A link is made at once or not at all: of two processes that start together, both read the same whole file.
    await link(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
