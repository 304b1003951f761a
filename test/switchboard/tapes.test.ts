import { describe, expect, test } from 'vitest';
import { Floor } from './floor.ts';
import { callerLeg, nextProcess } from './next-process.ts';

const STEPS = {
  'main.flow.yaml': `flow: main
start: begin
steps:
  begin: { record: start, next: menu }
  menu:
    menu: { prompts: hello, keys: { 1: pin, 2: pause, 3: resume, 4: over, 5: begin, 6: wait } }
    on: { failed: end }
  pin: { secure_input: { prompts: hello, into: pin, digits: 2 }, on: { ok: menu, failed: menu } }
  pause: { record: pause, next: menu }
  resume: { record: resume, next: menu }
  over: { record: stop, next: menu }
  wait: { queue: support, on: { timeout: end, full: end, unstaffed: end } }
  end: { hangup: normal }
`,
  'numbers.yaml': 'numbers:\n  "300": { flow: main }\n',
};

function recordedCall(): Floor {
  const floor = new Floor(STEPS);
  floor.arrives('c1', '300');
  expect(tapes(floor)).toEqual(['recordCall c1-t1']);
  return floor;
}

/** What was wanted of recordings since the last look. */
const tapes = (floor: Floor): readonly string[] =>
  floor.wanted().flatMap((line) => {
    const [, what, recordingId] = /^(recordCall|stopRecord|keep)(?: leg-c1)? (\S+)$/.exec(line) ?? [];
    return what === undefined ? [] : [`${what} ${recordingId}`];
  });
const press = (floor: Floor, keys: string): readonly string[] => {
  for (const digit of keys) floor.put({ kind: 'digitPressed', legId: 'leg-c1', digit });
  return tapes(floor);
};
const recorded = (floor: Floor, recordingId: string): void =>
  floor.put({ kind: 'recorded', legId: 'leg-c1', recordingId, ok: true });

test('a pause ends a part, and the next one begins behind it', () => {
  const floor = recordedCall();
  expect(press(floor, '2')).toEqual(['stopRecord c1-t1']);
  expect(press(floor, '2')).toEqual([]);
  expect(press(floor, '3')).toEqual(['recordCall c1-t2']);
  expect(press(floor, '3')).toEqual([]);
  expect(press(floor, '4')).toEqual(['stopRecord c1-t2']);
  expect(press(floor, '23')).toEqual([]);
  expect(press(floor, '5')).toEqual(['recordCall c1-t3']);
});

test('nothing is recorded while the caller presses what nobody may know', () => {
  const floor = recordedCall();
  expect(press(floor, '1')).toEqual(['stopRecord c1-t1']);
  expect(press(floor, '7')).toEqual([]);
  expect(press(floor, '7')).toEqual(['recordCall c1-t2']);
  expect(press(floor, '21')).toEqual(['stopRecord c1-t2']);
  expect(press(floor, '77')).toEqual([]);
  expect(press(floor, '3')).toEqual(['recordCall c1-t3']);
});

describe('the process that takes over from one that died', () => {
  const behind = (keys: string): Floor => {
    const floor = recordedCall();
    press(floor, keys);
    return nextProcess(floor, [callerLeg(floor, 'c1')], { changes: STEPS });
  };

  const state = (floor: Floor) => floor.switchboard.call('c1')?.recording;

  test('leaves a pause a pause, until somebody ends it', () => {
    const next = behind('2');
    expect(tapes(next)).toEqual(['stopRecord c1-t1']);
    expect(press(next, '2')).toEqual([]);
    expect(press(next, '3')).toEqual([expect.stringMatching(/^recordCall c1-\w+\.t2$/)]);
  });

  test('records nothing of what nobody may know, and goes on behind it', () => {
    const next = behind('17');
    expect(tapes(next)).toEqual(['stopRecord c1-t1']);
    expect(press(next, '7')).toEqual([]);
    expect(press(next, '7')).toEqual([expect.stringMatching(/^recordCall c1-\w+\.t2$/)]);
  });

  test('pauses when the exchange has said that neither its own part nor that of before goes on', () => {
    const next = behind('');
    const [begun, stopped] = tapes(next);
    expect([begun, stopped]).toEqual([expect.stringMatching(/^recordCall c1-\w+\.t2$/), 'stopRecord c1-t1']);
    expect(state(next)).toBe('on');
    press(next, '2');
    recorded(next, begun!.split(' ')[1]!);
    expect(state(next)).toBe('stopping');
    expect(next.switchboard.awaits('c1-t1')).toBe(true);
    recorded(next, 'c1-t1');
    expect(state(next)).toBe('paused');
    const told = next.noted('c1').filter(({ kind }) => kind === 'recordingStopped');
    expect(told.map(({ recordingId }) => recordingId)).toContain('c1-t1');
    expect(next.switchboard.awaits('c1-t1')).toBe(false);
    recorded(next, 'c1-t1');
    expect(tapes(next).filter((line) => line === 'keep c1-t1')).toHaveLength(1);
  });

  test('stops nothing that was on a node which is not there any more', () => {
    const floor = recordedCall();
    const leg = { ...callerLeg(floor, 'c1'), legId: 'leg-c1b', marks: { id: 'c1', rehomed: '1' } };
    expect(tapes(nextProcess(floor, [leg], { changes: STEPS }))).not.toContain('stopRecord c1-t1');
  });
});

describe('a part that is to stop', () => {
  const state = (floor: Floor) => floor.switchboard.call('c1')?.recording;

  test('is over when the exchange says so, and the story tells from when on nothing is recorded', () => {
    const floor = recordedCall();
    expect(state(floor)).toBe('on');
    press(floor, '2');
    expect(state(floor)).toBe('stopping');
    recorded(floor, 'c1-t1');
    expect(state(floor)).toBe('paused');
    expect(floor.noted('c1').at(-1)).toEqual({
      kind: 'recordingStopped',
      callId: 'c1',
      recordingId: 'c1-t1',
    });
    press(floor, '34');
    recorded(floor, 'c1-t2');
    expect(state(floor)).toBe('off');
  });

  test('is told so again when the exchange did not take it, or was away', () => {
    const floor = recordedCall();
    press(floor, '23');
    const failed = {
      kind: 'commandFailed',
      command: 'stopRecord',
      legId: 'leg-c1',
      detail: 'no answer',
    } as const;
    floor.put({ ...failed, reason: 'timeout' });
    floor.clock.advance(2_000);
    expect(tapes(floor)).toEqual(['stopRecord c1-t1']);
    floor.put({ ...failed, reason: 'away' });
    floor.put({ kind: 'exchangeLost', node: 'main' });
    floor.clock.advance(2_000);
    expect(tapes(floor)).toEqual([]);
    floor.put({ kind: 'exchangeBack', restarted: false, legs: [callerLeg(floor, 'c1')] });
    expect(tapes(floor)).toEqual(['stopRecord c1-t1']);
    recorded(floor, 'c1-t1');
    expect(state(floor)).toBe('on');
  });
});

test('each part is kept when the exchange has recorded it, also behind the end of the call', () => {
  const floor = recordedCall();
  press(floor, '23');
  recorded(floor, 'c1-t1');
  recorded(floor, 'c1-t1');
  expect(tapes(floor)).toEqual(['keep c1-t1']);
  floor.ends('leg-c1');
  expect(floor.outcome('c1')).toMatchObject({ outcome: 'abandoned' });
  recorded(floor, 'c1-t2');
  expect(tapes(floor)).toEqual(['keep c1-t2']);
  const about = { kind: 'call' } as const;
  floor.put({ kind: 'kept', callId: 'c1', recordingId: 'c1-t2', about, ok: true, soundMs: 4_000 });
  expect(floor.noted('c1').at(-1)).toEqual({
    ...{ kind: 'callRecorded', callId: 'c1', recordingId: 'c1-t2', soundMs: 4_000 },
  });
});

test('a recording goes on in the queue and in the talk', () => {
  const floor = recordedCall();
  floor.ready('anna');
  expect(press(floor, '6')).toEqual([]);
  floor.talks('c1', 'op-c1-1');
  expect(tapes(floor)).toEqual([]);
});

test('one that ends by itself is told as trouble, kept, and not begun anew', () => {
  const floor = recordedCall();
  recorded(floor, 'c1-t1');
  expect(tapes(floor)).toEqual(['keep c1-t1']);
  expect(floor.noted('c1').at(-1)).toMatchObject({ kind: 'trouble' });
  expect(press(floor, '3')).toEqual([]);
  expect(press(floor, '5')).toEqual(['recordCall c1-t2']);
});

describe('of a part that lasted for a minute', () => {
  /** What the story says when so much of it is kept. */
  function kept(soundMs: number, isCut = false): readonly object[] {
    const floor = recordedCall();
    press(floor, '6');
    floor.clock.advance(60_000);
    if (!isCut) floor.ends('leg-c1');
    recorded(floor, 'c1-t1');
    floor.put({ ...floor.keeps[0]!, kind: 'kept', ok: true, soundMs });
    return floor.noted('c1').filter(({ kind }) => kind === 'callRecorded' || kind === 'trouble');
  }
  const RECORDED = { kind: 'callRecorded', callId: 'c1', recordingId: 'c1-t1' };

  test('a moment may be missing', () => {
    expect(kept(57_500)).toEqual([{ ...RECORDED, soundMs: 57_500 }]);
  });

  test('a third is missing when the disk of the exchange was full, which it does not tell', () => {
    expect(kept(40_000)).toEqual([
      { ...RECORDED, soundMs: 40_000, isIncomplete: true },
      {
        ...{ kind: 'trouble', callId: 'c1' },
        what: '20 s of the recording c1-t1 are missing: see to the disk of the exchange',
      },
    ]);
  });

  test('all of it may be', () => {
    expect(kept(0)).toMatchObject([
      { kind: 'trouble', what: expect.stringContaining('60 s of the recording') },
    ]);
  });

  test('what ended by itself is not whole, however long it is', () => {
    expect(kept(60_000, true)).toMatchObject([
      { kind: 'trouble', what: 'the recording of the call has ended by itself' },
      { kind: 'callRecorded', isIncomplete: true },
    ]);
  });
});

test("one that the exchange has lost is nobody's any more", () => {
  const floor = recordedCall();
  floor.put({ kind: 'exchangeBack', restarted: true, legs: [] });
  recorded(floor, 'c1-t1');
  expect(tapes(floor)).toEqual([]);
});
