import { copyFileSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Entry, Store } from '../../../src/journal/index.ts';
import {
  backUp,
  openSqliteStore,
  prepareRestore,
  readBackup,
  requireUnused,
} from '../../../src/store/sqlite/index.ts';
import { arrived, ended, FOR_EVER, pressed } from '../../contracts/store/world.ts';

const NOTE = { atMs: 5_000, withSecrets: false };
const RESTORED: Entry = {
  kind: 'audited',
  atMs: 6_000,
  by: 'a test',
  what: 'restore',
  on: null,
  details: {},
};

let folder: string;
let path: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-backup-'));
  path = join(folder, 'cordboard.db');
  file = join(folder, 'backup');
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (at = path): Promise<Store> => {
  const options = { path: at, spoolPath: `${at}.spool`, webhookEvents: ['call.ended'], keep: FOR_EVER };
  return openSqliteStore({ ...options, log: pino({ level: 'silent' }) });
};

test('a backup made while entries are written holds everything from before it, and restores to a whole store', async () => {
  const store = await open();
  for (let index = 0; index < 9_000; index++) store.write(pressed('before', index));
  await store.flush();
  let count = 0;
  const writing = setInterval(() => {
    for (let last = count + 20; count < last; count++)
      for (const entry of [arrived(`c${count}`, 1_000), ended(`c${count}`, 2_000)]) store.write(entry);
  }, 1);
  await backUp(path, file, [{ path: 'spool.jsonl', body: Buffer.from('x') }], NOTE);
  clearInterval(writing);
  await store.flush();
  await store.close();
  expect(count).toBeGreaterThan(0);
  expect(statSync(file).mode & 0o077).toBe(0);

  expect(readBackup(file)).toEqual({ note: NOTE, files: [{ path: 'spool.jsonl', body: Buffer.from('x') }] });
  const place = join(folder, 'elsewhere', 'restored.db');
  (await prepareRestore(file, place, RESTORED))('.aside');
  const restored = await open(place);
  expect((await restored.call('before'))?.timeline).toHaveLength(9_000);
  // Each call that got into it is whole: its record, its entries and its message are of one commit.
  const calls = (await restored.calls({ limit: 1_000 })).filter(({ callId }) => callId !== 'before');
  expect(calls.length).toBeLessThan(count);
  const messages = await restored.outbox(1_000, 0);
  expect(messages).toHaveLength(calls.filter(({ outcome }) => outcome !== null).length);
  expect((await restored.audit({ limit: 9 })).map(({ what }) => what)).toEqual(['restore']);
  restored.write(arrived('after', 9_000));
  expect((await restored.call('after'))?.record.arrivedMs).toBe(9_000);
  await restored.close();
});

test('what is written after a backup began neither gets into it nor makes it begin anew', async () => {
  await (await open()).close();
  const other = new Database(path);
  const write = (operator: string): void =>
    void other.prepare("INSERT INTO presences VALUES (?, 'ready', NULL, NULL, NULL)").run(operator);
  write('before');
  const backingUp = backUp(path, file, [], NOTE);
  write('after');
  await backingUp;
  other.close();
  const copy = new Database(file, { readonly: true });
  expect(copy.prepare('SELECT operator FROM presences').pluck().all()).toEqual(['before']);
  copy.close();
});

test('what was there before a restore is moved aside, with its side files', async () => {
  const first = await open();
  first.write(arrived('c1', 1_000));
  await first.flush();
  await backUp(path, file, [], NOTE);
  await first.close();
  writeFileSync(path, 'damaged');
  writeFileSync(`${path}-wal`, 'damaged as well');
  (await prepareRestore(file, path, RESTORED))('.aside');
  expect(statSync(`${path}.aside`).size).toBe(7);
  expect(statSync(`${path}.aside-wal`).size).toBe(15);
  const restored = await open();
  expect((await restored.call('c1'))?.record.arrivedMs).toBe(1_000);
  await restored.close();
});

test('nobody restores over a store that is in use', async () => {
  requireUnused(path);
  const store = await open();
  expect(() => requireUnused(path)).toThrow(expect.objectContaining({ code: 'STORE_IN_USE' }));
  await store.close();
  requireUnused(path);
  writeFileSync(path, 'this is no database, and in nobody’s use');
  requireUnused(path);
});

test('a backup never takes the place of a file, and leaves nothing behind when it fails', async () => {
  writeFileSync(file, 'precious');
  const code = 'BACKUP_IMPOSSIBLE';
  await expect(backUp(path, file, [], NOTE)).rejects.toMatchObject({ code });
  const other = join(folder, 'other');
  await expect(backUp(path, other, [], NOTE)).rejects.toMatchObject({ code });
  expect(() => statSync(`${other}.part`)).toThrow('ENOENT');
});

test('what is no backup, is damaged or is too new for this Cordboard is refused with the reason', async () => {
  await (await open()).close();
  await backUp(path, file, [], NOTE);
  const why = (at: string): string => {
    try {
      readBackup(at);
      return 'it is good';
    } catch (error) {
      return (error as { details: { why: string } }).details.why;
    }
  };
  expect(why(file)).toBe('it is good');
  expect(why(join(folder, 'nothing'))).toContain('no such file');
  expect(why(path)).toContain('not made by ./cordboard backup');
  const newer = join(folder, 'newer');
  copyFileSync(file, newer);
  const connection = new Database(newer);
  connection.pragma('user_version = 99');
  expect(why(newer)).toBe('it is good');
  connection.exec('UPDATE schema_minimum SET version = 98');
  connection.close();
  expect(why(newer)).toMatch(/newer Cordboard.*version 99.*from version 98 on/);
  truncateSync(file, statSync(file).size - 4_096);
  expect(why(file)).toMatch(/damaged|malformed/);
  writeFileSync(newer, 'hello');
  expect(why(newer)).toContain('not a database');
});
