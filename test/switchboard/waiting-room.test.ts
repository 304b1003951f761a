import { describe, expect, test } from 'vitest';
import { FILES, Floor } from './floor.ts';

const FLOW = [
  'flow: straight',
  'start: wait',
  'steps:',
  '  wait:',
  '    queue: support',
  '    on: { timeout: other, full: other, unstaffed: other, left: gone, callback: back, error: other }',
  '  other: { tag: other, next: end }',
  '  gone: { tag: gone, next: end }',
  '  back: { tag: back, next: end }',
  '  end: { hangup: normal }',
  '',
].join('\n');

/** A floor whose queue "support" says this of the wait, and of its limits. */
function floorThat(wait: string, limits = 'waiting: 30, wait: 1h, unstaffed: never'): Floor {
  const queues = [
    'queues:',
    '  support:',
    '    title: { en: Support }',
    '    wrap_up: { default: 0s }',
    `    wait: { ${wait} }`,
    `    limits: { ${limits} }`,
    '    exits: [callback]',
    '  safety: { title: { en: Safety }, limits: { unstaffed: never } }',
    '',
  ].join('\n');
  const prompts = `${FILES['prompts.yaml']}  news: { en: News }\n`;
  const schedules = 'schedules:\n  office: { zone: UTC, hours: { mon: "09:00-17:00" } }\n';
  return new Floor({
    'queues.yaml': queues,
    'straight.flow.yaml': FLOW,
    'prompts.yaml': prompts,
    'schedules.yaml': schedules,
    'numbers.yaml': 'numbers:\n  "100": { flow: straight }\n',
    'greeted.flow.yaml': undefined as never,
  });
}

const saidTo = (floor: Floor, callId: string): readonly string[] =>
  floor.noted(callId).flatMap(({ kind, what }) => (kind === 'said' ? [(what as string[]).join(' ')] : []));
const press = (floor: Floor, callId: string, digit: string): void =>
  floor.put({ kind: 'digitPressed', legId: `leg-${callId}`, digit });
const stepsOf = (floor: Floor, callId: string): readonly unknown[] =>
  floor.noted(callId).flatMap(({ kind, step }) => (kind === 'stepEntered' ? [step] : []));
/** What is being said to the caller comes to its end. */
function heard(floor: Floor, callId: string, count: number): void {
  floor.heard(callId, `speak ${callId}/wait-${count}`);
}

describe('a waiting caller is told', () => {
  test('the place in the line, at its times after the end of what was told before', () => {
    const floor = floorThat('announce: { position: { first: 10s, every: 30s } }');
    floor.arrives('c1');
    floor.arrives('c2');
    floor.clock.advance(9_999);
    expect(saidTo(floor, 'c2')).toEqual([]);
    floor.clock.advance(1);
    expect(saidTo(floor, 'c2')).toEqual(['You are number 2 in the line.']);
    floor.clock.advance(5_000);
    heard(floor, 'c2', 1);
    floor.ends('leg-c1');
    floor.clock.advance(29_999);
    expect(saidTo(floor, 'c2')).toHaveLength(1);
    floor.clock.advance(1);
    expect(saidTo(floor, 'c2').at(-1)).toBe('You are number 1 in the line.');
  });

  test('nothing while something else is still being heard: what came due meanwhile follows in one saying', () => {
    const floor = floorThat(
      'announce: { position: { first: 10s }, messages: [{ first: 10s, every: 20s, play: hello }, { first: 12s, play: news }] }',
    );
    floor.arrives('c1');
    floor.clock.advance(10_000);
    expect(saidTo(floor, 'c1')).toEqual(['You are number 1 in the line. hello']);
    floor.clock.advance(25_000);
    expect(saidTo(floor, 'c1')).toHaveLength(1);
    heard(floor, 'c1', 1);
    floor.clock.advance(0);
    expect(saidTo(floor, 'c1').at(-1)).toBe('news');
    heard(floor, 'c1', 2);
    floor.clock.advance(20_000);
    expect(saidTo(floor, 'c1').at(-1)).toBe('hello');
  });

  test('how long it will take, in whole minutes, and that it takes longer where it does', () => {
    const floor = floorThat('announce: { position: { first: 1s, every: 60s }, estimate: true }');
    floor.ready('anna');
    floor.arrives('c1');
    floor.talks('c1', 'op-c1-1');
    floor.arrives('c2');
    floor.clock.advance(1_000);
    expect(saidTo(floor, 'c2')).toEqual(['You are number 1 in the line. The wait will be between 3 and 420']);
    heard(floor, 'c2', 1);
    // Nobody is free after all this time: what was promised is over.
    for (let count = 2; count <= 9; count++) {
      floor.clock.advance(60_000);
      heard(floor, 'c2', count);
    }
    const longer = saidTo(floor, 'c2').map((said) => said.includes('It takes longer than expected.'));
    expect(longer).toEqual([false, false, false, false, false, false, false, true, false]);
  });

  test('no time at all while nobody serves', () => {
    const floor = floorThat('announce: { estimate: true }');
    floor.arrives('c1');
    floor.clock.advance(300_000);
    expect(saidTo(floor, 'c1')).toEqual([]);
  });

  test('nothing new while a phone rings, and nothing in a talk', () => {
    const floor = floorThat('announce: { position: { first: 10s, every: 10s } }');
    floor.arrives('c1');
    floor.clock.advance(9_000);
    floor.ready('anna');
    floor.clock.advance(5_000);
    expect(saidTo(floor, 'c1')).toEqual([]);
    floor.talks('c1', 'op-c1-1');
    floor.clock.advance(60_000);
    expect(saidTo(floor, 'c1')).toEqual([]);
  });

  test('what the rules say from now on, when they change', () => {
    const floor = floorThat('announce: { position: { first: 10s } }');
    floor.arrives('c1');
    const { queues } = floorThat('announce: { messages: [{ every: 40s, play: news }] }').plan;
    floor.put({ kind: 'floorChanged', queues, operators: floor.plan.operators });
    floor.clock.advance(39_000);
    expect(saidTo(floor, 'c1')).toEqual([]);
    floor.clock.advance(1_000);
    expect(saidTo(floor, 'c1')).toEqual(['news']);
  });
});

describe('a key in the line', () => {
  test('ends the wait by its outcome, and what is being said with it', () => {
    const floor = floorThat('announce: { position: { first: 10s } }, keys: { 1: callback, star: left }');
    for (const callId of ['c1', 'c2', 'c3']) floor.arrives(callId);
    floor.clock.advance(10_000);
    floor.wanted();
    press(floor, 'c1', '1');
    expect(floor.wanted()).toEqual(['stopPlay c1/wait-1', 'leaveWait leg-c1', 'hangUp leg-c1']);
    press(floor, 'c2', '*');
    press(floor, 'c3', '7');
    expect([stepsOf(floor, 'c1'), stepsOf(floor, 'c2'), stepsOf(floor, 'c3')]).toEqual([
      ['wait', 'back', 'end'],
      ['wait', 'gone', 'end'],
      ['wait'],
    ]);
    expect(floor.noted('c1')).toContainEqual(
      expect.objectContaining({ kind: 'queueLeft', outcome: 'callback' }),
    );
    expect(floor.noted('c3')).not.toContainEqual(expect.objectContaining({ kind: 'digitPressed' }));
  });

  test('takes the phone that rings away, and means nothing in a talk', () => {
    const floor = floorThat('keys: { 1: callback }');
    floor.ready('anna');
    floor.arrives('c1');
    floor.wanted();
    press(floor, 'c1', '1');
    expect(floor.wanted()).toContain('hangUp op-c1-1');
    expect(stepsOf(floor, 'c1')).toEqual(['wait', 'back', 'end']);
    floor.ends('op-c1-1');
    floor.arrives('c2');
    floor.talks('c2', 'op-c2-1');
    press(floor, 'c2', '1');
    expect(stepsOf(floor, 'c2')).toEqual(['wait']);
  });

  test('turns all that is told off, and on again', () => {
    const floor = floorThat('announce: { position: { first: 10s, every: 10s } }, quiet: hash');
    floor.arrives('c1');
    floor.clock.advance(10_000);
    press(floor, 'c1', '#');
    expect(floor.wanted().at(-1)).toBe('stopPlay c1/wait-1');
    floor.put({ kind: 'playFinished', legId: 'leg-c1', playId: 'c1/wait-1', ok: false });
    floor.clock.advance(120_000);
    expect(saidTo(floor, 'c1')).toHaveLength(1);
    press(floor, 'c1', '#');
    floor.clock.advance(10_000);
    expect(saidTo(floor, 'c1')).toHaveLength(2);
  });
});

describe('who calls again', () => {
  const line = (floor: Floor): readonly string[] =>
    floor.switchboard.board(floor.clock.now()).queues[0]!.waiting.map(({ callId }) => callId);

  test('within the time has the old place back, once', () => {
    const floor = floorThat('redial: 2m');
    for (const callId of ['c1', 'c2']) floor.arrives(callId);
    floor.clock.advance(60_000);
    floor.ends('leg-c1');
    floor.clock.advance(100_000);
    floor.arrives('c9', '100', 'leg-c9', '+79160000001');
    expect(line(floor)).toEqual(['c9', 'c2']);
    expect(floor.noted('c9')).toContainEqual(
      expect.objectContaining({ kind: 'queueEntered', keptForMs: 160_000 }),
    );
    floor.arrives('c10', '100', 'leg-c10', '+79160000001');
    expect(line(floor)).toEqual(['c9', 'c2', 'c10']);
  });

  test('too late, with another number or with none stands at the end', () => {
    const floor = floorThat('redial: 2m');
    floor.arrives('c1');
    floor.arrives('c2', '100', 'leg-c2', '');
    floor.arrives('c3');
    floor.ends('leg-c1');
    floor.ends('leg-c2');
    floor.arrives('c4', '100', 'leg-c4', '');
    floor.clock.advance(120_001);
    floor.arrives('c5', '100', 'leg-c5', '+79160000001');
    expect(line(floor)).toEqual(['c3', 'c4', 'c5']);
  });

  test('comes in although the line is full: the place is theirs', () => {
    const floor = floorThat('redial: 2m', 'waiting: 1, unstaffed: never');
    floor.arrives('c1');
    floor.ends('leg-c1');
    floor.arrives('c2');
    floor.arrives('c3', '100', 'leg-c3', '+79160000001');
    floor.arrives('c4');
    expect([stepsOf(floor, 'c3'), stepsOf(floor, 'c4')]).toEqual([['wait'], ['wait', 'other', 'end']]);
  });
});

describe('nobody is let in', () => {
  test('who would wait too long, by what is to be expected', () => {
    const floor = floorThat('music: default', 'waiting: 30, estimate: 10m, unstaffed: never');
    floor.ready('anna');
    for (let index = 1; index <= 4; index++) floor.arrives(`c${index}`);
    expect(['c1', 'c2', 'c3', 'c4'].map((callId) => stepsOf(floor, callId).length)).toEqual([1, 1, 1, 3]);
    expect(floor.noted('c4')).toContainEqual(expect.objectContaining({ kind: 'queueLeft', outcome: 'full' }));
  });

  test('while the hours of the queue are over; who is in stays', () => {
    const floor = floorThat('music: default', 'schedule: office, unstaffed: never');
    const { wallMs } = floor.clock.now();
    const monday = Math.ceil((wallMs - 4 * 86_400_000) / (7 * 86_400_000)) * 7 * 86_400_000 + 4 * 86_400_000;
    floor.clock.advance(monday + 16 * 3_600_000 + 59 * 60_000 - wallMs);
    floor.arrives('c1');
    floor.clock.advance(120_000);
    floor.arrives('c2');
    expect([stepsOf(floor, 'c1'), stepsOf(floor, 'c2')]).toEqual([['wait'], ['wait', 'other', 'end']]);
  });
});
