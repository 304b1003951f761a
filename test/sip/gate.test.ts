import { describe, expect, test } from 'vitest';
import {
  authorization,
  CARRIER,
  challengesIn,
  GateScene,
  NODE,
  OFFICE,
  OTHER_CARRIER,
  STRANGER,
  statusOf,
  whyOf,
} from './gate-scene.ts';

const NARROW = { callsPerSecond: 1, burst: 2, callsMax: 1_000 };
const retryAfter = (verdict: ReturnType<GateScene['call']>): number =>
  verdict.kind === 'refuse' ? Number(verdict.headers['retry-after']) : Number.NaN;

/** A call of a phone that knows its password. */
function callOfPhone(scene: GateScene, dialled = '600') {
  const uri = `sip:${dialled}@edge.example.net`;
  const header = authorization({ nonce: scene.nonce(), method: 'INVITE', uri });
  return scene.call({ dialled, headers: { authorization: header } });
}

describe('whoever is known by the address', () => {
  test('comes in as that trunk or that node, without a password', () => {
    const scene = new GateScene();
    expect(scene.call({ address: CARRIER })).toEqual({ kind: 'trunk', trunk: 'carrier' });
    expect(scene.call({ address: OTHER_CARRIER })).toEqual({ kind: 'trunk', trunk: 'other' });
    expect(scene.call({ address: NODE })).toEqual({ kind: 'node', node: 'node-1' });
    expect(scene.ask('OPTIONS', { address: CARRIER }).kind).toBe('trunk');
    expect(scene.ask('OPTIONS', { address: NODE }).kind).toBe('node');
  });

  test('cannot be made somebody else by what stands in headers', () => {
    const scene = new GateScene();
    const headers = {
      'x-cordboard-trunk': 'other',
      'x-cordboard-phone': '1001',
      'x-cordboard-rehomed': '1',
      'p-asserted-identity': '<sip:1001@edge.example.net>',
      via: `SIP/2.0/UDP ${NODE}`,
    };
    expect(scene.call({ address: CARRIER, headers })).toEqual({ kind: 'trunk', trunk: 'carrier' });
    expect(statusOf(scene.call({ address: STRANGER, headers }))).toBe(401);
  });

  test('does not register: a trunk has no account here', () => {
    expect(whyOf(new GateScene().register({ address: CARRIER }))).toBe('not_for_trunks');
  });

  test('is let in whatever it calls its program, and is in nobody’s book', () => {
    const scene = new GateScene();
    const headers = { 'user-agent': 'sipvicious', authorization: 'Digest nonsense' };
    for (let count = 0; count < 100; count++)
      expect(scene.call({ address: CARRIER, headers }).kind).toBe('trunk');
    expect(scene.bans.bans).toEqual([]);
  });
});

describe('a stranger', () => {
  test('is told nothing but a status: 401 for a call and a registration, 403 for all else', () => {
    const scene = new GateScene();
    const said = { address: STRANGER };
    expect([statusOf(scene.call(said)), statusOf(scene.register(said))]).toEqual([401, 401]);
    for (const method of ['OPTIONS', 'SUBSCRIBE', 'MESSAGE', 'PUBLISH', 'INFO', 'NOTIFY'])
      expect(scene.ask(method, said)).toEqual({
        ...{ kind: 'refuse', status: 403, headers: {}, why: 'not_for_strangers', bans: [] },
      });
  });

  test('whose program looks for houses is refused whatever it asks, and banned when it goes on', () => {
    for (const name of [
      'friendly-scanner',
      'SIPVicious 0.3',
      'sipcli/v1.8',
      'sundayddr',
      'VaxSIPUserAgent/3.5',
    ]) {
      const scene = new GateScene();
      const said = { address: STRANGER, headers: { 'user-agent': name } };
      expect([whyOf(scene.ask('OPTIONS', said)), whyOf(scene.call(said))]).toEqual(['scanner', 'scanner']);
      for (let count = 0; count < 8; count++) scene.register(said);
      expect(scene.noted.map(({ address, why }) => [address, why])).toEqual([
        [STRANGER, '10 requests of a scanner within a minute'],
      ]);
      expect(scene.register({ address: STRANGER })).toEqual({
        ...{ kind: 'refuse', status: 403, headers: {}, why: 'banned', bans: [] },
      });
    }
    const scene = new GateScene();
    expect(whyOf(scene.register({ from: '100', name: 'sipvicious' }))).toBe('scanner');
    for (const name of ['Asterisk PBX', 'Linphone', 'snomD785/10.1', 'Yealink SIP-T46S'])
      expect(statusOf(scene.register({ headers: { 'user-agent': name } }))).toBe(401);
    expect(statusOf(scene.register({ name: 'Anil Tiwari' }))).toBe(401);
  });

  test('that asks without ever proving anything is banned in the end, known name or not', () => {
    for (const from of ['1001', 'nobody']) {
      const scene = new GateScene();
      const whys = Array.from({ length: 120 }, () => whyOf(scene.register({ address: STRANGER, from })));
      expect(whys.filter((why) => why === 'no_credentials')).toHaveLength(110);
      expect(whys.at(-1)).toBe('banned');
      expect(scene.noted[0]!.why).toBe('10 requests that proved nothing within a minute');
    }
  });

  test('that sends too much is told to wait, and nobody else is', () => {
    const scene = new GateScene({ rules: { requests: { perSecond: 5, burst: 10 } } });
    const whys = Array.from({ length: 20 }, () => whyOf(scene.ask('OPTIONS', { address: STRANGER })));
    expect(whys.filter((why) => why === 'not_for_strangers')).toHaveLength(10);
    expect(whys.at(-1)).toBe('requests_per_second');
    expect(statusOf(scene.call({ address: STRANGER }))).toBe(503);
    expect(statusOf(scene.call({ address: OFFICE }))).toBe(401);
    for (let count = 0; count < 50; count++)
      expect(scene.ask('OPTIONS', { address: CARRIER }).kind).toBe('trunk');
    scene.pass(1_000);
    expect(statusOf(scene.call({ address: STRANGER }))).toBe(401);
  });
});

describe('room for calls', () => {
  test('is shared by all, and each trunk has no more than its part', () => {
    const scene = new GateScene({ rules: { trunkCalls: NARROW, calls: { ...NARROW, burst: 3 } } });
    const call = (address: string) => whyOf(scene.call({ address }));
    expect([1, 2, 3].map(() => call(CARRIER))).toEqual(['trunk', 'trunk', 'trunk_calls_per_second']);
    expect([1, 2].map(() => call(OTHER_CARRIER))).toEqual(['trunk', 'calls_per_second']);
    scene.pass(1_000);
    expect(call(OTHER_CARRIER)).toBe('trunk');
  });

  test('of calls at once is free again when a leg has ended, or the server with all of them', () => {
    const few = { callsPerSecond: 1_000, burst: 1_000, callsMax: 2 };
    const scene = new GateScene({ rules: { trunkCalls: few, calls: { ...few, callsMax: 3 } } });
    const call = (address: string) => whyOf(scene.call({ address }));
    call(CARRIER);
    const first = scene.legId;
    expect([call(CARRIER), call(CARRIER)]).toEqual(['trunk', 'trunk_calls_at_once']);
    // A leg that was refused has an end as well, and the one of a node has never taken room.
    scene.gate.legEnded(scene.legId);
    scene.call({ address: NODE });
    scene.gate.legEnded(scene.legId);
    expect(call(CARRIER)).toBe('trunk_calls_at_once');
    expect([call(OTHER_CARRIER), call(OTHER_CARRIER), scene.gate.callsCount]).toEqual([
      ...['trunk', 'calls_at_once', 3],
    ]);
    scene.gate.legEnded(first);
    scene.gate.legEnded(first);
    expect([call(CARRIER), call(OTHER_CARRIER), scene.gate.callsCount]).toEqual([
      'trunk',
      'calls_at_once',
      3,
    ]);
    scene.gate.serverLost();
    expect([scene.gate.callsCount, call(CARRIER), call(CARRIER), call(CARRIER)]).toEqual([
      ...[0, 'trunk', 'trunk', 'trunk_calls_at_once'],
    ]);
  });

  test('is kept for urgent calls of trunks and phones, when there is none for others', () => {
    const none = { callsPerSecond: 0, burst: 0, callsMax: 10 };
    const scene = new GateScene({ rules: { calls: none } });
    expect([whyOf(callOfPhone(scene)), whyOf(callOfPhone(scene, '112'))]).toEqual([
      ...['calls_per_second', 'phone'],
    ]);
    const trunk = (dialled: string) => whyOf(scene.call({ address: CARRIER, dialled }));
    expect([trunk('600'), trunk('112')]).toEqual(['calls_per_second', 'trunk']);
    // Whoever is nobody is nobody with an urgent number, too.
    expect(statusOf(scene.call({ address: STRANGER, dialled: '112' }))).toBe(401);
  });

  test('is not asked for by calls of nodes, which serve callers who are there already', () => {
    const none = { callsPerSecond: 0, burst: 0, callsMax: 0 };
    const scene = new GateScene({ rules: { calls: none, trunkCalls: none, reservePercent: 0 } });
    expect(scene.call({ address: NODE }).kind).toBe('node');
  });

  test('that is missing is said with 503 and a time to come again that differs from call to call', () => {
    const none = { callsPerSecond: 0, burst: 0, callsMax: 10 };
    const times = (seed: number): number[] => {
      const scene = new GateScene({ rules: { calls: none, reservePercent: 0 }, seed });
      return Array.from({ length: 500 }, () => {
        const verdict = scene.call({ address: CARRIER });
        expect(statusOf(verdict)).toBe(503);
        return retryAfter(verdict);
      });
    };
    expect([Math.min(...times(1)), Math.max(...times(1)), new Set(times(1)).size]).toEqual([5, 30, 26]);
    expect(times(1)).toEqual(times(1));
    expect(times(1)).not.toEqual(times(2));
  });

  test('is nowhere at an edge that is about to end; phones register and nodes call to the last', () => {
    const scene = new GateScene();
    scene.gate.drain();
    const verdict = scene.call({ address: CARRIER, dialled: '112' });
    expect([whyOf(verdict), statusOf(verdict)]).toEqual(['draining', 503]);
    expect(retryAfter(verdict)).toBeGreaterThanOrEqual(5);
    expect(whyOf(callOfPhone(scene))).toBe('draining');
    expect(challengesIn(scene.call({ address: STRANGER }))).toHaveLength(2);
    expect([scene.signIn().kind, scene.call({ address: NODE }).kind]).toEqual(['phone', 'node']);
    expect(scene.gate.callsCount).toBe(0);
  });
});
