import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { AriError } from '../../src/telephony/ari/ari-error.ts';
import type { AriClient, Exchange } from '../../src/telephony/ari/ari-types.ts';
import { WaitingRooms } from '../../src/telephony/ari/waiting-rooms.ts';
import { Whereabouts } from '../../src/telephony/ari/whereabouts.ts';

let clock: SimulatedClock;
let asked: string[];
let rooms: WaitingRooms;
/** Answers to `addChannel`, before it succeeds. */
let refusals: AriError[];
let isAway: boolean;

beforeEach(() => {
  clock = new SimulatedClock();
  asked = [];
  refusals = [];
  isAway = false;
  const bridges = {
    createWithId: async ({ bridgeId }: { bridgeId: string }) => void asked.push(`make ${bridgeId}`),
    destroy: async ({ bridgeId }: { bridgeId: string }) => void asked.push(`destroy ${bridgeId}`),
    startMoh: async ({ bridgeId, mohClass }: { bridgeId: string; mohClass: string }) =>
      void asked.push(`music ${mohClass} ${bridgeId}`),
    addChannel: async ({ bridgeId, channel }: { bridgeId: string; channel: string }) => {
      const refusal = refusals.shift();
      if (refusal !== undefined) throw refusal;
      asked.push(`add ${channel} ${bridgeId}`);
      rooms.channelEntered(bridgeId, channel);
    },
  };
  const exchange: Exchange = {
    node: 'main',
    app: 'cordboard',
    clock,
    epoch: 1,
    log: pino({ level: 'silent' }),
    whereabouts: new Whereabouts(),
    client: () => {
      if (isAway) throw new AriError('away', 'there is no connection');
      return { bridges } as unknown as AriClient;
    },
    emit: () => {},
  };
  rooms = new WaitingRooms(exchange);
});

const made = (): readonly string[] =>
  asked.filter((line) => line.startsWith('make')).map((line) => line.slice(5));
const count = (what: string): number => asked.filter((line) => line.startsWith(what)).length;

test('a hundred callers share a bridge, the next one gets another', async () => {
  for (let caller = 1; caller <= 101; caller++) await rooms.enter(`c${caller}`, 'sales', 'default');
  const [first, second] = made();
  expect(made()).toHaveLength(2);
  expect(count(`add c`)).toBe(101);
  expect(asked).toContain(`add c100 ${first}`);
  expect(asked).toContain(`add c101 ${second}`);
});

test('many who come at once do not fill a bridge beyond its limit', async () => {
  const all = Array.from({ length: 150 }, (_, place) => rooms.enter(`c${place}`, 'sales', 'default'));
  await Promise.all(all);
  const [first] = made();
  expect(asked.filter((line) => line.startsWith('add') && line.endsWith(first!))).toHaveLength(100);
});

test('rooms and kinds of music do not share a bridge', async () => {
  await rooms.enter('c1', 'sales', 'default');
  await rooms.enter('c2', 'support', 'default');
  await rooms.enter('c3', 'sales', 'jazz');
  expect(made()).toHaveLength(3);
  expect(asked).toContain(`music jazz ${made()[2]}`);
});

test('music starts for the first one, is made sure of once, and starts again after the last', async () => {
  await rooms.enter('c1', 'sales', 'default');
  await rooms.enter('c2', 'sales', 'default');
  expect(count('music')).toBe(1);
  clock.advance(1000);
  expect(count('music')).toBe(2);
  const [bridgeId] = made();
  rooms.channelLeft(bridgeId!, 'c1');
  rooms.channelLeft(bridgeId!, 'c2');
  await rooms.enter('c3', 'sales', 'default');
  expect(made()).toHaveLength(1);
  expect(count('music')).toBe(3);
});

test('a bridge that stays empty for a minute is removed, unless somebody enters meanwhile', async () => {
  await rooms.enter('c1', 'sales', 'default');
  const [bridgeId] = made();
  rooms.channelLeft(bridgeId!, 'c1');
  clock.advance(50_000);
  await rooms.enter('c2', 'sales', 'default');
  clock.advance(300_000);
  expect(count('destroy')).toBe(0);
  rooms.channelLeft(bridgeId!, 'c2');
  clock.advance(59_000);
  expect(count('destroy')).toBe(0);
  clock.advance(2000);
  expect(asked.at(-1)).toBe(`destroy ${bridgeId}`);
});

test('while the exchange is away nothing is done, and nothing breaks', async () => {
  await rooms.enter('c1', 'sales', 'default');
  isAway = true;
  clock.advance(1000);
  expect(count('music')).toBe(1);
  await expect(rooms.enter('c2', 'sales', 'default')).rejects.toMatchObject({ reason: 'away' });
});

test('a bridge that has vanished is made again', async () => {
  await rooms.enter('c1', 'sales', 'default');
  refusals = [new AriError('gone', '404 Bridge not found', 404)];
  await rooms.enter('c2', 'sales', 'default');
  const [first, again] = made();
  expect(again).toBe(first);
  expect(asked.at(-1)).toBe(`add c2 ${first}`);
});

test('a caller who is gone takes up no room', async () => {
  refusals = [new AriError('refused', '400 Channel not found', 400)];
  await expect(rooms.enter('c1', 'sales', 'default')).rejects.toMatchObject({ reason: 'gone' });
  clock.advance(120_000);
  expect(count('destroy')).toBe(1);
});

test('after a new connection the rooms are those of the exchange, with music in them', async () => {
  const bridge = { bridge_type: 'holding', name: 'wait sales soft%20jazz' };
  rooms.adopt([
    { ...bridge, id: 'wait-1', channels: ['c1', 'c2'] },
    { ...bridge, id: 'other', name: 'somebody else', channels: ['c9'] },
  ]);
  expect(asked).toEqual(['music soft jazz wait-1']);
  await rooms.enter('c3', 'sales', 'soft jazz');
  expect(asked.at(-1)).toBe('add c3 wait-1');
  expect(made()).toEqual([]);
});
