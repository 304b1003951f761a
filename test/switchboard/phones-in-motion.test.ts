import { beforeEach, describe, expect, test } from 'vitest';
import { loadBundle } from '../../src/bundle/index.ts';
import type { Event } from '../../src/switchboard/index.ts';
import { FILES, Floor } from './floor.ts';

/** A phone changes hands while something is going on at it, or the files change while somebody sits at it. */
const QUEUES = 'skills: { support: 2, en: 2 }, queues: { support: {}, safety: {} }';
const DEVICES = 'devices: { "1001": {}, "1002": {}, "1003": {}, "2001": {}, "2002": {} }\n';
const ANNA = `  anna: { name: Anna, number: "101", phones: ["1001", "1003"], ${QUEUES} }\n`;
const BORIS = `  boris: { name: Boris, number: "102", device: "1002", ${QUEUES} }\n`;
const CLARA = `  clara: { name: Clara, number: "103", ${QUEUES} }\n`;
const written = (...operators: readonly string[]): string => `${DEVICES}operators:\n${operators.join('')}`;

let floor: Floor;
beforeEach(() => {
  floor = new Floor({ 'operators.yaml': written(ANNA, BORIS, CLARA) });
  for (const phoneId of ['1001', '1002', '1003', '2001', '2002'])
    floor.put({ kind: 'phoneChanged', phoneId, reachable: true });
});

const asks = (operatorId: string, ask: 'ready' | 'offline'): void =>
  floor.put({ kind: 'operatorAsked', operatorId, ask, reason: null });
const seats = (operatorId: string, phoneId: string): void =>
  floor.put({ kind: 'deskAsked', operatorId, phoneId, by: 'sofia' });
const rung = (): readonly (readonly string[])[] => floor.rung().map(({ phoneIds }) => phoneIds);

/** An operator dials the code at a phone, and enters number and PIN. */
function signsIn(phoneId: string, number: string, legId = 'svc'): void {
  entersPin(phoneId, number, legId);
  floor.put({ kind: 'pinChecked', legId, isRight: true });
}

function entersPin(phoneId: string, number: string, legId: string): void {
  floor.put({ kind: 'phoneCalled', legId, phoneId, dialled: '*23' });
  for (const digit of `${number}#4711#`) floor.put({ kind: 'digitPressed', legId, digit });
}

/** The files are saved with these operators. */
function saved(operators: string): void {
  const files = new Map(Object.entries({ ...FILES, 'operators.yaml': operators }));
  const source = { files, recordings: [], folder: 'ivr-flows', hash: (text: string) => String(text.length) };
  const { bundle } = loadBundle(source);
  floor.put({ kind: 'floorChanged', ...bundle! });
}

/** Clara talks with a caller at the phone 2001. */
function claraTalks(): void {
  seats('clara', '2001');
  floor.arrives('c1');
  floor.talks('c1', 'op-c1-1');
}

describe('files that are saved while phones are in use', () => {
  test('give an operator who is new a phone that is there already', () => {
    floor = new Floor({ 'operators.yaml': written(BORIS) });
    floor.put({ kind: 'phoneChanged', phoneId: '1001', reachable: true });
    saved(written(BORIS, ANNA));
    asks('anna', 'ready');
    floor.arrives('c1');
    expect(rung()).toEqual([['1001', '1003']]);
  });

  test('give a phone back to its owner when whoever sat there is in them no more', () => {
    asks('boris', 'ready');
    signsIn('1002', '103');
    floor.ends('svc');
    expect(floor.operator('boris').phone).toBe('unreachable');
    saved(written(ANNA, BORIS));
    expect(floor.operator('boris')).toMatchObject({ phones: ['1002'], phone: 'reachable' });
    floor.arrives('c1');
    expect(rung()).toEqual([['1002']]);
  });

  test('give it back when the talk is over that was going on there', () => {
    asks('boris', 'ready');
    signsIn('1002', '103');
    floor.ends('svc');
    floor.arrives('c1');
    floor.talks('c1', 'op-c1-1');
    saved(written(ANNA, BORIS));
    expect(floor.operator('boris').phones).toEqual([]);
    floor.ends('op-c1-1');
    expect(floor.operator('boris')).toMatchObject({ phones: ['1002'], phone: 'reachable' });
  });

  test('sign out whoever sits at a phone that is in them no more', () => {
    seats('clara', '2001');
    saved(written(ANNA, BORIS, CLARA).replace('"2001": {}, ', ''));
    const reason = 'the phone is no longer in operators.yaml';
    expect(floor.operator('clara')).toMatchObject({ presence: 'offline', reason, desk: null, phones: [] });
  });
});

describe('after a restart', () => {
  const was = (presence: 'ready' | 'offline', phone: string): Event => ({
    ...{ kind: 'presenceRestored', operator: 'clara', presence, reason: null, phone },
  });

  test('nobody sits at a phone that is not in the files', () => {
    floor.put(was('ready', '7777'));
    expect(floor.operator('clara')).toMatchObject({ presence: 'offline', desk: null });
  });

  test('nobody sits anywhere who had signed out', () => {
    floor.put(was('offline', '2001'));
    expect(floor.operator('clara').desk).toBeNull();
  });
});

describe('an operator who talks', () => {
  test('has the phone until the talk is over, although they have signed out in it', () => {
    claraTalks();
    asks('clara', 'offline');
    signsIn('2001', '101');
    expect(floor.operator('anna').desk).toBeNull();
    floor.ends('svc');
    floor.ends('op-c1-1');
    expect(floor.operator('clara')).toMatchObject({ presence: 'offline', desk: null, phones: [] });
    seats('anna', '2001');
    expect(floor.operator('anna').desk).toBe('2001');
  });

  test('is moved to no other phone', () => {
    claraTalks();
    seats('clara', '2002');
    signsIn('2002', '103');
    expect(floor.operator('clara').desk).toBe('2001');
    const audited = floor.entries.flatMap((entry) => (entry.kind === 'audited' ? [entry] : []));
    expect(audited).toMatchObject([{ on: 'clara', details: { why: 'the operator is in a call' } }]);
  });

  test('is looked after at the phone with which they talk, not at another of theirs', () => {
    asks('anna', 'ready');
    floor.arrives('c1');
    floor.talks('c1', 'op-c1-1');
    floor.wanted();
    floor.put({ kind: 'phoneChanged', phoneId: '1003', reachable: false });
    expect(floor.wanted()).toEqual(['probe op-c1-1 1003']);
  });
});

describe('an operator whose phone rings', () => {
  test('signs in at another: the old one stops ringing, nothing was missed, and the new one rings', () => {
    seats('clara', '2001');
    floor.arrives('c1');
    floor.put({ kind: 'legRinging', legId: 'op-c1-1' });
    floor.wanted();
    signsIn('2002', '103');
    expect(floor.wanted()).toContain('hangUp op-c1-1');
    floor.ends('op-c1-1', { byUs: true });
    expect(rung()).toEqual([['2001']]);
    floor.ends('svc');
    expect(rung()).toEqual([['2001'], ['2002']]);
    const outcomes = floor.noted('c1').flatMap((entry) => (entry.kind === 'offerEnded' ? entry.outcome : []));
    expect(outcomes).toEqual(['withdrawn']);
  });

  test('who answers the old one in that moment gets nobody', () => {
    seats('clara', '2001');
    floor.arrives('c1');
    signsIn('2002', '103');
    floor.wanted();
    floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
    expect(floor.wanted()).toEqual(['hangUp op-c1-1']);
  });

  test('is moved by the API as well', () => {
    seats('clara', '2001');
    floor.arrives('c1');
    seats('clara', '2002');
    floor.ends('op-c1-1', { byUs: true });
    expect(rung()).toEqual([['2001'], ['2002']]);
  });
});

describe('who asks, and who guesses', () => {
  test('is in the journal', () => {
    seats('clara', '2001');
    const changes = floor.entries.filter(({ kind }) => kind === 'operatorChanged');
    expect(changes.at(-1)).toMatchObject({ operator: 'clara', phone: '2001', by: 'sofia' });
  });

  test('at several phones at once is not told of the right PIN when the others have locked it', () => {
    const legs = ['svc-1', 'svc-2', 'svc-3', 'svc-4'];
    for (const [at, legId] of legs.entries()) entersPin(['1001', '1003', '2001', '2002'][at]!, '103', legId);
    for (const legId of legs.slice(0, 3)) floor.put({ kind: 'pinChecked', legId, isRight: false });
    floor.put({ kind: 'pinChecked', legId: 'svc-4', isRight: true });
    expect(floor.operator('clara')).toMatchObject({ presence: 'offline', desk: null });
  });
});

describe('a number that an operator dials', () => {
  const ROUTES =
    'home: { country: "49", national: "0" }\nroutes:\n  out: { to: ["+49*", "112"], trunks: [carrier], operators: true }\n';
  const dials = (dialled: string, phoneId = '1002'): readonly string[] => {
    floor.wanted();
    floor.put({ kind: 'phoneCalled', legId: 'leg-o', phoneId, dialled });
    return floor.wanted();
  };
  beforeEach(() => {
    floor = new Floor({
      'operators.yaml': written(ANNA, BORIS, CLARA),
      'routes.yaml': ROUTES,
      'numbers.yaml': 'numbers: { "100": straight, "+4930555": straight }\ndefault: greeted\n',
    });
    floor.ready('boris');
  });

  test('goes outside where a route says so, although the hotline takes any other number', () => {
    expect(dials('030123456')).toContain('ringOut out-leg-o-1 carrier +4930123456');
  });

  test('reaches a colleague’s phone by its name all the same', () => {
    asks('anna', 'ready');
    floor.put({ kind: 'phoneChanged', phoneId: '1001', reachable: true });
    dials('1001');
    expect(rung().at(-1)).toEqual(['1001', '1003']);
  });

  test('is the hotline’s where it is one of hers, or no route knows it', () => {
    expect(dials('+4930555')).toEqual(['takeAsCaller leg-o']);
    expect(dials('99999')).toEqual(['takeAsCaller leg-o']);
    expect(dials('030123456', '2001')).toEqual(['takeAsCaller leg-o']);
  });
});
