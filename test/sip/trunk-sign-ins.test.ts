import { beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import type { Trunk } from '../../src/sip/index.ts';
import { TrunkSignIns } from '../../src/sip/trunk-sign-ins.ts';

const credentials = { user: 'cordboard', password: 'secret' };
const WAY = { host: 'sip.example.net', transport: 'udp', credentials, callerId: 'from' } as const;
const TRUNKS = new Map<string, Trunk>([
  ['carrier', { codecs: ['alaw'], way: WAY }],
  ['other', { codecs: ['alaw'], way: { ...WAY, host: '192.0.2.1', credentials: null } }],
  ['incoming', { codecs: ['alaw'], way: null }],
]);

let clock: SimulatedClock;
let signIns: TrunkSignIns;
beforeEach(() => {
  clock = new SimulatedClock();
  signIns = new TrunkSignIns(TRUNKS);
});

const due = (): number => signIns.due(clock.now()).length;
const answered = (status: number, forS: number | null) =>
  signIns.signedIn({ kind: 'signedIn', trunk: 'carrier', status, forS }, clock.now());

test('a carrier that wants it is asked at once, and again at half of the time that it grants', () => {
  expect(signIns.due(clock.now())).toEqual([
    { kind: 'signIn', trunk: 'carrier', host: 'sip.example.net', credentials, forS: 600 },
  ]);
  expect(due()).toBe(0);
  expect(answered(200, 120)).toBe('in');
  clock.advance(59_999);
  expect(due()).toBe(0);
  clock.advance(1);
  expect(due()).toBe(1);
  expect(answered(200, 120), 'nothing has changed').toBe(null);
});

test.each([401, 403, 404, 407])(
  'one that does not answer is asked soon again, and one that says %d later',
  (status) => {
    due();
    expect(answered(408, null)).toBe('refused');
    clock.advance(30_000);
    expect(due()).toBe(1);
    expect(answered(200, 600)).toBe('in');
    clock.advance(300_000);
    due();
    expect(answered(status, null)).toBe('refused');
    clock.advance(299_999);
    expect(due()).toBe(0);
    clock.advance(1);
    expect(due()).toBe(1);
  },
);

test('a question that got lost is asked again, and another SIP server is asked at once', () => {
  due();
  clock.advance(60_000);
  expect(due()).toBe(1);
  signIns.askAgain();
  expect(due()).toBe(1);
});

test('whoever knows where we are is told that we go, and nobody is asked any more', () => {
  due();
  expect(signIns.leave()).toEqual([]);
  signIns = new TrunkSignIns(TRUNKS);
  due();
  answered(200, 600);
  expect(signIns.signedInCount).toBe(1);
  expect(signIns.leave()).toEqual([
    { kind: 'signIn', trunk: 'carrier', host: 'sip.example.net', credentials, forS: 0 },
  ]);
  expect(answered(200, 0)).toBe('out');
  clock.advance(600_000);
  expect([due(), signIns.signedInCount]).toEqual([0, 0]);
});
