import { beforeEach, describe, expect, test } from 'vitest';
import { Registrar } from '../../src/sip/index.ts';
import { place, RegistrarScene, targetAt } from './registrar-scene.ts';

const MINUTE_MS = 60_000;
const HOUR_S = 3_600;

let scene: RegistrarScene;
beforeEach(() => {
  scene = new RegistrarScene();
});

describe('what is told', () => {
  test('is what is to be kept, when it has changed, with the times on the wall', () => {
    scene.register({ contacts: [{ uri: place(1), expiresS: 60 }], sequence: 5, source: { port: 1_111 } });
    const { wallMs } = scene.now;
    const kept = {
      ...{ uri: place(1), target: targetAt(1_111), flow: null, callId: 'c1', sequence: 5 },
      untilWallMs: wallMs + 60_000,
    };
    expect(scene.changes.splice(0)).toEqual([
      { kind: 'contactsChanged', phoneId: 'anna', contacts: [kept] },
      { kind: 'phoneReachable', phoneId: 'anna' },
    ]);
    scene.pass(1_000);
    scene.register({ sequence: 6 });
    scene.register({ contacts: [place(1)], sequence: 4 });
    scene.register({ contacts: [place(1)], sequence: 5 });
    scene.pass(58_000, () => null);
    const [unreachable, ...others] = scene.changes;
    expect([unreachable, others]).toEqual([{ kind: 'phoneUnreachable', phoneId: 'anna' }, []]);
    scene.clock.advance(1_000);
    expect(scene.registrar.expire(scene.now)).toEqual([
      { kind: 'contactsChanged', phoneId: 'anna', contacts: [] },
    ]);
    expect(scene.registrar.expire(scene.now)).toEqual([]);
  });

  test('is all of a phone, the one that has registered last at the end, whenever one of them lasts on', () => {
    const { wallMs } = scene.now;
    const kept = () =>
      scene
        .kept()
        .get('anna')!
        .contacts.map(({ uri, untilWallMs }) => [uri, untilWallMs - wallMs]);
    scene.register({ contacts: [place(1)] });
    scene.clock.advance(7_000);
    scene.register({ contacts: [place(2)], callId: 'c2' });
    expect(kept()).toEqual([
      [place(1), 120_000],
      [place(2), 127_000],
    ]);
    scene.clock.advance(7_000);
    scene.register({ contacts: [place(2)], callId: 'c2', sequence: 2 });
    expect(kept()[1]).toEqual([place(2), 134_000]);
    scene.register({ contacts: [place(1)], sequence: 2 });
    expect(kept()).toEqual([
      [place(2), 134_000],
      [place(1), 134_000],
    ]);
  });

  test('of a ping is nothing but the end of what is over', () => {
    scene.register({ contacts: [{ uri: place(1), expiresS: 30 }] });
    const [ping] = scene.registrar.pingsDue(scene.now);
    scene.changes.length = 0;
    expect(scene.registrar.pinged({ pingId: ping!.pingId, status: 200 }, scene.now)).toEqual([]);
    scene.clock.advance(29_000);
    const [late] = scene.registrar.pingsDue(scene.now);
    scene.clock.advance(1_000);
    expect(scene.registrar.pinged({ pingId: late!.pingId, status: 200 }, scene.now)).toEqual([
      { kind: 'contactsChanged', phoneId: 'anna', contacts: [] },
      { kind: 'phoneUnreachable', phoneId: 'anna' },
    ]);
  });
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

  test('of too many contacts the last ones stay, in their order', () => {
    scene.clock.advance(1_000);
    for (const number of [2, 3, 4]) {
      scene.register({ contacts: [place(number)], callId: `c${number}`, source: { port: 1_000 + number } });
      scene.clock.advance(1_000);
    }
    const kept = [...scene.kept().values()];
    const next = new RegistrarScene(scene.clock, new Registrar());
    next.register({ contacts: [place(9)], callId: 'c9', source: { port: 9_999 } });
    next.changes.push(...next.registrar.restore(kept, () => true, next.now));
    expect(next.targets()).toEqual([9_999, 1_004, 1_003, 1_002].map(targetAt));
  });

  test('contacts that are over are not taken for others that live', () => {
    scene.register({ contacts: [place(2)], expiresS: 600, callId: 'c2', source: { port: 2_222 } });
    const next = startAnew(300_000);
    expect(next.kept().get('anna')!.contacts).toHaveLength(1);
    expect(next.targets()).toEqual([targetAt(2_222)]);
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
