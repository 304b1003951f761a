import { beforeEach, describe, expect, test } from 'vitest';
import { FILES, Floor } from './floor.ts';

let floor: Floor;

beforeEach(() => {
  floor = new Floor();
});

describe('an operator', () => {
  const WRAP_UP = [
    'queues:',
    '  support: { title: { en: Support }, wrap_up: { default: 30s, max: 120s }, limits: { unstaffed: never } }',
    '  safety: { title: { en: Safety }, limits: { unstaffed: never } }',
    '',
  ].join('\n');

  test('wraps up after a talk, and is free when the time is over', () => {
    floor = new Floor({ 'queues.yaml': WRAP_UP });
    floor.ready('anna');
    floor.arrives('c1');
    floor.talks('c1', 'op-c1-1');
    floor.ends('op-c1-1');
    expect(floor.operator('anna').unit).toBe('wrapUp');
    floor.clock.advance(29_999);
    expect(floor.operator('anna').unit).toBe('wrapUp');
    floor.clock.advance(1);
    expect(floor.operator('anna').unit).toBe('free');
  });

  test('finishes or extends the wrap-up', () => {
    floor = new Floor({ 'queues.yaml': WRAP_UP });
    floor.ready('anna');
    floor.arrives('c1');
    floor.talks('c1', 'op-c1-1');
    floor.ends('op-c1-1');
    floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask: 'extendWrapUp', reason: null });
    floor.clock.advance(100_000);
    expect(floor.operator('anna').unit).toBe('wrapUp');
    floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask: 'finishWrapUp', reason: null });
    expect(floor.operator('anna').unit).toBe('free');
  });

  test('who pauses in a talk is paused when it ends', () => {
    floor.ready('anna');
    floor.arrives('c1');
    floor.talks('c1', 'op-c1-1');
    floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask: 'pause', reason: 'lunch' });
    floor.arrives('c2');
    floor.wanted();
    floor.ends('op-c1-1');
    expect(floor.wanted().filter((what) => what.startsWith('ring'))).toEqual([]);
    expect(floor.operator('anna')).toMatchObject({ presence: 'paused', reason: 'lunch', unit: 'free' });
  });

  test('who was ready before a restart is ready again, when the phone is there', () => {
    floor.put({ kind: 'presenceRestored', operator: 'anna', presence: 'ready', reason: null });
    floor.put({ kind: 'presenceRestored', operator: 'gone', presence: 'ready', reason: null });
    floor.arrives('c1');
    expect(floor.wanted()).toEqual(['answer leg-c1', 'wait leg-c1']);
    floor.put({ kind: 'phoneChanged', phoneId: '1001', reachable: true });
    expect(floor.wanted()).toEqual(['ring op-c1-1']);
  });

  test('wraps up no longer than is ever allowed, if the clock was set back before a restart', () => {
    const wrapUpEndsMs = floor.clock.now().wallMs + 3_600_000;
    floor.put({ kind: 'presenceRestored', operator: 'anna', presence: 'ready', reason: null, wrapUpEndsMs });
    floor.put({ kind: 'phoneChanged', phoneId: '1001', reachable: true });
    floor.clock.advance(119_999);
    expect(floor.operator('anna').unit).toBe('wrapUp');
    floor.clock.advance(1);
    expect(floor.operator('anna').unit).toBe('free');
  });

  test('wraps up to the end after a restart, though the files allow less by now', () => {
    const strict = FILES['queues.yaml']!.replaceAll('max: 60s', 'max: 0s');
    const next = new Floor({ 'queues.yaml': strict });
    const wrapUpEndsMs = next.clock.now().wallMs + 30_000;
    next.put({ kind: 'presenceRestored', operator: 'anna', presence: 'ready', reason: null, wrapUpEndsMs });
    next.clock.advance(29_999);
    expect(next.operator('anna').unit).toBe('wrapUp');
  });

  test('signs in by a code on the phone, hears so, and is rung only when that little call is over', () => {
    floor.put({ kind: 'phoneChanged', phoneId: '1001', reachable: true });
    floor.arrives('c1');
    floor.wanted();
    floor.put({ kind: 'phoneCalled', legId: 'svc', phoneId: '1001', dialled: '*20' });
    expect(floor.wanted()).toEqual(['answer svc', 'speak service-svc']);
    expect(floor.operator('anna').presence).toBe('ready');
    floor.put({ kind: 'playFinished', legId: 'svc', playId: 'service-svc', ok: true });
    expect(floor.wanted()).toEqual(['hangUp svc']);
    floor.ends('svc', { byUs: true });
    expect(floor.wanted()).toEqual(['ring op-c1-1']);
  });

  test('who dials something unknown hears that it does not exist', () => {
    floor.put({ kind: 'phoneCalled', legId: 'svc', phoneId: '1001', dialled: '*77' });
    expect(floor.wanted()).toEqual(['hangUp svc no_such_number']);
  });
});
