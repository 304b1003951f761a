import { expect, test } from 'vitest';
import { loadBundle } from '../../src/bundle/index.ts';
import type { Event } from '../../src/switchboard/index.ts';
import { NOBODY } from '../kit/nobody.ts';
import { FILES, Floor } from './floor.ts';

test('the timer of a wrap-up that was ended by hand says nothing', () => {
  const queues = [
    'queues:',
    '  support: { title: { en: Support }, wrap_up: { default: 15s, max: 60s }, limits: { unstaffed: never } }',
    '  safety: { title: { en: Safety }, limits: { unstaffed: never } }',
    '',
  ].join('\n');
  const floor = new Floor({ 'queues.yaml': queues });
  floor.ready('anna');
  floor.arrives('c1');
  floor.talks('c1', 'op-c1-1');
  floor.ends('op-c1-1');
  floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask: 'finishWrapUp', reason: null });
  const before = floor.entries.length;
  floor.clock.advance(20_000);
  expect(floor.entries.slice(before).filter(({ kind }) => kind === 'operatorChanged')).toEqual([]);
});

test.each([
  ['rings', (floor: Floor) => floor.put({ kind: 'legRinging', legId: 'op-c1-1' })],
  ['talks', (floor: Floor) => floor.talks('c1', 'op-c1-1')],
])('a leg that died with the exchange while it %s is not told to hang up', (_, act) => {
  const floor = new Floor();
  floor.ready('anna');
  floor.arrives('c1');
  act(floor);
  floor.wanted();
  floor.put({ kind: 'exchangeBack', restarted: true, legs: [] });
  expect(floor.wanted()).toEqual([]);
  expect(floor.operator('anna').unit).toBe('free');
});

test('a leg whose end was told is not found again in an older picture of the exchange', () => {
  const floor = new Floor();
  floor.arrives('c1', '999');
  floor.clock.advance(6_000);
  expect([...floor.switchboard.strangers()]).toEqual(['leg-c1']);
  floor.ends('leg-c1');
  floor.wanted();
  const leg = {
    legId: 'leg-c1',
    callId: 'c1',
    role: 'caller',
    answered: true,
    caller: NOBODY,
    hears: [],
    marks: {},
  } as const;
  floor.put({ kind: 'legFound', leg });
  expect(floor.wanted()).toEqual([]);
  expect(floor.noted('c1').filter(({ kind }) => kind === 'callEnded')).toHaveLength(1);
});

/** Queues and operators as these files have them. */
function floorOf(changes: Readonly<Record<string, string>>): Event {
  const files = new Map(Object.entries({ ...FILES, ...changes }));
  const { queues, operators } = loadBundle({ files, recordings: [], folder: 'ivr-flows', hash: String })
    .bundle!;
  return { kind: 'floorChanged', queues, operators };
}

test('a shorter limit of the wait is one for those who wait already', () => {
  const floor = new Floor();
  floor.arrives('c1');
  floor.clock.advance(50_000);
  floor.put(floorOf({ 'queues.yaml': FILES['queues.yaml']!.replace('wait: 5m', 'wait: 60s') }));
  floor.clock.advance(9_999);
  expect(floor.noted('c1').some(({ kind }) => kind === 'queueLeft')).toBe(false);
  floor.clock.advance(1);
  expect(floor.noted('c1')).toContainEqual(
    expect.objectContaining({ kind: 'queueLeft', outcome: 'timeout' }),
  );
});

test('those whose queue is served by nobody any more do not wait for ever', () => {
  const queues = FILES['queues.yaml']!.replace('unstaffed: never', 'unstaffed: 10s');
  const floor = new Floor({ 'queues.yaml': queues });
  floor.ready('anna');
  floor.arrives('c1');
  floor.talks('c1', 'op-c1-1');
  floor.arrives('c2');
  const operators = FILES['operators.yaml']!.replace(
    'queues: { support: {}, safety: {} }',
    'queues: { safety: {} }',
  ).replace('en: 1', 'en: 2');
  floor.put(floorOf({ 'queues.yaml': queues, 'operators.yaml': operators }));
  floor.clock.advance(10_000);
  expect(floor.noted('c2')).toContainEqual(
    expect.objectContaining({ kind: 'queueLeft', outcome: 'unstaffed' }),
  );
});
