import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import type { Entry, Store } from '../../../src/journal/index.ts';
import { CallBook } from '../../../src/store/index.ts';
import { OUR_LOCK, openDatabase } from '../../../src/store/postgres/database.ts';
import { fillPostgres, openPostgresStore } from '../../../src/store/postgres/index.ts';
import { PostgresTables } from '../../../src/store/postgres/postgres-tables.ts';
import { backUp, dumpBackup } from '../../../src/store/sqlite/index.ts';
import type { PostgresProcess } from '../../kit/postgres-process.ts';
import { TcpGate } from '../../kit/tcp-gate.ts';
import { postgresWorld } from './postgres-world.ts';
import { scored } from './score-cases.ts';
import { sqliteWorld } from './sqlite-world.ts';
import { arrived, ended, FOR_EVER, pressed } from './world.ts';

const texts = (entries: readonly Entry[]): readonly string[] => entries.map((entry) => JSON.stringify(entry));

const ON_DUTY = { presence: 'ready', unit: 'free', reason: null } as const;

const isBack = (store: Store): Promise<void> =>
  vi.waitFor(() => expect(store.state()).toMatchObject({ writable: true, bufferedCount: 0 }), 15_000);

/** What can happen to a server and to the way to it. */
export function postgresCases(server: () => PostgresProcess): void {
  test('a server that dies loses nothing and doubles nothing', async () => {
    const world = await postgresWorld(server());
    const store = await world.open();
    store.write(arrived('c1', 1_000));
    await store.flush();
    await server().kill();
    const later = Array.from({ length: 600 }, (_, index) => pressed('c1', 2_000 + index));
    for (const entry of later) store.write(entry);
    await store.flush();
    expect(store.state()).toMatchObject({ writable: false, bufferedCount: 600, lostCount: 0 });
    await expect(store.calls({ limit: 1 })).rejects.toMatchObject({ code: 'STORE_AWAY' });
    await server().run();
    store.write(ended('c1', 9_000));
    await isBack(store);
    expect(await world.kept()).toEqual(texts([arrived('c1', 1_000), ...later, ended('c1', 9_000)]));
    expect((await store.call('c1'))?.record.outcome).toBe('self_served');
    await world.end();
  });

  test('a connection that broke off while nobody asked anything is there again before somebody does', async () => {
    const world = await postgresWorld(server());
    const store = await world.open();
    // The first round of deleting old rows is over, and nothing else asks the database by itself.
    await new Promise((passed) => setTimeout(passed, 700));
    await server().ask((client) =>
      client.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cordboard'",
      ),
    );
    await vi.waitFor(async () => expect(await store.calls({ limit: 1 })).toEqual([]), 5_000);
    expect(store.state()).toMatchObject({ writable: true, error: null });
    await world.end();
  });

  test('a server that starts together with us is waited for', async () => {
    const world = await postgresWorld(server());
    const first = await world.open();
    first.write({ kind: 'operatorChanged', operator: 'anna', ...ON_DUTY, atMs: 1 });
    await world.close(first);
    await server().kill();
    const opening = world.open();
    await server().run();
    const second = await opening;
    expect(await second.presences()).toEqual([
      { operator: 'anna', presence: 'ready', reason: null, phone: null, wrapUpEndsMs: null },
    ]);
    await world.end();
  });

  test('a network that swallows everything holds nobody up for longer than seconds', async () => {
    const gate = await TcpGate.open({ host: '127.0.0.1', port: server().port });
    const world = await postgresWorld(server(), gate.port);
    const store = await world.open();
    store.write(arrived('c1', 1_000));
    await store.flush();
    gate.wallUp();
    store.write(pressed('c1', 2_000));
    const startedMs = performance.now();
    await store.flush();
    expect(performance.now() - startedMs).toBeLessThan(6_000);
    expect(store.state()).toMatchObject({ writable: false, bufferedCount: 1 });
    gate.reopen();
    await isBack(store);
    expect(await world.kept()).toEqual(texts([arrived('c1', 1_000), pressed('c1', 2_000)]));
    await world.end();
    await gate.close();
  });

  test('entries whose commit was never heard of are known again when they are handed in twice', async () => {
    const world = await postgresWorld(server());
    const open = async (): Promise<CallBook> =>
      new CallBook(new PostgresTables(await openDatabase(world.url)), []);
    const first = await open();
    await first.append('r1', [
      [1, arrived('c1', 1)],
      [2, pressed('c1', 2)],
    ]);
    await first.append('r1', [
      [2, pressed('c1', 2)],
      [3, pressed('c1', 3)],
    ]);
    await first.tables.close();
    const second = await open();
    await second.append('r1', [[3, pressed('c1', 3)]]);
    await second.append('r2', [[1, pressed('c1', 4)]]);
    await second.tables.close();
    expect(await world.kept()).toEqual(
      texts([arrived('c1', 1), pressed('c1', 2), pressed('c1', 3), pressed('c1', 4)]),
    );
    await world.end();
  });

  test('a second Cordboard keeps its hands off until the first has gone, and loses nothing meanwhile', async () => {
    const world = await postgresWorld(server());
    const first = await world.open();
    const folder = mkdtempSync(join(tmpdir(), 'cordboard-second-'));
    const options = { url: world.url, spoolPath: join(folder, 'spool'), webhookEvents: [], keep: FOR_EVER };
    const second = await openPostgresStore({ ...options, log: pino({ level: 'silent' }) });
    second.write(arrived('c2', 2_000));
    await second.flush();
    expect(second.state()).toMatchObject({ writable: false, error: 'another Cordboard holds this database' });
    first.write(arrived('c1', 1_000));
    await first.flush();
    await world.close(first);
    await isBack(second);
    expect(await world.kept()).toHaveLength(2);
    await second.close();
    await world.end();
    rmSync(folder, { recursive: true });
  });

  test('whoever has the lease takes the database from one that holds it and does nothing', async () => {
    const world = await postgresWorld(server());
    await world.close(await world.open());
    const frozen = new pg.Client({ connectionString: world.url });
    const ended = new Promise<Error>((resolve) => frozen.on('error', resolve));
    await frozen.connect();
    await frozen.query(`SELECT pg_advisory_lock(${OUR_LOCK})`);
    const folder = mkdtempSync(join(tmpdir(), 'cordboard-next-'));
    const options = { url: world.url, spoolPath: join(folder, 'spool'), webhookEvents: [], keep: FOR_EVER };
    const next = await openPostgresStore({ ...options, takesOver: true, log: pino({ level: 'silent' }) });
    expect((await ended).message).toContain('terminating connection');
    next.write(arrived('c1', 1_000));
    await next.flush();
    expect(next.state()).toMatchObject({ writable: true });
    await next.close();
    await world.end();
    rmSync(folder, { recursive: true });
  });

  test('what a person must mend is told without the password', async () => {
    const world = await postgresWorld(server());
    const options = { spoolPath: join(tmpdir(), 'cordboard-never'), webhookEvents: [], keep: FOR_EVER };
    const url = `postgres://cordboard:very-secret@127.0.0.1:${server().port}/nowhere`;
    const failed = openPostgresStore({ url, ...options, log: pino({ level: 'silent' }) });
    await expect(failed).rejects.toMatchObject({
      code: 'STORE_UNUSABLE',
      details: { path: url.replace('very-secret', '***'), why: expect.stringMatching(/^3D000/) },
    });
    rmSync(options.spoolPath);
    await world.end();
  });

  test('a backup of the one file fills an empty database, in which everything goes on', async () => {
    const [old, fresh] = [await sqliteWorld(), await postgresWorld(server())];
    const before = await old.open();
    before.write(arrived('open', 1_000));
    for (let index = 0; index < 1_500; index++) before.write(pressed('open', 1_000 + index));
    for (const entry of [arrived('over', 1_000, '+7\0'), ended('over', 2_000)]) before.write(entry);
    before.write({ kind: 'operatorChanged', operator: 'anna', ...ON_DUTY, atMs: 1 });
    const sound = { box: 'help', recordingId: 'r1', soundMs: 9 };
    before.write({ kind: 'messageTaken', callId: 'open', ...sound, atMs: 2_000 });
    before.write(scored('over', 2_500));
    const recordings = await before.recordings({ limit: 9 });
    const scores = await before.scores({ limit: 9 });
    const failed = [{ receiver: 'crm', host: 'crm.example', why: 'answered 500' }];
    await before.settled((await before.outbox(9, 0))[0]!.id, 'givenUp', failed);
    const dead = await before.dead(9);
    await before.flush();
    const kept = await old.kept();
    const folder = mkdtempSync(join(tmpdir(), 'cordboard-move-'));
    const file = join(folder, 'backup');
    await backUp(old.path, file, [], { atMs: 1, withSecrets: false });
    const fact: Entry = {
      kind: 'audited',
      atMs: 3_000,
      by: 'a test',
      what: 'restore',
      on: null,
      details: {},
    };
    const fill = (): Promise<void> =>
      dumpBackup(file, join(folder, 'scratch'), (tables) => fillPostgres(fresh.url, tables, fact));
    await fill();
    expect(readdirSync(folder)).toEqual(['backup']);
    await expect(fill()).rejects.toMatchObject({ code: 'STORE_NOT_EMPTY' });
    const texts = (await fresh.kept()).slice(0, -1);
    expect(texts).toEqual(kept.map((body) => body.replace('\\u0000', '\\ufffd')));
    const after = await fresh.open();
    await expect(fill()).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
    after.write(ended('open', 5_000));
    expect((await after.call('open'))?.record).toMatchObject({ arrivedMs: 1_000, outcome: 'self_served' });
    expect(await after.dead(9)).toEqual(dead);
    expect(dead).toMatchObject([{ failed }]);
    expect((await after.outbox(9, 0)).map(({ body }) => JSON.parse(body).data.callId)).toEqual(['open']);
    expect(await after.recordings({ limit: 9 })).toEqual(recordings);
    expect(recordings).toHaveLength(1);
    after.write({ ...scored('over', 5_100), by: 'pavel' });
    expect(await after.scores({ to: 5_000, limit: 9 })).toEqual(scores);
    expect(await after.presences()).toEqual([
      { operator: 'anna', presence: 'ready', reason: null, phone: null, wrapUpEndsMs: null },
    ]);
    expect((await after.audit({ limit: 9 })).map(({ what }) => what)).toEqual(['restore']);
    await old.end();
    await fresh.end();
    rmSync(folder, { recursive: true });
  });

  test('characters that PostgreSQL cannot hold cost one character each', async () => {
    const world = await postgresWorld(server());
    const store = await world.open();
    store.write(arrived('c1', 1_000, 'a\0b\ud800c'));
    store.write({ kind: 'trouble', callId: 'c1', what: 'a backslash: \\u0000, a pair: 😀', atMs: 2_000 });
    const story = await store.call('c1');
    expect(story?.record.caller).toBe('a\ufffdb\ufffdc');
    expect(story?.timeline[1]).toMatchObject({ what: 'a backslash: \\u0000, a pair: 😀' });
    expect(await store.call('c\0')).toBeUndefined();
    await world.end();
  });
}
