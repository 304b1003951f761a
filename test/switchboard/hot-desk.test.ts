import { beforeEach, describe, expect, test } from 'vitest';
import type { AuditFact } from '../../src/journal/index.ts';
import { signInTries } from '../../src/switchboard/index.ts';
import { Floor } from './floor.ts';

const OPERATORS = `devices: { "1001": {}, "1002": {}, "1003": {}, "2001": {}, "2002": {} }
operators:
  anna: { name: Anna, number: "101", phones: ["1001", "1003"], skills: { support: 2, en: 2 }, queues: { support: {}, safety: {} } }
  boris: { name: Boris, number: "102", device: "1002", skills: { support: 2, en: 2 }, queues: { support: {}, safety: {} } }
  clara: { name: Clara, number: "103", skills: { support: 2, en: 2 }, queues: { support: {}, safety: {} } }
`;
const SVC = 'svc';

let floor: Floor;
beforeEach(() => {
  floor = new Floor({ 'operators.yaml': OPERATORS });
});

const isThere = (...phones: readonly string[]): void => {
  for (const phoneId of phones) floor.put({ kind: 'phoneChanged', phoneId, reachable: true });
};
const press = (keys: string): void => {
  for (const digit of keys) floor.put({ kind: 'digitPressed', legId: SVC, digit });
};
const dials = (phoneId: string, dialled = '*23'): void =>
  floor.put({ kind: 'phoneCalled', legId: SVC, phoneId, dialled });
/** The little call at the phone is over. */
const hangsUp = (): void => floor.ends(SVC);
const rung = (): readonly (readonly string[])[] => floor.rung().map(({ phoneIds }) => phoneIds);
const audited = (): readonly unknown[] =>
  floor.entries.flatMap((entry) => (entry.kind === 'audited' ? [entry] : []));

/** Dials the code, enters number and PIN, and hears whether it was right. */
function signsIn(phoneId: string, number: string, isRight = true): void {
  dials(phoneId);
  press(`${number}#4711#`);
  floor.put({ kind: 'pinChecked', legId: SVC, isRight });
}

describe('an operator who signs in at a phone', () => {
  test('enters number and PIN, hears so, and is rung there when the phone is free again', () => {
    isThere('2001');
    floor.arrives('c1');
    floor.wanted();
    dials('2001');
    expect(floor.wanted()).toEqual(['answer svc', 'speak service-svc-1']);
    press('103#');
    expect(floor.wanted()).toEqual(['stopPlay service-svc-1', 'speak service-svc-2']);
    press('4711#');
    expect(floor.wanted()).toEqual(['stopPlay service-svc-2', 'checkPin clara 4711']);
    floor.put({ kind: 'pinChecked', legId: SVC, isRight: true });
    expect(floor.wanted()).toEqual(['speak service-svc-3']);
    floor.put({ kind: 'playFinished', legId: SVC, playId: 'service-svc-2', ok: true });
    expect(floor.wanted()).toEqual([]);
    floor.put({ kind: 'playFinished', legId: SVC, playId: 'service-svc-3', ok: true });
    expect(floor.wanted()).toEqual(['hangUp svc']);
    hangsUp();
    expect(rung()).toEqual([['2001']]);
    expect(floor.operator('clara')).toMatchObject({ presence: 'ready', desk: '2001', phones: ['2001'] });
  });

  test('leaves no digit of the PIN in the journal', () => {
    signsIn('2001', '103');
    expect(JSON.stringify(floor.entries)).not.toContain('4711');
    expect(floor.entries.some(({ kind }) => kind === 'digitPressed')).toBe(false);
    expect(audited()).toMatchObject([{ by: 'phone 2001', what: 'operators.signed-in', on: 'clara' }]);
  });

  test('is rung nowhere else: not at their own phones, and not at the phone of before', () => {
    isThere('1001', '1003', '2001', '2002');
    for (const phoneId of ['2001', '2002']) {
      signsIn(phoneId, '101');
      hangsUp();
    }
    floor.arrives('c1');
    expect(rung()).toEqual([['2002']]);
  });

  test('is at their own phones again, all of them, who signs in at one of these', () => {
    isThere('1001', '1003', '2001');
    signsIn('2001', '101');
    hangsUp();
    signsIn('1003', '101');
    hangsUp();
    floor.arrives('c1');
    expect(rung()).toEqual([['1001', '1003']]);
    expect(floor.operator('anna').desk).toBeNull();
  });

  test('signs out whoever was there before', () => {
    isThere('2001');
    signsIn('2001', '103');
    hangsUp();
    signsIn('2001', '101');
    hangsUp();
    expect(floor.operator('clara')).toMatchObject({ presence: 'offline', desk: null, phones: [] });
    expect(floor.operator('clara').reason).toBe('somebody else has signed in at the phone');
    floor.arrives('c1');
    expect(rung()).toEqual([['2001']]);
  });

  test('takes the phone of an operator who owns it until they leave', () => {
    isThere('1002');
    floor.put({ kind: 'operatorAsked', operatorId: 'boris', ask: 'ready', reason: null });
    signsIn('1002', '103');
    hangsUp();
    expect(floor.operator('boris')).toMatchObject({ phones: [], phone: 'unreachable' });
    floor.put({ kind: 'operatorAsked', operatorId: 'clara', ask: 'offline', reason: null });
    expect(floor.operator('boris')).toMatchObject({ phones: ['1002'], phone: 'reachable' });
  });

  test('cannot take a phone that has a call', () => {
    isThere('1002', '2001');
    floor.put({ kind: 'operatorAsked', operatorId: 'boris', ask: 'ready', reason: null });
    floor.arrives('c1');
    floor.talks('c1', 'op-c1-1');
    signsIn('1002', '103');
    expect(floor.operator('clara')).toMatchObject({ presence: 'offline', desk: null });
    expect(floor.operator('boris').phones).toEqual(['1002']);
    expect(audited()).toMatchObject([{ details: { why: 'the phone is in use' } }]);
  });

  test('stays on a break who was on one', () => {
    floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask: 'pause', reason: 'lunch' });
    signsIn('2001', '101');
    expect(floor.operator('anna')).toMatchObject({ presence: 'paused', reason: 'lunch', desk: '2001' });
  });

  test('signs out by the code at the phone, which then is nobody’s', () => {
    isThere('2001');
    signsIn('2001', '103');
    hangsUp();
    dials('2001', '*29');
    floor.put({ kind: 'playFinished', legId: SVC, playId: 'service-svc', ok: true });
    hangsUp();
    expect(floor.operator('clara')).toMatchObject({ presence: 'offline', phones: [] });
    floor.arrives('c1');
    expect(rung()).toEqual([]);
    floor.wanted();
    dials('2001', '*20');
    expect(floor.wanted()).toEqual(['hangUp svc no_such_number']);
  });

  test('is there again after a restart', () => {
    const phone = { presence: 'ready', reason: null, phone: '2001' } as const;
    floor.put({ kind: 'presenceRestored', operator: 'clara', ...phone });
    floor.put({ kind: 'presenceRestored', operator: 'anna', ...phone });
    isThere('2001', '1001');
    floor.arrives('c1');
    expect(rung()).toEqual([['2001']]);
    expect(floor.operator('anna').desk).toBeNull();
  });

  test('is written to the journal with the phone, and without it after leaving', () => {
    signsIn('2001', '103');
    floor.put({ kind: 'operatorAsked', operatorId: 'clara', ask: 'offline', reason: null });
    const changes = floor.entries.filter(({ kind }) => kind === 'operatorChanged');
    expect(changes.some((entry) => 'phone' in entry && entry.phone === '2001')).toBe(true);
    expect(changes.at(-1)).not.toHaveProperty('phone');
  });
});

describe('who guesses a PIN', () => {
  test('is asked for the PIN of a number that is nobody’s, too', () => {
    dials('2001');
    floor.wanted();
    press('999#');
    expect(floor.wanted()).toEqual(['stopPlay service-svc-1', 'speak service-svc-2']);
    press('4711#');
    expect(floor.wanted()).toEqual(['stopPlay service-svc-2', 'checkPin null 4711']);
    floor.put({ kind: 'pinChecked', legId: SVC, isRight: true });
    expect(audited()).toMatchObject([{ what: 'operators.sign-in-refused', on: null }]);
  });

  test('has three tries in a call, and each is written down', () => {
    dials('2001');
    for (let tries = 0; tries < 3; tries++) {
      press('103#1#');
      floor.put({ kind: 'pinChecked', legId: SVC, isRight: false });
    }
    expect(floor.wanted().at(-1)).toBe('speak service-svc-7');
    press('103#1#');
    expect(floor.wanted()).toEqual([]);
    expect(audited()).toHaveLength(3);
    expect(audited()[2]).toMatchObject({ by: 'phone 2001', on: 'clara' });
  });

  test('waits on behind a restart, and whoever was right in between does not', () => {
    for (const [phoneId, number, isRight] of [
      ...[['1001', '101', false] as const, ['1003', '101', false] as const, ['1001', '101', true] as const],
      ...[['2001', '103', false] as const, ['2002', '103', false] as const, ['1002', '103', false] as const],
    ]) {
      signsIn(phoneId, number, isRight);
      hangsUp();
    }
    const facts = audited().map((fact, id) => ({ ...(fact as Omit<AuditFact, 'id'>), id }));
    const { wallMs } = floor.clock.now();
    floor = new Floor({ 'operators.yaml': OPERATORS });
    floor.put({ kind: 'signInsRestored', tries: signInTries(facts.toReversed(), wallMs + 10_000) });
    signsIn('1003', '101');
    expect(floor.wanted()).toContain('checkPin anna 4711');
    hangsUp();
    dials('1003');
    press('103#4711#');
    expect(floor.wanted()).not.toContain('checkPin clara 4711');
    hangsUp();
    floor.clock.advance(50_000);
    dials('1003');
    press('103#4711#');
    expect(floor.wanted()).toContain('checkPin clara 4711');
  });

  test('waits longer each time, at whatever phone, and the right PIN is not looked at meanwhile', () => {
    for (const phoneId of ['2001', '2002', '1001']) {
      signsIn(phoneId, '103', false);
      hangsUp();
    }
    floor.wanted();
    dials('1003');
    press('103#4711#');
    expect(floor.wanted()).not.toContain('checkPin clara 4711');
    hangsUp();
    floor.clock.advance(60_000);
    signsIn('1003', '103', false);
    hangsUp();
    floor.clock.advance(119_000);
    floor.wanted();
    dials('1003');
    press('103#4711#');
    expect(floor.wanted()).not.toContain('checkPin clara 4711');
    hangsUp();
    floor.clock.advance(1_000);
    signsIn('1003', '103');
    expect(floor.operator('clara').desk).toBe('1003');
  });

  test('who presses nothing is not waited for', () => {
    dials('2001');
    floor.wanted();
    floor.clock.advance(30_000);
    expect(floor.wanted()).toEqual(['hangUp svc']);
    hangsUp();
    expect([...floor.switchboard.knownLegs()]).toEqual([]);
  });
});

describe('by the API', () => {
  const asks = (operatorId: string, phoneId: string): void =>
    floor.put({ kind: 'deskAsked', operatorId, phoneId });

  test('an operator is moved to a phone that is free', () => {
    isThere('2001');
    asks('clara', '2001');
    floor.arrives('c1');
    expect(rung()).toEqual([['2001']]);
  });

  test('nobody loses a phone from afar', () => {
    asks('clara', '2001');
    asks('anna', '2001');
    expect(floor.operator('clara').desk).toBe('2001');
    expect(floor.operator('anna').desk).toBeNull();
  });
});

describe('several phones of an operator', () => {
  test('ring together, with one leg', () => {
    isThere('1001', '1003');
    floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask: 'ready', reason: null });
    floor.arrives('c1');
    expect(floor.rung()).toMatchObject([{ legId: 'op-c1-1', phoneIds: ['1001', '1003'] }]);
  });

  test('are enough while one of them is there', () => {
    isThere('1001', '1003');
    floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask: 'ready', reason: null });
    floor.put({ kind: 'phoneChanged', phoneId: '1001', reachable: false });
    expect(floor.operator('anna')).toMatchObject({ phone: 'reachable', phonesThere: ['1003'] });
    floor.put({ kind: 'phoneChanged', phoneId: '1003', reachable: false });
    expect(floor.operator('anna').phone).toBe('unreachable');
  });

  test('count as one operator, whichever of them calls a code', () => {
    isThere('1001', '1003');
    dials('1003', '*20');
    hangsUp();
    expect(floor.operator('anna').presence).toBe('ready');
  });

  test('that did not react are tried again when one of them registers anew', () => {
    isThere('1001', '1003');
    floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask: 'ready', reason: null });
    floor.arrives('c1');
    floor.ends('op-c1-1', { sip: 408 });
    expect(floor.operator('anna').phone).toBe('unreachable');
    isThere('1003');
    expect(floor.operator('anna').phone).toBe('reachable');
  });
});

test('who sits at one of the own phones alone has all of them again, but not in a talk', () => {
  const home = { kind: 'deskAsked', operatorId: 'anna', phoneId: '1003' } as const;
  const restored = { kind: 'presenceRestored', operator: 'anna', presence: 'ready', reason: null } as const;
  floor.put({ ...restored, phone: '1003' });
  isThere('1001', '1003');
  floor.arrives('c1');
  floor.talks('c1', 'op-c1-1');
  floor.put(home);
  expect(floor.operator('anna').desk).toBe('1003');
  floor.ends('op-c1-1');
  floor.put(home);
  expect(floor.operator('anna').desk).toBeNull();
  expect(floor.operator('anna').phones).toEqual(['1001', '1003']);
});
