import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addToken, byOf, listTokens, revokeToken, TokenBook } from '../../src/access/index.ts';

const olga = { name: 'olga', role: 'supervisor', operator: null, queues: null } as const;
const anna = { name: 'anna-desk', role: 'operator', operator: 'anna', queues: null } as const;

describe('tokens', () => {
  let secrets: string;
  let folder: string;
  let troubles: string[];
  let book: TokenBook;

  beforeEach(() => {
    secrets = mkdtempSync(join(tmpdir(), 'cordboard-tokens-'));
    folder = join(secrets, 'tokens');
    troubles = [];
    book = new TokenBook({ firstAdmin: ['first'], folder, onTrouble: (what) => troubles.push(what) });
  });
  afterEach(() => rmSync(secrets, { recursive: true }));

  test('are kept as a hash, for their owner alone', async () => {
    const token = await addToken(folder, olga, 5);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(readdirSync(folder)).toEqual(['olga.json']);
    expect(readFileSync(join(folder, 'olga.json'), 'utf8')).not.toContain(token);
    expect(statSync(join(folder, 'olga.json')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const { tokens } = await listTokens(folder);
    expect(tokens).toEqual([{ ...olga, madeMs: 5, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  });

  test('open from the moment they are made, until the moment they are revoked', async () => {
    expect(await book.holderOf('first')).toMatchObject({ role: 'admin', name: null });
    for (let round = 0; round < 20; round++) {
      const token = (await addToken(folder, olga, 5))!;
      expect(await book.holderOf(token)).toEqual(olga);
      expect(await book.holderOf(`${token}x`)).toBeUndefined();
      expect(await revokeToken(folder, 'olga')).toBe(true);
      expect(await book.holderOf(token)).toBeUndefined();
    }
    expect(await revokeToken(folder, 'olga')).toBe(false);
    expect(troubles).toEqual([]);
  });

  test('are found without reading the files again and again', async () => {
    const token = (await addToken(folder, olga, 5))!;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await book.holderOf(token)).toEqual(olga);
    // What changes inside a file is no change of the folder: it is seen only when the files are read again.
    writeFileSync(join(folder, 'olga.json'), '{}');
    expect(await book.holderOf(token)).toEqual(olga);
    expect(await addToken(folder, anna, 5)).toBeDefined();
    expect(await book.holderOf(token)).toBeUndefined();
  });

  test('are seen also when the folder changed twice within one tick of its clock', async () => {
    const tick = new Date(Date.now() + 60_000);
    await addToken(folder, olga, 5);
    utimesSync(folder, tick, tick);
    expect(await book.holderOf('nobody')).toBeUndefined();
    const token = (await addToken(folder, anna, 5))!;
    utimesSync(folder, tick, tick);
    expect(await book.holderOf(token)).toEqual(anna);
  });

  test('have each name once', async () => {
    const made = await Promise.all([1, 2, 3, 4].map((atMs) => addToken(folder, olga, atMs)));
    expect(made.filter((token) => token !== undefined)).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['olga.json']);
  });

  test('cannot be made with a name that leads elsewhere, nor without the operator whose they are', async () => {
    await expect(addToken(folder, { ...olga, name: '../olga' }, 5)).rejects.toThrow();
    await expect(addToken(folder, { ...anna, operator: null }, 5)).rejects.toThrow();
    await expect(addToken(folder, { ...anna, role: 'admin' }, 5)).rejects.toThrow();
    await expect(addToken(folder, { ...anna, queues: ['sales'] }, 5)).rejects.toThrow();
    expect(await revokeToken(folder, '../olga')).toBe(false);
  });

  test('of a file that is broken, or was copied under another name, open nothing, which is told once', async () => {
    const token = (await addToken(folder, olga, 5))!;
    writeFileSync(join(folder, 'boris.json'), readFileSync(join(folder, 'olga.json')));
    writeFileSync(join(folder, 'zoe.json'), '{"role":"admin"}');
    await book.holderOf(token);
    expect(await book.holderOf(token)).toEqual(olga);
    expect(troubles).toEqual(['these files are no tokens: boris.json, zoe.json']);
  });

  test('that were known open on while their folder cannot be read', async () => {
    const token = (await addToken(folder, olga, 5))!;
    expect(await book.holderOf(token)).toEqual(olga);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file where a folder should be');
    expect(await book.holderOf(token)).toEqual(olga);
    expect(troubles).toEqual([expect.stringMatching(/^the tokens cannot be read: .*ENOTDIR/)]);
  });

  test('and none, where there is no folder, nor an empty one of the first admin', async () => {
    expect(await book.holderOf('')).toBeUndefined();
    const empty = new TokenBook({ firstAdmin: [''] });
    expect(await empty.holderOf('')).toBeUndefined();
  });

  test('tell who did it', () => {
    expect(byOf(olga)).toBe('supervisor olga');
    expect(byOf({ ...olga, name: null, role: 'admin' })).toBe('admin');
  });
});
