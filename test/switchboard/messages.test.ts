import { describe, expect, test } from 'vitest';
import { Floor } from './floor.ts';

const ENDS = '  end: { hangup: normal }\n';
const FLOWS = {
  message:
    'first: { voicemail: { box: help, longest: 1m }, on: { saved: well, empty: keyed, hangup: gone } }',
  poll: 'first: { survey: poll, on: { done: well, skipped: keyed } }',
  late: 'first: { voicemail: { box: help }, on: { saved: end, empty: end, error: well } }',
} as const;
const SURVEYS =
  'surveys:\n  poll:\n    questions:\n      why: { free: hello, longest: 30s }\n      how: { csat: hello }\n';

function floorWith(kind: keyof typeof FLOWS): Floor {
  const tags = ['well', 'keyed', 'gone'].filter((name) => FLOWS[kind].includes(name));
  const lines = [FLOWS[kind], ...tags.map((name) => `${name}: { tag: ${name}, next: end }`)];
  const steps = lines.map((line) => `  ${line}\n`).join('');
  return new Floor({
    'main.flow.yaml': `flow: main\nstart: first\nsteps:\n${steps}${ENDS}`,
    'numbers.yaml': 'numbers:\n  "300": { flow: main }\n',
    'surveys.yaml': SURVEYS,
  });
}

const BOX = { kind: 'voicemail', box: 'help' } as const;
const WHY = { kind: 'survey', survey: 'poll', question: 'why' } as const;
const stepsOf = (floor: Floor): readonly unknown[] =>
  floor.noted('c1').flatMap(({ kind, step }) => (kind === 'stepEntered' ? [step] : []));
const recorded = (floor: Floor, ok = true, recordingId = 'c1-1'): void =>
  floor.put({ kind: 'recorded', legId: 'leg-c1', recordingId, ok });
const kept = (
  floor: Floor,
  soundMs: number,
  about: typeof BOX | typeof WHY = BOX,
  recordingId = 'c1-1',
): void => floor.put({ kind: 'kept', callId: 'c1', recordingId, about, ok: true, soundMs });

function speaking(kind: keyof typeof FLOWS = 'message'): Floor {
  const floor = floorWith(kind);
  floor.arrives('c1', '300');
  expect(floor.wanted()).toEqual(['answer leg-c1', 'record leg-c1 c1-1']);
  return floor;
}

describe('a message', () => {
  test('is kept before the flow goes on, and is the outcome of the call', () => {
    const floor = speaking();
    recorded(floor);
    expect(floor.wanted()).toEqual(['keep c1-1']);
    expect(stepsOf(floor)).toEqual(['first']);
    kept(floor, 7_000);
    expect(stepsOf(floor)).toEqual(['first', 'well', 'end']);
    floor.ends('leg-c1');
    expect(floor.noted('c1')).toContainEqual({
      ...{ kind: 'messageTaken', callId: 'c1', box: 'help' },
      ...{ recordingId: 'c1-1', soundMs: 7_000 },
    });
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'voicemail', where: null, by: 'system' });
  });

  test('in which nothing is said is none', () => {
    const floor = speaking();
    recorded(floor);
    kept(floor, 0);
    expect(stepsOf(floor)).toEqual(['first', 'keyed', 'end']);
    floor.ends('leg-c1');
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'self_served' });
    expect(floor.noted('c1').map(({ kind }) => kind)).not.toContain('messageTaken');
  });

  test('that cannot be recorded or kept is an error of the step', () => {
    const floor = speaking('late');
    recorded(floor, false);
    expect(stepsOf(floor)).toEqual(['first', 'well', 'end']);
    const next = speaking('late');
    recorded(next);
    next.put({ kind: 'kept', callId: 'c1', recordingId: 'c1-1', about: BOX, ok: false, soundMs: 0 });
    expect(stepsOf(next)).toEqual(['first', 'well', 'end']);
  });

  test('of which nobody tells is given up, and still kept when it comes', () => {
    const floor = speaking('late');
    floor.clock.advance(180_000 + 15_000);
    expect(floor.wanted()).toEqual(['stopRecord leg-c1 c1-1', 'hangUp leg-c1']);
    expect(stepsOf(floor)).toEqual(['first', 'well', 'end']);
    recorded(floor);
    expect(floor.wanted()).toEqual(['keep c1-1']);
    kept(floor, 4_000);
    floor.ends('leg-c1');
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'voicemail' });
  });

  test('is told once, whatever comes twice', () => {
    const floor = speaking();
    recorded(floor);
    recorded(floor);
    expect(floor.wanted()).toEqual(['keep c1-1']);
    recorded(floor, true, 'c9-1');
    expect(floor.wanted()).toEqual([]);
  });
});

describe('a caller who hangs up within a message', () => {
  test('is done with at once for the flow, and the record waits for what has become of the message', () => {
    const floor = speaking();
    floor.ends('leg-c1');
    expect(stepsOf(floor)).toEqual(['first', 'gone', 'end']);
    expect(floor.outcome('c1')).toBeUndefined();
    recorded(floor);
    expect(floor.wanted()).toEqual(['keep c1-1']);
    kept(floor, 3_000);
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'voicemail', where: null, by: 'caller' });
    floor.clock.advance(60_000);
    expect(floor.wanted()).toEqual([]);
  });

  test('and said nothing has abandoned the call', () => {
    const floor = speaking();
    floor.ends('leg-c1');
    recorded(floor);
    kept(floor, 0);
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'abandoned', where: 'flow', by: 'caller' });
  });

  test('is waited for no longer than two seconds, and nothing more is wanted of the leg', () => {
    const floor = speaking();
    floor.ends('leg-c1');
    floor.ends('leg-c1');
    floor.put({ kind: 'hangUpAsked', callId: 'c1' });
    floor.put({ kind: 'exchangeBack', restarted: false, legs: [] });
    floor.clock.advance(1_999);
    expect(floor.outcome('c1')).toBeUndefined();
    floor.clock.advance(1);
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'abandoned' });
    recorded(floor);
    expect(floor.wanted()).toEqual([]);
    kept(floor, 3_000);
    expect(floor.noted('c1').at(-1)).toMatchObject({ kind: 'messageTaken', soundMs: 3_000 });
  });

  test('was not carried by an exchange that dies after', () => {
    const floor = speaking();
    floor.ends('leg-c1');
    floor.put({ kind: 'exchangeBack', restarted: true, legs: [] });
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'abandoned', by: 'caller' });
  });
});

describe('a survey', () => {
  test('keeps an answer by voice, and the number of one by keys', () => {
    const floor = floorWith('poll');
    floor.arrives('c1', '300');
    floor.heard('c1', 'speak c1/say-1');
    const recordingId = floor.wanted().at(-1)!.split(' ')[2]!;
    recorded(floor, true, recordingId);
    kept(floor, 2_000, WHY, recordingId);
    floor.put({ kind: 'digitPressed', legId: 'leg-c1', digit: '5' });
    expect(stepsOf(floor)).toEqual(['first', 'well', 'end']);
    const answers = floor.noted('c1').filter(({ kind }) => kind === 'surveyed');
    expect(answers).toEqual([
      { kind: 'surveyed', callId: 'c1', survey: 'poll', question: 'why', recordingId, soundMs: 2_000 },
      { kind: 'surveyed', callId: 'c1', survey: 'poll', question: 'how', score: 5, scale: 'csat' },
    ]);
    floor.ends('leg-c1');
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'self_served' });
  });

  test('that the star ends keeps what was said before it', () => {
    const floor = floorWith('poll');
    floor.arrives('c1', '300');
    floor.heard('c1', 'speak c1/say-1');
    const recordingId = floor.wanted().at(-1)!.split(' ')[2]!;
    floor.put({ kind: 'digitPressed', legId: 'leg-c1', digit: '*' });
    expect(floor.wanted()).toEqual([`stopRecord leg-c1 ${recordingId}`, 'hangUp leg-c1']);
    recorded(floor, true, recordingId);
    kept(floor, 2_000, WHY, recordingId);
    expect(floor.noted('c1').at(-1)).toMatchObject({ kind: 'surveyed', recordingId });
  });
});
