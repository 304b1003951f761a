import { describe, expect, test } from 'vitest';
import { Floor } from './floor.ts';

const flowOf = (name: string, ...before: readonly string[]): string => `flow: ${name}
start: first
steps:
${before.map((step) => `  ${step}\n`).join('')}  ${before.length === 0 ? 'first' : 'wait'}: { queue: support, on: { timeout: bye, full: bye, unstaffed: bye, after_talk: bye } }
  bye: { play: bye, next: end }
  end: { hangup: normal }
`;
const FLOWS = {
  'asks.flow.yaml': flowOf(
    'asks',
    'first: { record: { to: start, notice: hello, refuse: 0 }, on: { done: silent, refused: wait } }',
    'silent: { record: stop, next: wait }',
  ),
  'direct.flow.yaml': flowOf('direct'),
  'whispers.flow.yaml': flowOf('whispers', 'first: { whisper: hello, next: wait }'),
  'taped.flow.yaml': flowOf('taped', 'first: { record: start, next: wait }'),
  'numbers.yaml': `numbers:\n  "300": asks\n  "301": direct\n  "302": whispers\n  "303": taped\n`,
};

/** What was wanted of recordings since the last look. */
const tapes = (floor: Floor): readonly string[] =>
  floor.wanted().flatMap((line) => {
    const [, what, recordingId] = /^(recordCall|stopRecord) leg-c1 (\S+)$/.exec(line) ?? [];
    return what === undefined ? [] : [`${what} ${recordingId}`];
  });

describe('a queue that records its talks', () => {
  const queues = (recording: string): Record<string, string> => ({
    ...FLOWS,
    'queues.yaml': `queues:\n  support: { needs: "en >= 1", recording: ${recording} }\n  safety: {}\n`,
  });
  const ALL = '{ mode: all, notice: bye }';
  const WHOLE = 'op-c1-1';
  const told = (floor: Floor, playId = 'c1/wait-1'): void =>
    floor.put({ kind: 'playFinished', legId: 'leg-c1', playId, ok: true });
  /** A caller whose call anna's phone shows. */
  const offered = (recording = ALL, dialled = '301'): Floor => {
    const floor = new Floor(queues(recording));
    floor.ready('anna');
    floor.arrives('c1', dialled);
    floor.clock.advance(0);
    return floor;
  };
  const answers = (floor: Floor): readonly string[] => {
    floor.put({ kind: 'legAnswered', legId: WHOLE });
    return floor.wanted();
  };
  const joins = (floor: Floor): readonly string[] => {
    floor.put({ kind: 'legsJoined', callId: 'c1', legIds: ['leg-c1', WHOLE] });
    return floor.wanted();
  };

  test('tells the caller at once, and records from where they hear each other to the end of the talk', () => {
    const floor = offered();
    expect(floor.wanted()).toContain('speak c1/wait-1');
    told(floor);
    expect(answers(floor)).toContain(`join leg-c1 ${WHOLE}`);
    expect(joins(floor)).toEqual(['recordCall leg-c1 c1-t1']);
    floor.ends(WHOLE);
    expect(tapes(floor)).toEqual(['stopRecord c1-t1']);
  });

  test('has the notice heard to its end before the two are joined', () => {
    const floor = offered();
    expect(answers(floor)).not.toContain(`join leg-c1 ${WHOLE}`);
    told(floor);
    expect(floor.wanted()).toEqual([`join leg-c1 ${WHOLE}`]);
  });

  test.each(['the notice', 'the whisper'])('joins them behind %s, whichever is longer', (last) => {
    const floor = offered(ALL, '302');
    expect(answers(floor)).toContain(`speak whisper-${WHOLE}`);
    const ends = {
      'the notice': () => told(floor),
      'the whisper': () =>
        floor.put({ kind: 'playFinished', legId: WHOLE, playId: `whisper-${WHOLE}`, ok: true }),
    } as const;
    for (const [what, end] of Object.entries(ends)) if (what !== last) end();
    expect(floor.wanted()).toEqual([]);
    ends[last as keyof typeof ends]();
    expect(floor.wanted()).toEqual([`join leg-c1 ${WHOLE}`]);
  });

  test('does not keep them apart for a notice whose end is never told', () => {
    const floor = offered();
    answers(floor);
    floor.clock.advance(60_000);
    expect(floor.wanted()).toContain(`join leg-c1 ${WHOLE}`);
    expect(joins(floor)).toEqual([
      'speak announce-leg-c1',
      `speak announce-${WHOLE}`,
      'recordCall leg-c1 c1-t1',
    ]);
  });

  test('tells a caller once, also when the phone is lost and the next operator answers', () => {
    const floor = offered();
    told(floor);
    answers(floor);
    joins(floor);
    floor.put({ kind: 'legEnded', legId: WHOLE, end: { q850: 38, sip: null, byUs: false } });
    expect(floor.wanted()).toContain('stopRecord leg-c1 c1-t1');
    floor.put({ kind: 'playFinished', legId: 'leg-c1', playId: 'c1/wait-2', ok: true });
    floor.clock.advance(30_000);
    expect(floor.wanted().filter((line) => line.startsWith('speak'))).toEqual([]);
  });

  test('leaves out whoever refused, and a call whose recording the flow has stopped', () => {
    for (const keys of ['0', '']) {
      const floor = offered(ALL, '300');
      told(floor, 'c1/say-1');
      if (keys !== '') floor.put({ kind: 'digitPressed', legId: 'leg-c1', digit: keys });
      if (keys === '') floor.clock.advance(3_000);
      floor.wanted();
      expect(answers(floor)).toContain(`join leg-c1 ${WHOLE}`);
      expect(joins(floor)).toEqual([]);
    }
  });

  test('that never does so leaves out the talk alone, whatever the flow says', () => {
    const floor = offered('{ mode: never }', '303');
    expect(tapes(floor)).toEqual(['recordCall c1-t1']);
    answers(floor);
    expect(joins(floor)).toEqual(['stopRecord leg-c1 c1-t1']);
    floor.ends(WHOLE);
    expect(tapes(floor)).toEqual(['recordCall c1-t2']);
  });

  test('is paused, stopped and begun by whoever talks, as far as the queue allows it', () => {
    const floor = offered();
    told(floor);
    answers(floor);
    joins(floor);
    const ask = (to: 'start' | 'stop' | 'pause' | 'resume'): readonly string[] => {
      floor.put({ kind: 'talkAsked', callId: 'c1', by: 'operator anna', ask: { kind: 'record', to } });
      return tapes(floor);
    };
    const hasStopped = (recordingId: string): void =>
      floor.put({ kind: 'recorded', legId: 'leg-c1', recordingId, ok: false });
    expect(ask('resume')).toEqual([]);
    expect(ask('pause')).toEqual(['stopRecord c1-t1']);
    hasStopped('c1-t1');
    expect(ask('pause')).toEqual([]);
    expect(ask('resume')).toEqual(['recordCall c1-t2']);
    expect(ask('stop')).toEqual(['stopRecord c1-t2']);
    hasStopped('c1-t2');
    expect(ask('pause')).toEqual([]);
    expect(ask('resume')).toEqual([]);
    expect(ask('start')).toEqual(['recordCall c1-t3']);
    expect(floor.noted('c1').at(-2)).toEqual({
      ...{ kind: 'recordingSwitched', callId: 'c1', to: 'start', by: 'operator anna' },
    });
  });

  test('is switched only while somebody talks', () => {
    const floor = offered();
    floor.put({ kind: 'talkAsked', callId: 'c1', by: 'x', ask: { kind: 'record', to: 'start' } });
    expect(tapes(floor)).toEqual([]);
    expect(floor.noted('c1').some(({ kind }) => kind === 'recordingSwitched')).toBe(false);
  });
});
