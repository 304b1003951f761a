import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { BanBook } from '../../src/bans/index.ts';
import { prngFrom, SimulatedClock } from '../../src/base/index.ts';
import { responseOf } from '../../src/sip/digest.ts';
import { Gate, Nonces, type Source, type Verdict } from '../../src/sip/index.ts';

const TRUNK = '192.0.2.1';
const NODE = '10.0.0.1';
const PHONE = '198.51.100.7';

let clock: SimulatedClock;
let gate: Gate;
let bans: BanBook;
beforeEach(() => {
  clock = new SimulatedClock();
  bans = new BanBook({ triesMax: 3, banMs: 60_000, isExempt: (address) => address === TRUNK });
  gate = gateWith({});
});

function gateWith(rules: object): Gate {
  const usual = {
    realm: 'cordboard',
    trunkAt: (address: string) => (address === TRUNK ? 'carrier' : null),
    nodeAt: (address: string) => (address === NODE ? 'a' : null),
    passwordOf: (phoneId: string) => (phoneId === '1001' ? 'secret' : undefined),
    isUrgent: (dialled: string) => dialled === '112',
    ...{ callsPerSecond: 10, burst: 20, perSource: { callsPerSecond: 5, burst: 10 } },
    ...{ callsMax: 100, reservePercent: 10 },
  };
  const parts = { bans, nonces: new Nonces(randomBytes(32)), prng: prngFrom(1) };
  return new Gate({ rules: { ...usual, ...rules }, ...parts }, clock.now());
}

type Ask = {
  readonly address?: string;
  readonly transport?: Source['transport'];
  readonly dialled?: string;
  readonly to?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly callsNow?: number;
};

function asked({ address = PHONE, transport = 'udp', dialled = '200', to = dialled, headers = {} }: Ask) {
  return {
    source: { address, port: 5060, transport },
    ...{ dialled, from: { user: '1001', host: 'x', name: '' }, to: { user: to, host: 'x' } },
    ...{ uri: `sip:${dialled}@edge`, callId: 'c', sequence: 1, headers },
  } as const;
}

const call = (ask: Ask = {}): Verdict =>
  gate.judge({ kind: 'callCame', legId: 'v', asked: asked(ask), sdp: '' }, ask.callsNow ?? 0, clock.now());

type Register = Ask & {
  readonly user?: string;
  readonly password?: string;
  readonly method?: string;
  readonly nc?: number;
  readonly nonce?: string;
};

/** Registers, as a phone that has heard the challenge before. */
function register(how: Register): { readonly verdict: Verdict; readonly nonce: string } {
  const { user = '1001', password = 'secret', method = 'REGISTER', nc = 1, nonce = '', ...ask } = how;
  const to = ask.to ?? user;
  const fresh = nonce === '' ? nonceIn(registration({ ...ask, to })) : nonce;
  const uri = 'sip:@edge';
  const said = {
    username: user,
    realm: 'cordboard',
    nonce: fresh,
    uri,
    cnonce: 'c',
    algorithm: 'SHA-256',
  } as const;
  const ncText = nc.toString(16).padStart(8, '0');
  const response = responseOf({ ...said, ncText }, password, method);
  const authorization =
    `Digest username="${user}", realm="cordboard", nonce="${fresh}", uri="${uri}", response="${response}", ` +
    `algorithm=SHA-256, qop=auth, nc=${ncText}, cnonce="c"`;
  return { verdict: registration({ ...ask, to, headers: { authorization } }), nonce: fresh };
}

const registration = (ask: Ask): Verdict => {
  const came = { requestId: 'r', contacts: [], isAll: false, expiresS: 60 };
  return gate.judge({ kind: 'registerCame', ...came, asked: asked({ ...ask, dialled: '' }) }, 0, clock.now());
};

function nonceIn(verdict: Verdict): string {
  const [challenge = ''] = verdict.kind === 'refuse' ? (verdict.headers['www-authenticate'] ?? []) : [];
  return /nonce="([^"]+)"/.exec(challenge)?.[1] ?? 'none';
}

const why = (verdict: Verdict): string => (verdict.kind === 'refuse' ? verdict.why : verdict.kind);

describe('a phone', () => {
  test('comes in when it knows its password, and only so', () => {
    expect(call()).toMatchObject({ kind: 'refuse', status: 401, why: 'not signed in' });
    expect(register({}).verdict).toEqual({ kind: 'phone', phoneId: '1001' });
    expect(why(register({ password: 'wrong' }).verdict)).toBe('wrong password');
    expect(why(register({ method: 'INVITE' }).verdict)).toBe('wrong password');
  });

  test('is told the same whether its name exists or not', () => {
    const shape = (verdict: Verdict): unknown =>
      verdict.kind === 'refuse' && [
        verdict.status,
        JSON.stringify(verdict.headers).replaceAll(/nonce=\\"[^"]+"/g, ''),
      ];
    expect(shape(register({ user: '4711' }).verdict)).toEqual(shape(register({ password: 'wrong' }).verdict));
    expect(shape(call())).toEqual(shape(register({ user: '4711' }).verdict));
  });

  test('cannot register another one', () => {
    expect(why(register({ to: '1002' }).verdict)).toBe('in the name of another');
  });

  test('uses an answer once, and another count of the same nonce as well', () => {
    const { nonce } = register({});
    expect(why(register({ nonce }).verdict)).toBe('nonce too old');
    expect(register({ nonce, nc: 2 }).verdict.kind).toBe('phone');
    expect(why(register({ nonce, nc: 1 }).verdict)).toBe('nonce too old');
  });

  test('is asked anew when the nonce is old, of another address, or none of ours, which is no failure', () => {
    const { nonce } = register({});
    const elsewhere = { address: '198.51.100.8', nonce, nc: 2 };
    expect(why(register(elsewhere).verdict)).toBe('nonce too old');
    clock.advance(61_000);
    const late = register({ nonce, nc: 2 }).verdict;
    expect(why(late)).toBe('nonce too old');
    expect(JSON.stringify(late)).toContain('stale=true');
    expect(why(register({ nonce: 'ab.cd.ef' }).verdict)).toBe('nonce too old');
    for (let tries = 0; tries < 9; tries++) register({ nonce: 'ab.cd.ef' });
    expect(bans.bans).toEqual([]);
  });
});

describe('whoever guesses', () => {
  test.each([
    ['passwords', { password: 'wrong' }],
    ['names', { user: '4711' }],
  ])('%s is banned, hears nothing more than that, and comes in again when the ban is over', (_, guess) => {
    for (let tries = 0; tries < 3; tries++) register({ ...guess, transport: 'tcp' });
    expect(call()).toEqual({ kind: 'refuse', status: 403, headers: {}, why: 'banned' });
    clock.advance(60_001);
    expect(why(call())).toBe('not signed in');
  });

  test('with a tool that says its name is turned away at once', () => {
    const headers = { 'user-agent': 'friendly-scanner' };
    expect(call({ headers })).toEqual({ kind: 'refuse', status: 403, headers: {}, why: 'scanner' });
  });
});

describe('whoever is known by address', () => {
  test('comes in as trunk or node, whatever it says of itself', () => {
    expect(call({ address: TRUNK })).toEqual({ kind: 'trunk', trunk: 'carrier' });
    expect(call({ address: NODE })).toEqual({ kind: 'node', node: 'a' });
    const headers = { 'x-cordboard-phone': '1001', 'x-cordboard-trunk': 'carrier' };
    expect(why(call({ headers }))).toBe('not signed in');
  });

  test('may ask whether we live', () => {
    const ask = (address: string): Verdict =>
      gate.judge(
        { kind: 'requestCame', requestId: 'r', method: 'OPTIONS', asked: asked({ address }) },
        0,
        clock.now(),
      );
    expect([ask(TRUNK).kind, ask(NODE).kind, why(ask(PHONE))]).toEqual(['trunk', 'node', 'not signed in']);
  });
});

describe('too many calls', () => {
  const times = (count: number, ask: Ask): readonly string[] =>
    Array.from({ length: count }, () => why(call(ask)));

  test('from one address are told when to come again, and others are let in', () => {
    const seen = times(12, { address: TRUNK });
    expect(seen).toEqual([...Array(10).fill('trunk'), ...Array(2).fill('too many from one address')]);
    clock.advance(1_000);
    expect(times(6, { address: TRUNK }).filter((each) => each === 'trunk')).toHaveLength(5);
  });

  test('in all are too many, whoever they are of, but urgent ones have a reserve', () => {
    gate = gateWith({ perSource: { callsPerSecond: 1_000, burst: 1_000 } });
    expect(times(21, { address: TRUNK }).filter((each) => each === 'trunk')).toHaveLength(20);
    expect(times(3, { address: TRUNK, dialled: '112' })).toEqual(['trunk', 'trunk', 'too many calls']);
  });

  test('at once are too many, but for urgent ones', () => {
    expect(why(call({ address: TRUNK, callsNow: 100 }))).toBe('too many calls');
    expect(why(call({ address: TRUNK, callsNow: 100, dialled: '112' }))).toBe('trunk');
    expect(why(call({ address: TRUNK, callsNow: 110, dialled: '112' }))).toBe('too many calls');
  });

  test('are told different moments between 5 and 30 seconds', () => {
    gate.isDraining = true;
    const moments = Array.from({ length: 50 }, () => {
      const verdict = call({ address: TRUNK });
      return verdict.kind === 'refuse' ? Number(verdict.headers['retry-after']) : 0;
    });
    expect(moments.every((seconds) => seconds >= 5 && seconds <= 30)).toBe(true);
    expect(new Set(moments).size).toBeGreaterThan(10);
    expect(why(call({ address: TRUNK }))).toBe('draining');
  });

  test('are none of a node: what it wants is wanted by whoever decides', () => {
    gate.isDraining = true;
    expect(times(50, { address: NODE, callsNow: 500 }).every((each) => each === 'node')).toBe(true);
  });
});
