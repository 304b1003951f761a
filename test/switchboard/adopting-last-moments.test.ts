import { describe, expect, test } from 'vitest';
import { adopted, entry, inTalk } from './adopted.ts';
import { callerLeg, nextProcess, talking } from './next-process.ts';

/** What the process before did in its last moment, and what of that did not reach the exchange or the disk. */

describe('a talk', () => {
  test('that somebody had ended, while the exchange never heard of it, is ended once more', () => {
    const floor = inTalk();
    floor.put({ kind: 'hangUpAsked', callId: 'c1', by: 'lead' });
    const next = nextProcess(floor, talking(floor, 'c1', 'op-c1-1'));
    expect(adopted(next)).toMatchObject({ phase: 'talking', operator: 'anna' });
    expect(next.wanted()).toEqual(['hangUp leg-c1']);
    next.ends('leg-c1');
    expect(entry(next, 'talkEnded')).toMatchObject({ operator: 'anna' });
    expect(next.outcome('c1')).toMatchObject({ outcome: 'answered', by: 'system' });
  });

  test('that somebody had ended, and whose operator has gone meanwhile, leaves nobody on the line', () => {
    const floor = inTalk();
    floor.put({ kind: 'hangUpAsked', callId: 'c1', by: 'lead' });
    const next = nextProcess(floor, [callerLeg(floor, 'c1')]);
    expect(next.wanted()).toContain('hangUp leg-c1');
  });
});
