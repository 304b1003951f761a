import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { FakeAri } from '../telephony/fake-ari.ts';
import { eventually } from './eventually.ts';
import { FaultyLine } from './faulty-line/index.ts';

let ari: FakeAri;
let line: FaultyLine;
let heard: number[];
let socket: WebSocket;

beforeEach(async () => {
  ari = await FakeAri.open();
  line = await FaultyLine.open({ host: '127.0.0.1', port: Number(new URL(ari.url).port) }, 7);
  heard = [];
  socket = await listener();
});

afterEach(async () => {
  socket.terminate();
  await line.close();
  await ari.close();
});

async function listener(): Promise<WebSocket> {
  const opened = new WebSocket(`ws://127.0.0.1:${line.port}/ari/events?app=cordboard`);
  opened.on('message', (text) => heard.push((JSON.parse(String(text)) as { count: number }).count));
  opened.on('error', () => {});
  await once(opened, 'open');
  return opened;
}

const say = (count: number, more: object = {}): void => ari.say({ type: 'Some', count, ...more });
const sayMany = (count: number): void => {
  for (let each = 0; each < count; each++) say(each);
};
const ask = (method: string, path: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${line.port}/ari${path}`, { method });

describe('events', () => {
  test('pass in their order while nothing is wrong', async () => {
    sayMany(50);
    await eventually('all are heard', () => heard.length === 50 || undefined);
    expect(heard).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  test('are dropped and doubled as often as it is wanted, and counted', async () => {
    line.events({ dropped: 300, doubled: 200 });
    sayMany(400);
    const { events } = line.counts;
    await eventually('all are through', () => {
      return events.passed + events.dropped - events.doubled === 400 || undefined;
    });
    await eventually('what passed is heard', () => heard.length === events.passed || undefined);
    expect(events.dropped).toBeGreaterThan(80);
    expect(events.doubled).toBeGreaterThan(30);
    line.heal();
    say(400);
    await eventually('the line is well again', () => heard.includes(400) || undefined);
  });

  test('about a bridge and a channel change places, and of one topic they never do', async () => {
    line.events({ swapped: 1_000 });
    say(1, { bridge: {} });
    say(2);
    say(3);
    say(4);
    await eventually('all are heard', () => heard.length === 4 || undefined);
    expect(heard).toEqual([2, 1, 3, 4]);
    expect(line.counts.events.swapped).toBe(1);
  });

  test('one without a neighbour comes late, all the same', async () => {
    line.events({ swapped: 1_000 });
    const saidMs = performance.now();
    say(1);
    await eventually('it is heard', () => heard.length === 1 || undefined);
    expect(performance.now() - saidMs).toBeGreaterThan(150);
  });

  test('come as fast as the line is broad', async () => {
    line.events({ bytesPerSecond: 1_000 });
    const saidMs = performance.now();
    sayMany(4);
    await eventually('all are heard', () => heard.length === 4 || undefined);
    expect(performance.now() - saidMs).toBeGreaterThan(120);
  });
});

describe('requests', () => {
  test('are answered as the exchange does, and counted', async () => {
    const beganMs = performance.now();
    expect((await ask('GET', '/channels')).status).toBe(200);
    expect((await ask('DELETE', '/channels/1')).status).toBe(204);
    expect(line.counts.requests.seen.map(({ what }) => what)).toEqual([
      'GET /ari/channels',
      'DELETE /ari/channels/1',
    ]);
    expect(line.busiestSecond(beganMs)).toBe(2);
    expect(line.busiestSecond(performance.now() + 1)).toBe(0);
  });

  test('are carried out and cut before the answer, or are lost', async () => {
    line.requests({ cut: (_, path) => (path.endsWith('/answer') ? 'answer' : 'request') });
    await expect(ask('POST', '/channels/1/answer')).rejects.toThrow();
    await expect(ask('POST', '/channels/1/ring')).rejects.toThrow();
    expect(ari.requests('POST', '/channels/1/answer')).toHaveLength(1);
    expect(ari.requests('POST', '/channels/1/ring')).toHaveLength(0);
    expect(line.counts.requests).toMatchObject({ answersCut: 1, requestsCut: 1 });
  });

  test('are answered behind the events that they have caused', async () => {
    line.requests({ answersLateMs: 100 });
    ari.reply = () => {
      say(1);
      return undefined;
    };
    await ask('POST', '/channels/1/answer');
    expect(heard).toEqual([1]);
    expect(line.counts.requests.answersLate).toBe(1);
  });
});

describe('sockets', () => {
  test('are cut again and again, and new ones stand until the next time', async () => {
    line.flap(50);
    await once(socket, 'close');
    for (let time = 1; time < 3; time++) {
      socket = await listener();
      await once(socket, 'close');
    }
    // While nobody listens: one that has just opened may have been cut already, and does not know it yet.
    line.heal();
    socket = await listener();
    expect(line.counts.socketsCut).toBeGreaterThanOrEqual(3);
    expect(line.counts.socketsOpened).toBeGreaterThanOrEqual(4);
    say(9);
    await eventually('the last one hears', () => heard.includes(9) || undefined);
  });

  test('hear events and pongs late on a slow line, and new ones come to stand late, until it is healed', async () => {
    const LATE_MS = 150;
    line.slow(LATE_MS);
    const tookMs = async (act: () => Promise<unknown>): Promise<number> => {
      const fromMs = performance.now();
      await act();
      return performance.now() - fromMs;
    };
    const pong = (): Promise<unknown> => {
      socket.ping();
      return once(socket, 'pong');
    };
    const event = (): Promise<unknown> => {
      say(1);
      return once(socket, 'message');
    };
    expect(await tookMs(event)).toBeGreaterThan(0.9 * LATE_MS);
    for (const act of [pong, () => ask('GET', '/channels')])
      expect(await tookMs(act)).toBeGreaterThan(1.9 * LATE_MS);
    const other = await tookMs(async () => (await listener()).terminate());
    expect(other).toBeGreaterThan(1.9 * LATE_MS);
    line.heal();
    expect(await tookMs(pong)).toBeLessThan(LATE_MS);
  });

  test('get pings through to the exchange, and nothing through a wall until it is thawed', async () => {
    const pongs: string[] = [];
    socket.on('pong', (data) => pongs.push(String(data)));
    socket.ping('1');
    await eventually('the exchange answers', () => pongs.length === 1 || undefined);
    line.gate.wallUp();
    socket.ping('2');
    say(1);
    await new Promise((passed) => setTimeout(passed, 100));
    expect([pongs, heard]).toEqual([['1'], []]);
    line.gate.thaw();
    await eventually(
      'what was held back comes late',
      () => (pongs.length === 2 && heard.length === 1) || undefined,
    );
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });
});
