import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { type Holder, ROLES } from './role.ts';

/** A token as it is kept: everything but itself. `madeMs` is wall time. */
export type KeptToken = Holder & { readonly name: string; readonly sha256: string; readonly madeMs: number };

const keptSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/),
    role: z.enum(ROLES),
    operator: z.string().min(1).nullable(),
    queues: z.array(z.string().min(1)).min(1).readonly().nullable(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    madeMs: z.number(),
  })
  .refine(({ role, operator }) => (role === 'operator') === (operator !== null))
  .refine(({ role, queues }) => role === 'supervisor' || queues === null) satisfies z.ZodType<KeptToken>;

/**
 * Makes a token; resolves with it, and it is never seen again. Undefined when the name is taken. `holder.name` becomes
 * the name of its file, so it must be a slug.
 */
export async function addToken(
  folder: string,
  holder: Holder & { readonly name: string },
  atMs: number,
): Promise<string | undefined> {
  const token = randomBytes(32).toString('base64url');
  const kept = keptSchema.parse({ ...holder, sha256: digestOf(token), madeMs: atMs });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.${randomUUID()}`);
  await writeFile(draft, `${JSON.stringify(kept)}\n`, { mode: 0o600, flag: 'wx' });
  try {
    // A link is made at once or not at all: a name is given once, and no half file is ever read.
    await link(draft, pathOf(folder, holder.name));
    return token;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return undefined;
    throw error;
  } finally {
    await rm(draft);
  }
}

/** All tokens by name. A file that is none of ours is no token: it is named among the `unreadable`. */
export async function listTokens(
  folder: string,
): Promise<{ readonly tokens: readonly KeptToken[]; readonly unreadable: readonly string[] }> {
  const files = await readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  const tokens: KeptToken[] = [];
  const unreadable: string[] = [];
  for (const file of files.filter((each) => each.endsWith('.json')).toSorted()) {
    const kept = await readToken(join(folder, file));
    if (kept === 'gone') continue;
    if (kept !== undefined && `${kept.name}.json` === file) tokens.push(kept);
    else unreadable.push(file);
  }
  return { tokens, unreadable };
}

/** False when there is no token of this name. */
export async function revokeToken(folder: string, name: string): Promise<boolean> {
  if (!keptSchema.shape.name.safeParse(name).success) return false;
  try {
    await rm(pathOf(folder, name));
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/**
 * A plain hash is enough: a token is 256 bits of chance, which nobody finds by trying. A slow hash protects what
 * people think up, and would cost its time with each request.
 */
export const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

const pathOf = (folder: string, name: string): string => join(folder, `${name}.json`);

/** `gone`: it was revoked while we listed. */
async function readToken(path: string): Promise<KeptToken | 'gone' | undefined> {
  try {
    return keptSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? 'gone' : undefined;
  }
}
