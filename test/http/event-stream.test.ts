import { connect, type Socket } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createHttp, type Http } from '../../src/http/index.ts';
import type { Entry } from '../../src/journal/index.ts';
import { anna, SmallHouse, SmallStore } from './doubles.ts';
import { Watcher } from './watcher.ts';

const TOKEN = 'the-token-of-the-test';

const pressed = (digit: string): Entry => ({ atMs: 1, kind: 'digitPressed', callId: 'c1', digit });

describe('the live stream', { timeout: 20_000 }, () => {
  let house: SmallHouse;
  let http: Http;
  let port: number;
  let watchers: Watcher[];

  beforeEach(async () => {
    house = new SmallHouse();
    watchers = [];
    http = await createHttp({
      ...{ house, store: new SmallStore(), tokens: [TOKEN], log: pino({ level: 'silent' }) },
      ...{ host: '127.0.0.1', port: 0, version: '1.2.3', onBroken: () => {}, requestsPerSecondMax: 1_000 },
    });
    ({ port } = await http.listen());
  });
  afterEach(async () => {
    for (const watcher of watchers) watcher.close();
    await http.close();
  });

  const watch = async (headers?: Record<string, string>): Promise<Watcher> => {
    const watcher = await Watcher.open(`http://127.0.0.1:${port}/api/v1/events`, TOKEN, headers);
    watchers.push(watcher);
    return watcher;
  };
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  };

  test('begins with the board and goes on with what happens', async () => {
    const watcher = await watch();
    expect(watcher.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(watcher.response.headers.get('x-content-type-options')).toBe('nosniff');
    await vi.waitFor(() => expect(watcher.messages).toHaveLength(1));
    expect(watcher.messages[0]).toMatchObject({ event: 'board', data: house.board() });
    house.happens(pressed('1'));
    await vi.waitFor(() => expect(watcher.messages).toHaveLength(2));
    expect(watcher.messages[1]).toMatchObject({ event: 'entry', data: pressed('1') });
  });

  test('tells changes of the board, once', async () => {
    const watcher = await watch();
    await vi.waitFor(() => expect(watcher.messages).toHaveLength(1));
    house.operators = [{ ...anna, presence: 'ready' }];
    await vi.waitFor(() => expect(watcher.messages).toHaveLength(2), 5_000);
    expect(watcher.messages[1]).toMatchObject({
      event: 'boardChanged',
      data: { operators: house.operators, calls: [] },
    });
    house.happens(pressed('1'));
    await vi.waitFor(() => expect(watcher.messages).toHaveLength(3));
    expect(watcher.events()).toEqual(['board', 'boardChanged', 'entry']);
  });

  test('goes on after the last message that was seen, board included', async () => {
    const first = await watch();
    house.happens(pressed('1'));
    await vi.waitFor(() => expect(first.messages).toHaveLength(2));
    first.close();
    house.happens(pressed('2'));
    house.operators = [{ ...anna, presence: 'ready' }];
    const second = await watch({ 'last-event-id': first.messages[1]!.id });
    await vi.waitFor(() => expect(second.messages).toHaveLength(2));
    expect(second.messages).toMatchObject([
      { event: 'entry', data: pressed('2') },
      { event: 'boardChanged', data: { operators: house.operators } },
    ]);
  });

  test('begins anew for a message of a house that was before', async () => {
    const watcher = await watch({ 'last-event-id': 'deadbeef-17' });
    await vi.waitFor(() => expect(watcher.events()).toEqual(['board']));
  });

  test('does not care about watchers who leave', async () => {
    const [leaver, stayer] = [await watch(), await watch()];
    await vi.waitFor(async () => expect(await metric('cordboard_event_watchers')).toBe(2));
    leaver.close();
    await vi.waitFor(async () => expect(await metric('cordboard_event_watchers')).toBe(1));
    house.happens(pressed('1'));
    await vi.waitFor(() => expect(stayer.events()).toContain('entry'));
  });

  test('drops a watcher who does not read, and the others notice nothing', async () => {
    const reader = await watch();
    const sleeper: Socket = connect(port, '127.0.0.1');
    // A connection that is reset is how the sleeper learns of it.
    sleeper.on('error', () => {});
    sleeper.pause();
    sleeper.write(`GET /api/v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`);
    await vi.waitFor(async () => expect(await metric('cordboard_event_watchers')).toBe(2));
    const long: Entry = { atMs: 1, kind: 'trouble', callId: 'c1', what: 'x'.repeat(100_000) };
    let sentCount = 0;
    const entryCount = (): number => reader.messages.filter(({ event }) => event === 'entry').length;
    // More than the buffers of the system can hide, in parts that a reader has read before the next comes.
    await vi.waitFor(
      async () => {
        for (let index = 0; index < 20; index++) house.happens(long);
        sentCount += 20;
        await vi.waitFor(() => expect(entryCount()).toBe(sentCount), 5_000);
        expect(await metric('cordboard_event_watchers_dropped_total')).toBe(1);
      },
      { timeout: 15_000, interval: 10 },
    );
    expect(await metric('cordboard_event_watchers')).toBe(1);
    sleeper.destroy();
  });

  test('has room for a hundred, and tells the next one so', async () => {
    await Promise.all(Array.from({ length: 100 }, () => watch()));
    const oneMore = await watch();
    expect(oneMore.response.status).toBe(503);
    watchers[0]!.close();
    await vi.waitFor(async () => expect((await watch()).response.status).toBe(200));
  });

  test('ends for everybody when the house closes', async () => {
    const watcher = await watch();
    await vi.waitFor(() => expect(watcher.messages).toHaveLength(1));
    await http.close();
    await vi.waitFor(() => expect(watcher.ended).toBe(true));
  });
});
