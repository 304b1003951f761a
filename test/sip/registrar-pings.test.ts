import { beforeEach, describe, expect, test } from 'vitest';
import { place, RegistrarScene, targetAt } from './registrar-scene.ts';

const MINUTE_MS = 60_000;
const HOUR_S = 3_600;

let scene: RegistrarScene;
beforeEach(() => {
  scene = new RegistrarScene();
});

describe('a phone that does not answer', () => {
  test('is noticed within forty seconds, and is back with its first answer', () => {
    scene.register({ contacts: [place(1)], expiresS: HOUR_S });
    scene.pass(MINUTE_MS);
    scene.presence();
    scene.pass(40_000, () => null);
    expect([scene.presence(), scene.targets()]).toEqual([['-anna'], []]);
    scene.pass(MINUTE_MS, () => null);
    expect(scene.presence()).toEqual([]);
    scene.pass(30_000);
    expect(scene.presence()).toEqual(['+anna']);
    expect(scene.targets()).toHaveLength(1);
  });

  test('is back when it registers', () => {
    scene.register({ contacts: [place(1)], expiresS: HOUR_S });
    scene.pass(MINUTE_MS, () => null);
    scene.register({ contacts: [place(1)], expiresS: HOUR_S, sequence: 2 });
    expect(scene.presence()).toEqual(['+anna', '-anna', '+anna']);
  });

  test('once has lost a packet', () => {
    scene.register({ contacts: [place(1)], expiresS: HOUR_S });
    let count = 0;
    scene.pass(10 * MINUTE_MS, () => (count++ % 2 === 0 ? null : 200));
    expect(scene.presence()).toEqual(['+anna']);
  });

  test('is one that cannot be reached, and not one that does not know the question', () => {
    for (const [status, isThere] of [
      ...([200, 404, 405, 480, 486, 501] as const).map((answer) => [answer, true] as const),
      ...([408, 503] as const).map((answer) => [answer, false] as const),
    ]) {
      const other = new RegistrarScene();
      other.register({ contacts: [place(1)], expiresS: HOUR_S });
      other.pass(MINUTE_MS, () => status);
      expect(other.targets().length > 0, String(status)).toBe(isThere);
    }
  });

  test('is not one whose answer we ourselves were late to hear', () => {
    scene.register({ contacts: [place(1)], expiresS: HOUR_S });
    scene.pass(5 * MINUTE_MS, () => null, 4_000);
    expect(scene.presence()).toEqual(['+anna']);
  });

  test('is not one that was asked by a server that has gone', () => {
    scene.register({ contacts: [place(1)], expiresS: HOUR_S });
    for (let times = 0; times < 5; times++) {
      const [ping] = scene.registrar.pingsDue(scene.now);
      scene.registrar.forgetPings(scene.now);
      scene.changes.push(...scene.registrar.pinged({ pingId: ping!.pingId, status: null }, scene.now));
      scene.clock.advance(5_000);
    }
    expect(scene.presence()).toEqual(['+anna']);
  });

  test('is asked again when nothing at all is heard of a ping', () => {
    scene.register({ contacts: [place(1)], expiresS: HOUR_S });
    expect(scene.registrar.pingsDue(scene.now)).toHaveLength(1);
    scene.clock.advance(9_000);
    expect(scene.registrar.pingsDue(scene.now)).toHaveLength(0);
    scene.clock.advance(1_000);
    expect(scene.registrar.pingsDue(scene.now)).toHaveLength(1);
  });
});

test('a phone is asked every 25 seconds, even when it registers more often', () => {
  const asked: number[] = [];
  for (let sequence = 1; sequence <= 60; sequence++) {
    scene.register({ contacts: [place(1)], expiresS: 30, sequence });
    scene.pass(10_000, () => {
      asked.push(scene.now.monoMs);
      return 200;
    });
  }
  const gaps = asked.slice(1).map((atMs, at) => atMs - asked[at]!);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(26_000);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(25_000);
});

test('of many phones some are asked at a time, and none is left out', () => {
  for (let phone = 0; phone < 1_000; phone++)
    scene.register({ contacts: [place(1)], expiresS: HOUR_S, source: { port: 1_000 + phone } }, `p${phone}`);
  expect(scene.registrar.pingsDue(scene.now)).toHaveLength(100);
  const asked = new Set<string>();
  scene.pass(30_000, (uri) => {
    asked.add(uri);
    return 200;
  });
  expect(asked.size).toBeGreaterThanOrEqual(900);
  scene.pass(MINUTE_MS);
  expect(scene.registrar.reachablePhones).toHaveLength(1_000);
});

describe('pings', () => {
  test('go to living contacts, each with a name of its own, to whoever waits for the longest time first', () => {
    for (const port of [1_001, 1_002, 1_003]) {
      scene.register({ contacts: [place(1)], source: { port } }, `p${port}`);
      scene.clock.advance(10);
    }
    scene.register({ contacts: [place(1)], sequence: 2, source: { port: 1_001 } }, 'p1001');
    const pings = scene.registrar.pingsDue(scene.now);
    expect(pings.map(({ uri }) => uri)).toEqual([1_001, 1_002, 1_003].map(targetAt));
    expect(new Set(pings.map(({ pingId }) => pingId)).size).toBe(3);
    expect(pings[0]).toMatchObject({
      kind: 'ping',
      pingId: expect.stringContaining('contact-'),
      withinMs: 3_000,
    });
    // Answered in the other order, they wait in the other order.
    for (const { pingId } of pings.toReversed()) {
      scene.clock.advance(10);
      scene.registrar.pinged({ pingId, status: 200 }, scene.now);
    }
    scene.clock.advance(30_000);
    const again = scene.registrar.pingsDue(scene.now).map(({ uri }) => uri);
    expect(again).toEqual([1_003, 1_002, 1_001].map(targetAt));
    scene.clock.advance(100_000);
    expect(scene.registrar.pingsDue(scene.now)).toEqual([]);
  });

  test('go at once to a place that is new', () => {
    const pinged = (): readonly string[] => scene.registrar.pingsDue(scene.now).map(({ uri }) => uri);
    scene.register({ contacts: [place(1)], source: { port: 1_111 } });
    expect(pinged()).toEqual([targetAt(1_111)]);
    scene.register({ contacts: [place(1)], sequence: 2, source: { port: 1_111 } });
    expect(pinged()).toEqual([]);
    scene.register({ contacts: [place(1)], sequence: 3, source: { port: 2_222 } });
    expect(pinged()).toEqual([targetAt(2_222)]);
    scene.register({ contacts: [place(2)], sequence: 4, source: { port: 2_222 } });
    expect(pinged()).toEqual([targetAt(2_222)]);
  });

  test('of somebody else, or of a contact that has gone, change nothing', () => {
    scene.register({ contacts: [place(1)] });
    const [ping] = scene.registrar.pingsDue(scene.now);
    expect(scene.registrar.pinged({ pingId: 'node-a-1', status: null }, scene.now)).toEqual([]);
    scene.register({ isAll: true, expiresS: 0, sequence: 2 });
    expect(scene.registrar.pinged({ pingId: ping!.pingId, status: null }, scene.now)).toEqual([]);
  });

  test('that were under way while the phone registered say nothing any more', () => {
    scene.register({ contacts: [place(1)], expiresS: HOUR_S });
    for (let sequence = 2; sequence < 6; sequence++) {
      const [ping] = scene.registrar.pingsDue(scene.now);
      scene.clock.advance(2_500);
      scene.register({ contacts: [place(1)], expiresS: HOUR_S, sequence });
      scene.clock.advance(500);
      scene.changes.push(...scene.registrar.pinged({ pingId: ping!.pingId, status: null }, scene.now));
      expect(scene.registrar.pingsDue(scene.now), 'the next one is not at once').toEqual([]);
      scene.clock.advance(4_500);
    }
    expect(scene.presence()).toEqual(['+anna']);
  });

  test('that are missed are repeated after five seconds, and of a phone that is gone after 25', () => {
    scene.register({ contacts: [place(1)], expiresS: HOUR_S });
    const asked: number[] = [];
    scene.pass(2 * MINUTE_MS, () => {
      asked.push(scene.now.monoMs);
      return null;
    });
    expect(asked).toEqual([0, 8_000, 36_000, 64_000, 92_000]);
  });

  test('that are told 3.5 s after the question count, later ones do not', () => {
    for (const [tookMs, presence] of [
      [3_500, ['+anna', '-anna']],
      [3_501, ['+anna']],
    ] as const) {
      scene = new RegistrarScene();
      scene.register({ contacts: [place(1)], expiresS: HOUR_S });
      for (let times = 0; times < 2; times++) {
        const [ping] = scene.registrar.pingsDue(scene.now);
        scene.clock.advance(tookMs);
        scene.changes.push(...scene.registrar.pinged({ pingId: ping!.pingId, status: null }, scene.now));
        scene.clock.advance(25_000);
      }
      expect(scene.presence()).toEqual(presence);
    }
  });
});
