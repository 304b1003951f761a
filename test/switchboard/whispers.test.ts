import { describe, expect, test } from 'vitest';
import { Floor } from './floor.ts';
import { DIAL, joined, OUT, ringing, tagsOf } from './out-floor.ts';

describe('whoever answers', () => {
  const WHISPERED = 'dial: { number: "+4930123456", whisper: hello, confirm: 1 }';

  test('hears the whisper alone, and takes the call by the key', () => {
    const floor = ringing(WHISPERED);
    floor.put({ kind: 'legAnswered', legId: OUT });
    expect(floor.wanted()).toEqual([`speak whisper-${OUT}`]);
    floor.put({ kind: 'playFinished', legId: OUT, playId: `whisper-${OUT}`, ok: true });
    floor.put({ kind: 'digitPressed', legId: OUT, digit: '2' });
    expect(floor.wanted()).toEqual([]);
    floor.put({ kind: 'digitPressed', legId: OUT, digit: '1' });
    expect(floor.wanted()).toEqual(['ringback leg-c1 off', `join leg-c1 ${OUT}`]);
  });

  test('need not wait for the end of the whisper', () => {
    const floor = ringing(WHISPERED);
    floor.put({ kind: 'legAnswered', legId: OUT });
    floor.wanted();
    floor.put({ kind: 'digitPressed', legId: OUT, digit: '1' });
    expect(floor.wanted()).toEqual([`stopPlay whisper-${OUT}`, 'ringback leg-c1 off', `join leg-c1 ${OUT}`]);
    floor.put({ kind: 'playFinished', legId: OUT, playId: `whisper-${OUT}`, ok: false });
    floor.put({ kind: 'digitPressed', legId: OUT, digit: '1' });
    expect(floor.wanted()).toEqual([]);
  });

  test('and presses no key is let go, as a mailbox is', () => {
    const floor = ringing(WHISPERED);
    floor.put({ kind: 'legAnswered', legId: OUT });
    floor.put({ kind: 'playFinished', legId: OUT, playId: `whisper-${OUT}`, ok: true });
    floor.wanted();
    floor.clock.advance(9_999);
    expect(floor.wanted()).toEqual([]);
    floor.clock.advance(1);
    expect(floor.wanted()).toEqual([`hangUp ${OUT}`, 'ringback leg-c1 off', 'hangUp leg-c1']);
    expect(tagsOf(floor)).toEqual(['no_answer']);
  });

  test('and hangs up before the key has declined', () => {
    const floor = ringing(WHISPERED);
    floor.put({ kind: 'legAnswered', legId: OUT });
    floor.ends(OUT);
    expect(tagsOf(floor)).toEqual(['declined']);
  });

  test('hears what the flow whispered before, and both hear the announcement', () => {
    const floor = ringing(DIAL, 'w: { whisper: hello, next: a }\n  a: { announce: bye, next: first }');
    floor.put({ kind: 'legAnswered', legId: OUT });
    expect(floor.wanted()).toEqual([`speak whisper-${OUT}`]);
    floor.put({ kind: 'playFinished', legId: OUT, playId: `whisper-${OUT}`, ok: true });
    joined(floor);
    expect(floor.wanted()).toEqual([
      ...['ringback leg-c1 off', `join leg-c1 ${OUT}`],
      ...['speak announce-leg-c1', `speak announce-${OUT}`],
    ]);
  });
});

describe('a whisper to an operator whom a queue has found', () => {
  const queued = (): Floor => {
    const floor = new Floor({
      'out.flow.yaml':
        'flow: out\nstart: w\nsteps:\n  w: { whisper: hello, next: a }\n  a: { announce: bye, next: q }\n  q: { queue: support, on: { timeout: end, full: end, unstaffed: end } }\n  end: { hangup: normal }\n',
      'numbers.yaml': 'numbers:\n  "300": { flow: out }\n',
    });
    floor.ready('anna');
    floor.arrives('c1', '300');
    floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
    return floor;
  };

  test('comes before the join, the announcement behind it, and neither comes again', () => {
    const floor = queued();
    expect(floor.wanted().at(-1)).toBe('speak whisper-op-c1-1');
    const heard = { kind: 'playFinished', legId: 'op-c1-1', playId: 'whisper-op-c1-1', ok: true } as const;
    floor.put(heard);
    floor.put(heard);
    expect(floor.wanted()).toEqual(['join leg-c1 op-c1-1']);
    joined(floor, 'op-c1-1');
    expect(floor.wanted()).toEqual(['speak announce-leg-c1', 'speak announce-op-c1-1']);
  });

  test('that never ends keeps the caller waiting for a minute at most', () => {
    const floor = queued();
    floor.wanted();
    floor.clock.advance(60_000);
    expect(floor.wanted()).toEqual(['join leg-c1 op-c1-1']);
  });

  test('that the operator does not wait for gives the caller the old place, and the next one hears it', () => {
    const floor = queued();
    floor.ready('boris');
    floor.ends('op-c1-1');
    floor.put({ kind: 'legAnswered', legId: 'op-c1-2' });
    expect(floor.wanted().at(-1)).toBe('speak whisper-op-c1-2');
  });
});
