import { beforeEach, describe, expect, test } from 'vitest';
import { Registrar } from '../../src/sip/index.ts';
import { place, RegistrarScene, targetAt } from './registrar-scene.ts';

const MINUTE_MS = 60_000;
const HOUR_S = 3_600;

let scene: RegistrarScene;
beforeEach(() => {
  scene = new RegistrarScene();
});

describe('a phone that registers', () => {
  test('is told where it is reached and for how long, in its own words, and dialled where it came from', () => {
    expect(scene.register({ contacts: [place(1)], source: { port: 1_111 } })).toEqual([`${place(1)} 120`]);
    expect(scene.targets()).toEqual([targetAt(1_111)]);
    expect(scene.presence()).toEqual(['+anna']);
    expect(scene.targets('bert')).toEqual([]);
  });

  test('has as much time as it wants, within bounds', () => {
    const lasts = (expiresS: number | null, ownS: number | null) =>
      scene.register({ contacts: [{ expiresS: ownS }], expiresS, callId: `${expiresS} ${ownS}` });
    expect(lasts(60, null)).toEqual([`${place(1)} 60`]);
    expect(lasts(60, 90)).toEqual([`${place(1)} 90`]);
    expect(lasts(30, null)).toEqual([`${place(1)} 30`]);
    expect(lasts(86_400, null)).toEqual([`${place(1)} ${HOUR_S}`]);
    expect(lasts(4_294_967_295, null)).toEqual([`${place(1)} ${HOUR_S}`]);
  });

  test('for less than the least time is told what that is', () => {
    scene.register({ contacts: [place(1)] });
    expect(scene.answer({ contacts: [place(2)], expiresS: 29, sequence: 2 })).toMatchObject({
      kind: 'refuse',
      status: 423,
      headers: { 'min-expires': '30' },
    });
    expect(scene.register({ sequence: 3 }), 'nothing has changed').toEqual([`${place(1)} 120`]);
  });

  test('and asks for nothing is told what stands there', () => {
    expect(scene.register({})).toEqual([]);
    scene.register({ contacts: [place(1)] });
    scene.pass(20_000);
    expect(scene.register({ sequence: 2 })).toEqual([`${place(1)} 100`]);
  });

  test('again lasts on, and with the same address from another port is dialled there', () => {
    scene.register({ contacts: [place(1)] });
    scene.pass(100_000);
    scene.register({ contacts: [place(1)], sequence: 2, source: { port: 2_222 } });
    scene.pass(100_000);
    expect(scene.targets()).toEqual([targetAt(2_222)]);
    expect(scene.presence()).toEqual(['+anna']);
  });

  test('no more is gone when its time is over', () => {
    scene.register({ contacts: [place(1)] });
    scene.pass(119_500);
    expect(scene.targets()).toHaveLength(1);
    scene.pass(500);
    expect(scene.targets()).toEqual([]);
    expect(scene.presence()).toEqual(['+anna', '-anna']);
  });

  test('with words that are none changes nothing', () => {
    scene.register({ contacts: [place(1)] });
    for (const contacts of [
      ['tel:+4930123'],
      [place(2), 'sip:a b@c'],
      [{ instance: 'x'.repeat(300), regId: 1 }],
    ])
      expect(scene.register({ contacts, sequence: 2 })).toBe(400);
    expect(scene.register({ contacts: [place(2)], callId: 'x'.repeat(300) })).toBe(400);
    expect(scene.register({ sequence: 3 })).toEqual([`${place(1)} 120`]);
  });
});

describe('a phone that takes itself back', () => {
  beforeEach(() => {
    scene.register({ contacts: [place(1), place(2)], source: { port: 1_111 } });
    scene.presence();
  });

  test('with no time left for one contact keeps the others', () => {
    expect(scene.register({ contacts: [{ uri: place(1), expiresS: 0 }], sequence: 2 })).toEqual([
      `${place(2)} 120`,
    ]);
    expect(scene.register({ contacts: [place(2)], expiresS: 0, sequence: 3 })).toEqual([]);
    expect(scene.presence()).toEqual(['-anna']);
  });

  test('with "*" takes all of them, whoever has registered them', () => {
    scene.register({ contacts: [place(3)], callId: 'c2' });
    expect(scene.register({ isAll: true, expiresS: 0, sequence: 2 })).toEqual([]);
    expect(scene.presence()).toEqual(['-anna']);
  });

  test('with "*" must say no more than that', () => {
    for (const wanted of [{ expiresS: null }, { expiresS: 60 }, { expiresS: 0, contacts: [place(1)] }])
      expect(scene.register({ isAll: true, sequence: 2, ...wanted })).toBe(400);
    expect(scene.register({ sequence: 2 })).toHaveLength(2);
  });
});

describe('the order of what a phone says', () => {
  beforeEach(() => {
    scene.register({ contacts: [place(1)], sequence: 5 });
  });

  test('is that of its numbers: what is older is refused, all of it', () => {
    expect(scene.register({ contacts: [place(2), place(1)], expiresS: 0, sequence: 4 })).toBe(500);
    expect(scene.register({ isAll: true, expiresS: 0, sequence: 4 })).toBe(500);
    expect(scene.register({ contacts: [place(2), { uri: place(1), expiresS: 60 }], sequence: 4 })).toBe(500);
    expect(scene.register({ sequence: 6 })).toEqual([`${place(1)} 120`]);
  });

  test('what comes twice is answered twice and counts once', () => {
    scene.pass(10_000);
    expect(scene.register({ contacts: [place(1)], sequence: 5 })).toEqual([`${place(1)} 110`]);
    expect(scene.register({ isAll: true, expiresS: 0, sequence: 5 })).toEqual([`${place(1)} 110`]);
  });

  test('is not known between two that count for themselves: the last one holds', () => {
    expect(scene.register({ contacts: [place(1)], expiresS: 60, sequence: 1, callId: 'c2' })).toEqual([
      `${place(1)} 60`,
    ]);
    expect(scene.register({ isAll: true, expiresS: 0, sequence: 1, callId: 'c3' })).toEqual([]);
  });
});

describe('several contacts of a phone', () => {
  const register = (number: number, wanted = {}) =>
    scene.register({
      contacts: [place(number)],
      callId: `c${number}`,
      source: { port: 1_000 + number },
      ...wanted,
    });

  test('are all rung, the last one to register first', () => {
    for (const number of [1, 2, 3, 4]) {
      register(number);
      scene.pass(1_000);
    }
    register(2, { sequence: 2 });
    expect(scene.targets()).toEqual([1_002, 1_004, 1_003, 1_001].map(targetAt));
  });

  test('are four: the one that has not registered for the longest time goes', () => {
    for (const number of [1, 2, 3, 4]) {
      register(number);
      scene.pass(1_000);
    }
    register(1, { sequence: 2 });
    expect(register(5)).toHaveLength(4);
    expect(scene.targets()).toEqual([1_005, 1_001, 1_004, 1_003].map(targetAt));
    expect(scene.presence()).toEqual(['+anna']);
  });

  test('are four: one that does not answer goes first', () => {
    for (const number of [1, 2, 3, 4]) {
      register(number, { expiresS: 600 });
      scene.pass(1_000);
    }
    scene.pass(MINUTE_MS, (uri) => (uri === targetAt(1_003) ? null : 200));
    register(5);
    expect(scene.targets()).toEqual([1_005, 1_004, 1_002, 1_001].map(targetAt));
  });

  test('cannot be more than four in one request', () => {
    expect(scene.register({ contacts: [1, 2, 3, 4, 5].map(place) })).toBe(403);
    expect(scene.register({ contacts: [1, 2, 3, 4, 4].map(place) })).toHaveLength(4);
  });

  test('that lead to one place are rung once', () => {
    scene.register({ contacts: [place(1), place(2)] });
    expect(scene.targets()).toHaveLength(1);
  });
});

describe('a phone that keeps several ways open', () => {
  const flow = (regId: number, uri: string, port: number, sequence = 1) =>
    scene.register({
      contacts: [{ uri, instance: '<urn:uuid:1>', regId }],
      callId: `flow-${regId}`,
      sequence,
      source: { port },
    });

  test('has each by its name, whatever the address, and is rung by the last one', () => {
    flow(1, place(1), 1_111);
    flow(2, place(1), 2_222);
    expect(scene.targets()).toEqual([targetAt(2_222)]);
    expect(flow(1, place(9), 3_333, 2)).toEqual([`${place(1)} 120`, `${place(9)} 120`]);
    expect(scene.targets()).toEqual([targetAt(3_333)]);
  });

  test('is rung by another way when that one is dead', () => {
    flow(1, place(1), 1_111);
    scene.pass(1_000);
    flow(2, place(1), 2_222);
    scene.pass(MINUTE_MS, (uri) => (uri === targetAt(2_222) ? null : 200));
    expect(scene.targets()).toEqual([targetAt(1_111)]);
    expect(scene.presence()).toEqual(['+anna']);
  });

  test('is named by both or by its address alone', () => {
    scene.register({ contacts: [{ uri: place(1), regId: 1 }] });
    expect(scene.register({ contacts: [{ uri: place(2), regId: 1 }], sequence: 2 })).toHaveLength(2);
    expect(
      scene.register({ contacts: [{ uri: place(2), instance: '<urn:uuid:1>' }], sequence: 3 }),
    ).toHaveLength(2);
  });
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

describe('after a new start', () => {
  /** Another process, later, on a clock of its own, with what was kept. */
  function startAnew(afterMs: number, isKnown = (_: string) => true): RegistrarScene {
    const kept = [...scene.kept().values()];
    scene.clock.advance(afterMs);
    const next = new RegistrarScene(scene.clock, new Registrar());
    next.changes.push(...next.registrar.restore(kept, isKnown, next.now));
    return next;
  }

  beforeEach(() => {
    scene.register({ contacts: [place(1)], sequence: 5, source: { port: 1_111 } });
  });

  test('phones are where they were, for as long as they had', () => {
    const next = startAnew(50_000);
    expect(next.presence()).toEqual(['+anna']);
    expect(next.targets()).toEqual([targetAt(1_111)]);
    expect(next.register({ sequence: 9 })).toEqual([`${place(1)} 70`]);
    next.pass(70_000);
    expect(next.presence()).toEqual(['-anna']);
  });

  test('what is old is still old', () => {
    const next = startAnew(1_000);
    expect(next.register({ contacts: [place(1)], expiresS: 0, sequence: 4 })).toBe(500);
  });

  test('those that are over or known no more are not there', () => {
    expect(startAnew(120_000).presence()).toEqual([]);
    const next = startAnew(0, () => false);
    expect(next.changes).toEqual([{ kind: 'contactsChanged', phoneId: 'anna', contacts: [] }]);
  });

  test('what was said meanwhile counts more, and the rest is added', () => {
    scene.register({ contacts: [place(2)], callId: 'c2', source: { port: 2_222 } });
    const kept = [...scene.kept().values()];
    const next = new RegistrarScene(scene.clock, new Registrar());
    next.register({ contacts: [place(1)], expiresS: 600, callId: 'c3', source: { port: 3_333 } });
    next.changes.push(...next.registrar.restore(kept, () => true, next.now));
    expect(new Set(next.targets())).toEqual(new Set([targetAt(2_222), targetAt(3_333)]));
    expect(next.kept().get('anna')!.contacts).toHaveLength(2);
    expect(next.presence()).toEqual(['+anna']);
  });

  test('a wall clock that was set back makes nothing last longer than it could have', () => {
    scene.clock.jumpWall(-24 * 60 * MINUTE_MS);
    const next = startAnew(0);
    expect(next.register({ sequence: 9 })).toEqual([`${place(1)} ${HOUR_S}`]);
  });
});

test('phones that are known no more are forgotten', () => {
  scene.register({ contacts: [place(1)] });
  scene.register({ contacts: [place(1)] }, 'bert');
  scene.changes.push(...scene.registrar.keepOnly((phoneId) => phoneId === 'bert', scene.now));
  expect(scene.kept().get('anna')!.contacts).toEqual([]);
  expect(scene.presence()).toEqual(['+anna', '+bert', '-anna']);
  expect(scene.registrar.reachablePhones).toEqual(['bert']);
});
