import { describe, expect, test } from 'vitest';
import type { SupervisionAsk } from '../../src/switchboard/index.ts';
import { NOBODY } from '../kit/nobody.ts';
import { Floor } from './floor.ts';

const TALK = 'op-c1-1';
const SUP = 'sup-c1-2';
const ANNAS = { callId: 'c1', operator: 'anna', by: 'supervisor olga', phone: '1002' } as const;

const asks = (floor: Floor, ask: SupervisionAsk, callId = 'c1'): void =>
  floor.put({ kind: 'supervisionAsked', callId, by: 'supervisor olga', ask });

const begins = (floor: Floor, how: 'listen' | 'whisper' | 'bargeIn' = 'listen', phoneId = '1002'): void =>
  asks(floor, { kind: 'begin', how, phoneId });

const noted = (floor: Floor) =>
  floor.noted('c1').filter(({ kind }) => kind.startsWith('supervis') || kind === 'trouble');

/** The caller talks with anna; boris has a phone and is signed out: it is the supervisor's. */
function inTalk(): Floor {
  const floor = new Floor();
  floor.put({ kind: 'phoneChanged', phoneId: '1002', reachable: true });
  floor.ready('anna');
  floor.arrives('c1');
  floor.talks('c1', TALK);
  floor.wanted();
  return floor;
}

/** The supervisor's phone is answered. */
function supervised(how: 'listen' | 'whisper' | 'bargeIn' = 'listen'): Floor {
  const floor = inTalk();
  begins(floor, how);
  floor.put({ kind: 'legAnswered', legId: SUP });
  floor.wanted();
  return floor;
}

describe('a supervisor', () => {
  test('is rung, hears the operator, and goes from one way to another', () => {
    const floor = inTalk();
    begins(floor);
    expect(floor.wanted()).toEqual([`ring ${SUP}`]);
    expect(floor.switchboard.call('c1')).toMatchObject({
      answeredFor: 'support',
      supervision: { by: 'supervisor olga', how: 'listen', phone: '1002', isOn: false },
    });
    floor.put({ kind: 'legAnswered', legId: SUP });
    expect(floor.wanted()).toEqual([`supervise ${SUP} listen ${TALK}`]);
    for (const how of ['whisper', 'bargeIn', 'bargeIn', 'listen'] as const)
      asks(floor, { kind: 'change', how });
    expect(floor.wanted()).toEqual(
      ['whisper', 'bargeIn', 'listen'].map((how) => `supervise ${SUP} ${how} ${TALK}`),
    );
    asks(floor, { kind: 'end' });
    expect(floor.wanted()).toEqual([`hangUp ${SUP}`]);
    const ways = ['listen', 'whisper', 'bargeIn', 'listen'];
    expect(noted(floor)).toEqual([
      { kind: 'supervisorRang', ...ANNAS, how: 'listen' },
      ...ways.map((how) => ({ kind: 'supervised', ...ANNAS, how })),
      { kind: 'supervisionEnded', ...ANNAS, why: 'asked' },
    ]);
    expect(floor.switchboard.call('c1')).toMatchObject({ phase: 'talking', operator: 'anna' });
  });

  test('who changes the way before answering is there in the last one', () => {
    const floor = inTalk();
    begins(floor);
    asks(floor, { kind: 'change', how: 'whisper' });
    floor.put({ kind: 'legAnswered', legId: SUP });
    expect(floor.wanted()).toEqual([`ring ${SUP}`, `supervise ${SUP} whisper ${TALK}`]);
  });

  test('whose phone is an operator gets no caller before it is free again', () => {
    const floor = supervised();
    floor.put({ kind: 'operatorAsked', operatorId: 'boris', ask: 'ready', reason: null });
    floor.arrives('c2');
    expect(floor.wanted()).not.toContain('ring op-c2-1');
    floor.ends(SUP);
    expect(floor.wanted()).toContain('ring op-c2-1');
    expect(noted(floor).at(-1)).toEqual({ kind: 'supervisionEnded', ...ANNAS, why: 'hung_up' });
  });

  test('may have a phone that is no operator’s', () => {
    const floor = inTalk();
    floor.put({ kind: 'phoneChanged', phoneId: '1077', reachable: true });
    begins(floor, 'bargeIn', '1077');
    floor.put({ kind: 'legAnswered', legId: SUP });
    expect(floor.wanted()).toEqual([`ring ${SUP}`, `supervise ${SUP} bargeIn ${TALK}`]);
    floor.ends('leg-c1');
    expect(floor.wanted()).toContain(`hangUp ${SUP}`);
  });
});

describe('nobody is rung', () => {
  test.each([
    ['at the phone that talks', '1001'],
    ['at a phone that is not there', '1002'],
  ])('%s', (_, phoneId) => {
    const floor = new Floor();
    floor.ready('anna');
    floor.arrives('c1');
    floor.talks('c1', TALK);
    floor.wanted();
    begins(floor, 'listen', phoneId);
    expect(floor.wanted()).toEqual([]);
    expect(noted(floor)).toEqual([]);
  });

  test('for a caller who waits, a second time, or at a phone that is with another talk', () => {
    const floor = supervised();
    floor.put({ kind: 'phoneChanged', phoneId: '1077', reachable: true });
    begins(floor, 'whisper', '1077');
    floor.arrives('c2');
    asks(floor, { kind: 'begin', how: 'listen', phoneId: '1077' }, 'c2');
    asks(floor, { kind: 'change', how: 'bargeIn' }, 'c2');
    asks(floor, { kind: 'end' }, 'c2');
    expect(floor.wanted().filter((command) => /sup-|supervise/.test(command))).toEqual([]);
  });
});

describe('the supervisor is let go, and no leg is left', () => {
  const whenOver: readonly (readonly [string, (floor: Floor) => void])[] = [
    ['the caller hangs up', (floor) => floor.ends('leg-c1')],
    ['the operator hangs up', (floor) => floor.ends(TALK)],
    ['the phone of the operator is lost', (floor) => floor.ends(TALK, { q850: 27 })],
    ['the caller is given to the flow', (floor) => talkAsks(floor, { kind: 'toFlow' })],
    ['the caller goes back to the line', (floor) => talkAsks(floor, { kind: 'toQueue', queue: 'support' })],
    [
      'the call is ended',
      (floor) => {
        floor.put({ kind: 'hangUpAsked', callId: 'c1', by: 'supervisor petr' });
        floor.ends('leg-c1');
      },
    ],
  ];

  const talkAsks = (
    floor: Floor,
    ask: { kind: 'toFlow' | 'hold' } | { kind: 'toQueue'; queue: string },
  ): void => floor.put({ kind: 'talkAsked', callId: 'c1', by: 'anna', ask });

  test.each(whenOver)('when %s', (_, happens) => {
    const floor = supervised('bargeIn');
    happens(floor);
    expect(floor.wanted()).toContain(`hangUp ${SUP}`);
    expect(noted(floor).at(-1)).toEqual({ kind: 'supervisionEnded', ...ANNAS, why: 'talk_ended' });
    floor.ends(SUP, { byUs: true });
    expect([...floor.switchboard.knownLegs()]).not.toContain(SUP);
  });

  test.each(whenOver)('and the phone still rings, when %s', (_, happens) => {
    const floor = inTalk();
    begins(floor);
    happens(floor);
    floor.put({ kind: 'legAnswered', legId: SUP });
    const wanted = floor.wanted();
    expect(wanted.filter((command) => command === `hangUp ${SUP}`)).toHaveLength(2);
    expect(wanted.join()).not.toContain('supervise');
  });

  test('when nobody answers, and when the phone refuses', () => {
    const floor = inTalk();
    begins(floor);
    floor.clock.advance(30_000);
    expect(floor.wanted()).toEqual([`ring ${SUP}`, `hangUp ${SUP}`]);
    floor.ends(SUP, { byUs: true });
    begins(floor);
    floor.ends('sup-c1-3', { sip: 486, q850: 17 });
    begins(floor);
    const failed = {
      kind: 'commandFailed',
      command: 'ring',
      reason: 'refused',
      detail: 'no contact',
    } as const;
    floor.put({ ...failed, legId: 'sup-c1-4' });
    const ends = noted(floor).filter(({ kind }) => kind === 'supervisionEnded');
    expect(ends.map(({ why }) => why)).toEqual(['not_reached', 'not_reached', 'not_reached']);
    expect(floor.operator('boris')).toMatchObject({ unit: 'free', phone: 'reachable' });
  });

  test('when the exchange cannot do it, and the talk goes on', () => {
    const floor = supervised();
    floor.put({
      ...{ kind: 'commandFailed', command: 'supervise', legId: SUP },
      ...{ reason: 'refused', detail: 'no such channel' },
    });
    expect(floor.wanted()).toEqual([`hangUp ${SUP}`]);
    expect(
      noted(floor)
        .map(({ kind, why }) => why ?? kind)
        .slice(-2),
    ).toEqual(['trouble', 'failed']);
    expect(floor.switchboard.call('c1')).toMatchObject({ phase: 'talking', operator: 'anna' });
  });

  test('when the exchange has restarted, and when it never tells of the end', () => {
    const floor = supervised();
    floor.put({ kind: 'exchangeBack', restarted: true, legs: [] });
    expect([...floor.switchboard.knownLegs()]).toEqual([]);
    const silent = supervised();
    asks(silent, { kind: 'end' });
    silent.clock.advance(5_000);
    expect([...silent.switchboard.knownLegs()]).not.toContain(SUP);
    expect([...silent.switchboard.strangers()]).toEqual([SUP]);
  });
});

test('a supervisor stays while the caller is held and others join', () => {
  const floor = supervised('whisper');
  floor.put({ kind: 'talkAsked', callId: 'c1', by: 'anna', ask: { kind: 'hold' } });
  asks(floor, { kind: 'change', how: 'bargeIn' });
  floor.put({ kind: 'talkAsked', callId: 'c1', by: 'anna', ask: { kind: 'resume' } });
  expect(floor.wanted()).toEqual(['wait leg-c1', `supervise ${SUP} bargeIn ${TALK}`, `join leg-c1 ${TALK}`]);
  expect(floor.switchboard.call('c1')?.supervision).toMatchObject({ how: 'bargeIn', isOn: true });
});

test('a supervisor whom a process that died has left is let go; the talk goes on', () => {
  const floor = new Floor();
  const leg = (legId: string, role: 'caller' | 'operator' | 'supervisor', hears: readonly string[]) => ({
    ...{ legId, callId: 'c7', role, answered: true, caller: NOBODY, hears, marks: {} },
  });
  const legs = [
    leg('a', 'caller', ['b', 's']),
    leg('b', 'operator', ['a', 's']),
    leg('s', 'supervisor', ['a', 'b']),
  ];
  for (const each of legs) floor.put({ kind: 'legFound', leg: each });
  expect(floor.wanted()).toEqual(['hangUp s']);
  floor.ends('s');
  expect(floor.wanted()).toEqual([]);
});

test('who ended a call, and who changed an operator, is in the journal', () => {
  const floor = inTalk();
  const asked = { kind: 'operatorAsked', operatorId: 'anna', ask: 'pause', reason: 'lunch' } as const;
  floor.put({ ...asked, by: 'supervisor olga' });
  expect(floor.entries.at(-1)).toMatchObject({ presence: 'paused', reason: 'lunch', by: 'supervisor olga' });
  floor.put({ kind: 'hangUpAsked', callId: 'c1', by: 'supervisor olga' });
  expect(floor.noted('c1').at(-1)).toEqual({ kind: 'hangUpAsked', callId: 'c1', by: 'supervisor olga' });
});
