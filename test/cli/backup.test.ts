import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../../src/cli/index.ts';
import { createHttp, type Http } from '../../src/http/index.ts';
import type { Store } from '../../src/journal/index.ts';
import type { SumsKeeper } from '../../src/reports/index.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { arrived, FOR_EVER } from '../contracts/store/world.ts';
import { idleJobs, SmallHouse } from '../http/doubles.ts';

let folder: string;
let data: string;
let file: string;
let store: Store & SumsKeeper;
let http: Http;
let env: Record<string, string>;
let printed: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-backup-'));
  data = join(folder, 'data');
  file = join(folder, 'backup');
  printed = [];
  for (const [path, text] of FILES) {
    mkdirSync(join(data, path, '..'), { recursive: true });
    writeFileSync(join(data, path), text);
  }
  const log = pino({ level: 'silent' });
  const paths = { path: join(data, 'cordboard.db'), spoolPath: join(data, 'spool.jsonl') };
  store = await openSqliteStore({ ...paths, log, webhookEvents: [], keep: FOR_EVER });
  const place = { host: '127.0.0.1', port: 0, version: '1.2.3', tokens: ['token'] };
  http = await createHttp({
    house: new SmallHouse(),
    store,
    jobs: idleJobs,
    log,
    ...place,
    onBroken: () => {},
  });
  const { port } = await http.listen();
  env = { CORDBOARD_DATA: data, CORDBOARD_HTTP_PORT: String(port) };
});
afterEach(async () => {
  await http.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

const FILES = [
  ['bundles/history.jsonl', '{}\n'],
  ['bundles/1/hotline.flow.yaml', 'flow: hotline\n'],
  ['emergencies.json', '{}'],
  ['secrets/admin-token', 'token\n'],
  ['logs/cordboard.log', 'not saved'],
] as const;

const print = (line: string): void => void printed.push(line);
async function* nothing(): AsyncGenerator<string> {}
const run = (...args: string[]): Promise<number> => runCommand(args, env, print, print, nothing);
const read = (path: string): string => readFileSync(join(data, path), 'utf8');

async function stop(): Promise<void> {
  await http.close();
  await store.close();
}

test('a running hotline is backed up, refuses a restore, and gets everything back when it is stopped', async () => {
  store.write(arrived('c1', 1_000));
  expect(await run('backup', file)).toBe(0);
  expect(printed).toEqual([`${file} is written, with all that had happened until now`]);
  expect((await store.audit({ limit: 9 })).map(({ what }) => what)).toEqual(['backup']);
  expect(await run('restore', file)).toBe(1);
  expect(printed.at(-1)).toMatch(/STORE_IN_USE.*stop Cordboard/);
  store.write(arrived('c2', 2_000));
  await stop();
  writeFileSync(join(data, 'bundles/1/hotline.flow.yaml'), 'flow: spoiled\n');
  writeFileSync(join(data, 'secrets/admin-token'), 'another\n');

  expect(await run('restore', file)).toBe(0);
  expect(printed.at(-2)).toMatch(/^restored as of 2\d{3}-/);
  expect(read('bundles/1/hotline.flow.yaml')).toBe('flow: hotline\n');
  expect(read('secrets/admin-token')).toBe('another\n');
  const aside = readdirSync(data).filter((name) => name.includes('.before-'));
  expect(aside.map((name) => name.replace(/\.before-.*/, ''))).toEqual([
    ...['bundles', 'cordboard.db', 'emergencies.json', 'spool.jsonl'],
  ]);
  const paths = { path: join(data, 'cordboard.db'), spoolPath: join(data, 'spool.jsonl') };
  store = await openSqliteStore({
    ...paths,
    log: pino({ level: 'silent' }),
    webhookEvents: [],
    keep: FOR_EVER,
  });
  expect((await store.calls({ limit: 9 })).map(({ callId }) => callId)).toEqual(['c1']);
  expect((await store.audit({ limit: 9 }))[0]?.what).toBe('restore');
});

test('secrets go along only when they are asked for, with a warning', async () => {
  await stop();
  expect(await run('backup', file, '--secrets')).toBe(0);
  expect(printed[0]).toContain('Cordboard is not running');
  expect(printed[1]).toMatch(/^WARNING: it holds every password/);
  rmSync(join(data, 'secrets'), { recursive: true });
  expect(await run('restore', file, '--json')).toBe(0);
  expect(read('secrets/admin-token')).toBe('token\n');
  expect(existsSync(join(data, 'logs/cordboard.log'))).toBe(true);
});

test('words that are missing, files that are there, and what is no backup are told', async () => {
  expect([await run('backup'), await run('restore')]).toEqual([2, 2]);
  await stop();
  writeFileSync(file, 'hello');
  expect(await run('backup', file)).toBe(1);
  expect(printed.at(-1)).toMatch(/BACKUP_IMPOSSIBLE.*exists already/);
  expect(await run('restore', file)).toBe(1);
  expect(printed.at(-1)).toMatch(/BACKUP_UNUSABLE.*nothing was changed/);
});

test('a backup with a file that would lie elsewhere is refused before anything is moved', async () => {
  await stop();
  expect(await run('backup', file)).toBe(0);
  for (const path of ['bundles/../../stolen', 'bundles/history.jsonl\0', 'logs/cordboard.log', 'bundles']) {
    const hostile = new Database(file);
    hostile.prepare('DELETE FROM backup_files').run();
    hostile.prepare('INSERT INTO backup_files VALUES (?, ?)').run(path, Buffer.from('stolen'));
    hostile.close();
    expect(await run('restore', file)).toBe(1);
    expect(printed.at(-1)).toMatch(/BACKUP_UNUSABLE.*nothing was changed/);
    expect(printed.at(-1)).toContain(JSON.stringify(`it would write ${JSON.stringify(path)}`).slice(1, -1));
  }
  expect(readdirSync(data).filter((name) => name.includes('.before-'))).toEqual([]);
  expect(existsSync(join(folder, 'stolen'))).toBe(false);
  expect(read('logs/cordboard.log')).toBe('not saved');
});

test('records in PostgreSQL are backed up by its own tools', async () => {
  env.CORDBOARD_STORE_URL = 'postgres://cordboard@127.0.0.1/calls';
  expect(await run('backup', file)).toBe(1);
  expect(printed[0]).toContain('pg_dump');
});
