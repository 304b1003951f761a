import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ensureSecret, loadSettings, newSecret, redisAddress } from '../../src/settings/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-secret-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('generated secrets', () => {
  test('a secret is made once, is kept, and only its owner can read it', () => {
    const path = join(folder, 'deep', 'token');
    const first = ensureSecret(path);
    expect(first).toEqual({ secret: expect.stringMatching(/^[A-Za-z0-9_-]{32}$/), isNew: true });
    expect(ensureSecret(path)).toEqual({ secret: first.secret, isNew: false });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'deep')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(folder, 'deep'))).toEqual(['token']);
  });

  test('a secret that an admin put there is taken as it is, and closed to others', () => {
    const path = join(folder, 'token');
    writeFileSync(path, 'of-the-admin\n');
    chmodSync(path, 0o644);
    expect(ensureSecret(path, () => expect.fail('made anew'))).toEqual({
      secret: 'of-the-admin',
      isNew: false,
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('no two secrets are the same', () => {
    expect(new Set(Array.from({ length: 100 }, newSecret)).size).toBe(100);
  });
});

describe('the address of Redis', () => {
  test('it carries the generated password when Redis is ours, and is left alone when it is not', () => {
    const managed = loadSettings({ CORDBOARD_DATA: folder }, () => undefined).settings!;
    const address = new URL(redisAddress(managed));
    expect(address.password).toBe(readFileSync(join(folder, 'secrets', 'redis-password'), 'utf8').trim());
    const env = {
      CORDBOARD_DATA: folder,
      CORDBOARD_REDIS_MODE: 'external',
      CORDBOARD_REDIS_URL: 'redis://u:p@192.0.2.1:1',
    };
    expect(redisAddress(loadSettings(env, () => undefined).settings!)).toBe('redis://u:p@192.0.2.1:1');
  });
});
