import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ensureAdminToken } from '../../src/http/index.ts';
import { onFullDisk } from '../kit/full-disk.ts';

describe("the first admin's token", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cordboard-token-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('is made at the first start, for its owner only, and stays', async () => {
    const secrets = join(folder, 'secrets');
    const token = await ensureAdminToken(secrets);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(statSync(join(secrets, 'admin-token')).mode & 0o777).toBe(0o600);
    expect(await ensureAdminToken(secrets)).toBe(token);
  });

  test('is the same for processes that start at once, and another in another house', async () => {
    const tokens = await Promise.all(Array.from({ length: 5 }, () => ensureAdminToken(folder)));
    expect(new Set(tokens).size).toBe(1);
    expect(await ensureAdminToken(join(folder, 'other'))).not.toBe(tokens[0]);
  });

  test('is there for whoever starts on a full disk, and nothing is left beside it', async () => {
    const token = await ensureAdminToken(folder);
    expect(await onFullDisk(() => ensureAdminToken(folder))).toBe(token);
    await expect(onFullDisk(() => ensureAdminToken(join(folder, 'other')))).rejects.toThrow('ENOSPC');
    expect(readdirSync(join(folder, 'other'))).toEqual([]);
  });

  test('is closed to others again when somebody opened it', async () => {
    await ensureAdminToken(folder);
    chmodSync(join(folder, 'admin-token'), 0o644);
    await ensureAdminToken(folder);
    expect(statSync(join(folder, 'admin-token')).mode & 0o777).toBe(0o600);
  });
});
