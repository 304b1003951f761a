import { beforeEach, describe, expect, test } from 'vitest';
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
      [{ instance: 'x'.repeat(257), regId: 1 }],
    ])
      expect(scene.register({ contacts, sequence: 2 })).toBe(400);
    expect(scene.register({ contacts: [place(2)], callId: 'x'.repeat(257) })).toBe(400);
    expect(scene.register({ sequence: 3 })).toEqual([`${place(1)} 120`]);
  });
});

test('a name, or a Call-ID, has up to 256 characters', () => {
  const name = 'x'.repeat(256);
  expect(scene.register({ contacts: [{ instance: name, regId: 1 }], callId: name })).toHaveLength(1);
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
    scene.register({ contacts: [place(3)], expiresS: 30, sequence: 1, callId: 'c3' });
    expect(scene.register({ isAll: true, expiresS: 0, sequence: 4 }), 'one of them is older').toBe(500);
    scene.register({ contacts: [place(3)], expiresS: 0, sequence: 2, callId: 'c3' });
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

  test('has those of each device, and beside them those without a name', () => {
    flow(1, place(1), 1_111);
    scene.register({ contacts: [{ uri: place(1), instance: '<urn:uuid:2>', regId: 1 }], callId: 'c2' });
    scene.register({ contacts: [place(1)], callId: 'c3' });
    expect(scene.register({})).toHaveLength(3);
    scene.register({ contacts: [{ uri: place(1), expiresS: 0 }], callId: 'c4' });
    expect(scene.register({})).toHaveLength(2);
    scene.register({ contacts: [{ instance: '<urn:uuid:2>', regId: 1, expiresS: 0 }], callId: 'c5' });
    expect(scene.targets()).toEqual([targetAt(1_111)]);
    scene.register({ contacts: [place(1)], callId: 'c6' });
    flow(1, place(1), 1_111, 2);
    expect(scene.register({})).toHaveLength(2);
  });

  test('is named by both or by its address alone', () => {
    scene.register({ contacts: [{ uri: place(1), regId: 1 }] });
    expect(scene.register({ contacts: [{ uri: place(2), regId: 1 }], sequence: 2 })).toHaveLength(2);
    expect(
      scene.register({ contacts: [{ uri: place(2), instance: '<urn:uuid:1>' }], sequence: 3 }),
    ).toHaveLength(2);
  });
});
