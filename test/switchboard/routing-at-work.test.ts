import { describe, expect, test } from 'vitest';
import { loadBundle } from '../../src/bundle/index.ts';
import { FILES, Floor } from './floor.ts';

const QUEUES = (more: string): Record<string, string> => ({
  'queues.yaml': [
    'queues:',
    `  support: { title: { en: Support }, needs: "support >= 1", ${more} wrap_up: { default: 0s, max: 60s },`,
    '             limits: { waiting: 9, wait: 5m, unstaffed: never } }',
    '  safety: { title: { en: Safety }, wrap_up: { default: 0s, max: 60s }, limits: { unstaffed: never } }',
    '',
  ].join('\n'),
});

const about = (floor: Floor, ...words: string[]): readonly string[] =>
  floor.wanted().filter((wanted) => words.some((word) => wanted.startsWith(word)));

describe('a ring group', () => {
  const group = (): Floor => {
    const floor = new Floor(QUEUES('ring_group: 2,'));
    floor.ready('anna');
    floor.ready('boris');
    return floor;
  };

  test('rings together; the first answer wins, and the other phone shows no missed call', () => {
    const floor = group();
    floor.arrives('c1');
    expect(about(floor, 'ring')).toEqual(['ring op-c1-1', 'ring op-c1-2']);
    floor.put({ kind: 'legRinging', legId: 'op-c1-1' });
    floor.put({ kind: 'legRinging', legId: 'op-c1-2' });
    floor.put({ kind: 'legAnswered', legId: 'op-c1-2' });
    expect(about(floor, 'join', 'hangUp')).toEqual([
      'join leg-c1 op-c1-2',
      'hangUp op-c1-1 answered_elsewhere',
    ]);
    floor.put({ kind: 'legsJoined', callId: 'c1', legIds: ['leg-c1', 'op-c1-2'] });
    floor.ends('op-c1-1', { byUs: true });
    expect(floor.operator('anna')).toMatchObject({ presence: 'ready', unit: 'free' });
    expect(floor.operator('boris').unit).toBe('busy');
    const ends = floor.noted('c1').filter(({ kind }) => kind === 'offerEnded');
    expect(ends.map(({ operator, outcome }) => [operator, outcome])).toEqual([
      ['anna', 'withdrawn'],
      ['boris', 'answered'],
    ]);
  });

  test('two answers in the same moment: the second leg goes before anything is joined to it', () => {
    const floor = group();
    floor.arrives('c1');
    floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
    floor.put({ kind: 'legAnswered', legId: 'op-c1-2' });
    const wanted = about(floor, 'join', 'hangUp');
    expect(wanted.filter((one) => one.startsWith('join'))).toEqual(['join leg-c1 op-c1-1']);
    expect(wanted).toContain('hangUp op-c1-2 answered_elsewhere');
  });

  test('one declines and the other goes on ringing; the caller is matched again when all have', () => {
    const floor = group();
    floor.arrives('c1');
    floor.wanted();
    floor.ends('op-c1-1', { sip: 603 });
    expect(about(floor, 'ring')).toEqual([]);
    floor.ends('op-c1-2', { sip: 603 });
    floor.clock.advance(5_000);
    expect(about(floor, 'ring')).toEqual(['ring op-c1-3', 'ring op-c1-4']);
  });

  test('nobody answers: all of them have missed it', () => {
    const floor = group();
    floor.arrives('c1');
    for (const legId of ['op-c1-1', 'op-c1-2']) floor.put({ kind: 'legRinging', legId });
    floor.clock.advance(20_000);
    expect(floor.operator('anna').presence).toBe('missed');
    expect(floor.operator('boris').presence).toBe('missed');
  });

  test('the caller hangs up: all phones stop', () => {
    const floor = group();
    floor.arrives('c1');
    floor.wanted();
    floor.ends('leg-c1');
    expect(about(floor, 'hangUp')).toEqual(['hangUp op-c1-1', 'hangUp op-c1-2']);
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'abandoned', where: 'ringing' });
  });
});

describe('the operator whom a caller talked with last', () => {
  test('is waited for while they wrap up, and gets the caller', () => {
    const floor = new Floor({
      'queues.yaml': QUEUES('sticky: { last_operator: 15s },')['queues.yaml']!.replace(
        'default: 0s',
        'default: 10s',
      ),
    });
    floor.ready('anna');
    floor.arrives('c1');
    floor.talks('c1', 'op-c1-1');
    floor.ends('leg-c1');
    floor.ends('op-c1-1', { byUs: true });
    floor.ready('boris');
    floor.wanted();
    const caller = { number: '+79160000001', name: '' };
    const again = { callId: 'c2', legId: 'leg-c2', dialled: '100', caller, arrivedWallMs: 0 };
    floor.put({ kind: 'callerArrived', ...again });
    expect(about(floor, 'ring')).toEqual([]);
    floor.clock.advance(10_000);
    expect(about(floor, 'ring')).toEqual(['ring op-c2-1']);
    expect(floor.operator('anna').unit).toBe('offered');
  });

  test.each([
    ['is waited for while a talk goes on that is expected to end in time', 175_000, []],
    ['is not waited for when the talk is expected to take longer', 60_000, ['ring op-c3-1']],
    ['is not waited for when the talk has gone on for longer than talks do', 181_000, ['ring op-c3-1']],
  ])('%s', (_, talkedMs, rung) => {
    const floor = new Floor(QUEUES('sticky: { last_operator: 15s },'));
    floor.ready('anna');
    const calls = (callId: string, number: string): void => {
      const from = { dialled: '100', caller: { number, name: '' }, arrivedWallMs: 0 };
      floor.put({ kind: 'callerArrived', callId, legId: `leg-${callId}`, ...from });
    };
    calls('c1', '+79161112233');
    floor.talks('c1', 'op-c1-1');
    floor.clock.advance(180_000);
    floor.ends('leg-c1');
    floor.ends('op-c1-1', { byUs: true });
    calls('c2', '+79164445566');
    floor.talks('c2', 'op-c2-1');
    floor.ready('boris');
    floor.clock.advance(talkedMs);
    floor.wanted();
    calls('c3', '+79161112233');
    expect(about(floor, 'ring')).toEqual(rung);
    if (rung.length > 0) return;
    floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask: 'pause', reason: 'lunch' });
    expect(about(floor, 'ring'), 'who goes on a break after it is not waited for').toEqual(['ring op-c3-1']);
  });
});

describe('a supervisor', () => {
  test('moves a waiting caller to another queue: visit by visit, age and order kept', () => {
    const floor = new Floor();
    floor.arrives('c1');
    floor.clock.advance(30_000);
    floor.wanted();
    floor.put({ kind: 'moveAsked', callId: 'c1', queue: 'safety', by: 'olga' });
    expect(floor.wanted()).toEqual(['wait leg-c1']);
    const noted = floor.noted('c1').filter(({ kind }) => kind.startsWith('queue') || kind === 'placeChanged');
    expect(noted.slice(1)).toEqual([
      { kind: 'queueLeft', callId: 'c1', queue: 'support', outcome: 'moved', waitMs: 30_000 },
      { kind: 'queueEntered', callId: 'c1', queue: 'safety', needs: null, waitingBefore: 0 },
      { kind: 'placeChanged', callId: 'c1', queue: 'safety', class: 5, boostMs: 0, by: 'olga' },
    ]);
    const board = floor.switchboard.board(floor.clock.now());
    expect(board.queues.find(({ id }) => id === 'safety')?.waiting[0]?.ageMs).toBe(30_000);
    floor.ready('anna');
    expect(about(floor, 'ring')).toEqual(['ring op-c1-1']);
  });

  test('moves a caller whose phone rings: it stops, and the place is kept', () => {
    const floor = new Floor();
    floor.ready('anna');
    floor.arrives('c1');
    floor.wanted();
    floor.put({ kind: 'moveAsked', callId: 'c1', queue: 'safety', by: 'olga' });
    expect(about(floor, 'hangUp', 'ring')).toEqual(['hangUp op-c1-1']);
    floor.ends('op-c1-1', { byUs: true });
    expect(about(floor, 'ring')).toEqual(['ring op-c1-2']);
  });

  test('lets a caller go first', () => {
    const floor = new Floor();
    floor.arrives('c1');
    floor.arrives('c2');
    floor.put({ kind: 'priorityAsked', callId: 'c2', class: 1, boostMs: null, by: 'olga' });
    floor.wanted();
    floor.ready('anna');
    expect(about(floor, 'ring')).toEqual(['ring op-c2-1']);
  });

  test('changes nothing of a caller who does not wait', () => {
    const floor = new Floor();
    floor.ready('anna');
    floor.arrives('c1');
    floor.talks('c1', 'op-c1-1');
    const before = floor.noted('c1').length;
    floor.put({ kind: 'moveAsked', callId: 'c1', queue: 'safety', by: 'olga' });
    floor.put({ kind: 'priorityAsked', callId: 'c1', class: 1, boostMs: null, by: 'olga' });
    floor.put({ kind: 'moveAsked', callId: 'nobody', queue: 'safety', by: 'olga' });
    expect(floor.noted('c1')).toHaveLength(before);
  });
});

describe('new queues and operators, with people waiting', () => {
  const floorOf = (changes: Record<string, string>) => {
    const files = new Map(Object.entries({ ...FILES, ...changes }));
    const source = { recordings: [], mistakes: [], folder: 'x', hash: String };
    const { queues, operators } = loadBundle({ files, ...source }).bundle!;
    return { kind: 'floorChanged', queues, operators } as const;
  };

  test('a caller whom nobody could serve is served by who has the skill now', () => {
    const floor = new Floor();
    floor.arrives('c1', '200');
    floor.heard('c1', floor.wanted().at(-1)!);
    floor.ready('boris');
    expect(about(floor, 'ring')).toEqual([]);
    floor.put(floorOf({ 'operators.yaml': FILES['operators.yaml']!.replace('en: 1', 'en: 4') }));
    expect(about(floor, 'ring')).toEqual(['ring op-c1-1']);
  });

  test('an operator who is no more ends the talk and gets nothing new', () => {
    const floor = new Floor();
    floor.ready('anna');
    floor.arrives('c1');
    floor.talks('c1', 'op-c1-1');
    const lines = FILES['operators.yaml']!.split('\n').filter((line) => !line.includes('anna:'));
    floor.put(floorOf({ 'operators.yaml': lines.join('\n').replace('en: 1', 'en: 2') }));
    expect(floor.operator('anna').unit).toBe('busy');
    floor.arrives('c2');
    floor.ends('op-c1-1');
    expect(about(floor, 'ring op-c2')).toEqual([]);
    expect(floor.operator('anna')).toBeUndefined();
  });

  test('a queue that is no more drains: who is in it is served, nobody else enters', () => {
    const floor = new Floor();
    floor.arrives('c1');
    const without = {
      'queues.yaml': FILES['queues.yaml']!.split('\n')
        .filter((line) => !/support|limits: \{ w/.test(line))
        .join('\n'),
      'operators.yaml': FILES['operators.yaml']!.replaceAll('support: {}, ', ''),
      'straight.flow.yaml': FILES['straight.flow.yaml']!.replace('support', 'safety'),
      'greeted.flow.yaml': FILES['greeted.flow.yaml']!.replace('name: support', 'name: safety'),
    };
    floor.put(floorOf(without));
    expect(floor.switchboard.board(floor.clock.now()).queues.map(({ id }) => id)).toEqual([
      'safety',
      'support',
    ]);
    floor.arrives('c2');
    expect(floor.noted('c2').some(({ kind }) => kind === 'queueEntered')).toBe(false);
    floor.wanted();
    floor.ready('anna');
    expect(about(floor, 'ring')).toEqual(['ring op-c1-1']);
  });
});

test('why a caller waits is told operator by operator', () => {
  const floor = new Floor();
  floor.arrives('c1', '200');
  floor.heard('c1', floor.wanted().at(-1)!);
  floor.ready('boris');
  const why = () => floor.switchboard.whyWaiting('c1', floor.clock.now());
  expect(why()?.operators).toEqual([
    { operator: 'anna', why: 'is not signed in' },
    { operator: 'boris', why: 'lacks en >= 2' },
  ]);
  expect(why()?.estimate).toBeNull();
  floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask: 'pause', reason: 'lunch' });
  expect(why()?.operators[0]).toEqual({ operator: 'anna', why: 'is paused (lunch)' });
  expect(why()?.estimate?.p90Ms).toBeGreaterThan(0);
  expect(floor.switchboard.whyWaiting('c9', floor.clock.now())).toBeUndefined();
});

describe('the place on the leg', () => {
  const stages = 'stages: [{ after: 1m, any_operator: true, class: 3 }], skip_unstaffed: true,';
  /** Queue, class, boost and stages begun, of what is written on the caller's leg. */
  const place = (floor: Floor, callId: string): readonly string[] => {
    const fields = floor.marks.get(`leg-${callId}`)!.place!.split(';');
    return [fields[1]!, ...fields.slice(7, 10)];
  };

  test('is written again when a stage begins because the last who could serve the ones before leaves', () => {
    const floor = new Floor(QUEUES(stages));
    const ask = (ask: 'pause' | 'offline') =>
      floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask, reason: null });
    ask('pause');
    floor.arrives('c1');
    expect(place(floor, 'c1')).toEqual(['support', '5', '0', '0']);
    ask('offline');
    expect(place(floor, 'c1')).toEqual(['support', '3', '0', '1']);
  });

  test('says so of who enters when nobody is there', () => {
    const floor = new Floor(QUEUES(stages));
    floor.arrives('c1');
    expect(place(floor, 'c1')).toEqual(['support', '3', '0', '1']);
  });
});
