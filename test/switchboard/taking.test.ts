import { expect, test } from 'vitest';
import { FILES, Floor } from './floor.ts';

const BY = 'supervisor olga';

/** Nobody of the line is there; boris has a phone, and is on a break. */
function waiting(): Floor {
  const floor = new Floor();
  floor.put({ kind: 'phoneChanged', phoneId: '1002', reachable: true });
  floor.put({ kind: 'operatorAsked', operatorId: 'boris', ask: 'pause', reason: 'lunch' });
  floor.arrives('c1');
  floor.arrives('c2');
  floor.wanted();
  return floor;
}

const takes = (floor: Floor, operator: string, callId = 'c2'): void =>
  floor.put({ kind: 'takeAsked', callId, operator, by: BY });

const kinds = (floor: Floor, callId: string): readonly string[] =>
  floor.noted(callId).map(({ kind }) => kind);

test('somebody named takes a caller now, before those who came earlier, and goes back on the break', () => {
  const floor = waiting();
  takes(floor, 'boris');
  expect(floor.wanted()).toEqual(['ring op-c2-1']);
  expect(floor.noted('c2').slice(-2)).toEqual([
    { kind: 'takeAsked', callId: 'c2', operator: 'boris', by: BY },
    expect.objectContaining({
      ...{ kind: 'offered', operator: 'boris' },
      why: expect.objectContaining({ rule: 'taken by name' }),
    }),
  ]);
  floor.talks('c2', 'op-c2-1');
  expect(floor.switchboard.call('c2')).toMatchObject({ phase: 'talking', operator: 'boris' });
  expect(floor.noted('c2')).toContainEqual(
    expect.objectContaining({ kind: 'queueLeft', queue: 'support', outcome: 'answered' }),
  );
  floor.ends('op-c2-1');
  expect(floor.operator('boris')).toMatchObject({ presence: 'paused', unit: 'free' });
  expect(floor.switchboard.call('c1')).toMatchObject({ phase: 'waiting' });
});

test('a phone that is not answered gives the caller the place of before', () => {
  const floor = waiting();
  takes(floor, 'boris', 'c1');
  floor.ends('op-c1-1', { sip: 603 });
  floor.ready('anna');
  expect(floor.wanted()).toContain('ring op-c1-2');
});

test('whoever was being rung for the caller is let go, and gets the next one', () => {
  const floor = waiting();
  floor.ready('anna');
  expect(floor.wanted()).toEqual(['ring op-c1-1']);
  takes(floor, 'boris', 'c1');
  expect(floor.wanted()).toEqual(['hangUp op-c1-1', 'ring op-c1-2']);
  floor.ends('op-c1-1', { byUs: true });
  expect(floor.wanted()).toContain('ring op-c2-1');
  expect(floor.operator('anna')).toMatchObject({ unit: 'offered', callId: 'c2' });
});

test('nothing changes when the phone is away or busy, or the caller does not wait', () => {
  const floor = waiting();
  takes(floor, 'anna');
  takes(floor, 'nobody');
  floor.ready('boris');
  floor.talks('c1', 'op-c1-1');
  floor.wanted();
  takes(floor, 'boris');
  takes(floor, 'anna', 'c1');
  expect(floor.wanted()).toEqual([]);
  expect([...kinds(floor, 'c1'), ...kinds(floor, 'c2')]).not.toContain('takeAsked');
});

test('a caller is moved to another queue with the age, or as its last', () => {
  const places = (isLast: boolean): readonly string[] => {
    const floor = new Floor({
      'queues.yaml': FILES['queues.yaml']!.replace(
        '  safety:',
        '  sales: { limits: { unstaffed: never } }\n  safety:',
      ),
      'operators.yaml': FILES['operators.yaml']!.replaceAll('safety: {}', 'safety: {}, sales: {}'),
    });
    floor.arrives('c1');
    floor.clock.advance(5_000);
    floor.arrives('c2');
    floor.put({ kind: 'moveAsked', callId: 'c2', queue: 'sales', by: BY });
    floor.put({ kind: 'moveAsked', callId: 'c1', queue: 'sales', isLast, by: BY });
    const { queues } = floor.switchboard.board(floor.clock.now());
    expect(floor.noted('c1')).toContainEqual(expect.objectContaining({ kind: 'placeChanged', by: BY }));
    expect(floor.noted('c1')).toContainEqual(
      expect.objectContaining({ kind: 'queueLeft', queue: 'support', outcome: 'moved', waitMs: 5_000 }),
    );
    return queues.find(({ id }) => id === 'sales')!.waiting.map(({ callId, ageMs }) => `${callId} ${ageMs}`);
  };
  expect(places(false)).toEqual(['c1 5000', 'c2 0']);
  expect(places(true)).toEqual(['c2 0', 'c1 0']);
});
