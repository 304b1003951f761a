import { describe, expect, test } from 'vitest';
import { Broken, holds, Inbox, nearestName, prngFrom, SimulatedClock } from '../../src/base/index.ts';

describe('the simulated clock', () => {
  test('fires alarms at their own instant, those of one instant in the order in which they were set', () => {
    const clock = new SimulatedClock();
    const seen: string[] = [];
    const note = (name: string) => () => seen.push(`${name} at ${clock.now().monoMs}`);
    clock.after(20, note('late'));
    clock.after(10, note('first'));
    clock.after(10, note('second'));
    const cancel = clock.after(15, note('never'));
    cancel();
    clock.advance(30);
    expect(seen).toEqual(['first at 10', 'second at 10', 'late at 20']);
    expect(clock.now().monoMs).toBe(30);
  });

  test('moves both times on, and lets the wall clock alone jump', () => {
    const clock = new SimulatedClock({ monoMs: 5, wallMs: 1_000 });
    clock.jumpWall(-400);
    clock.advance(100);
    expect(clock.now()).toEqual({ monoMs: 105, wallMs: 700 });
  });

  test('fires what an alarm sets on the way, if it is due in time', () => {
    const clock = new SimulatedClock();
    const seen: number[] = [];
    const again = (): void => {
      seen.push(clock.now().monoMs);
      if (seen.length < 5) clock.after(10, again);
    };
    clock.after(10, again);
    clock.advance(35);
    expect(seen).toEqual([10, 20, 30]);
    expect(clock.step()).toBe(true);
    expect(seen.at(-1)).toBe(40);
  });
});

describe('the seeded chance', () => {
  test('draws the same numbers from the same seed and others from another', () => {
    const draw = (seed: number): number[] => {
      const prng = prngFrom(seed);
      return Array.from({ length: 50 }, () => prng.below(1_000_000));
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  test('stays in its bounds and spreads evenly', () => {
    const prng = prngFrom(1);
    const counts = [0, 0, 0, 0];
    for (let draw = 0; draw < 40_000; draw++) counts[prng.below(4)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});

describe('the inbox', () => {
  test('handles one item at a time: what a handler causes waits its turn', () => {
    const seen: string[] = [];
    const inbox: Inbox<string> = new Inbox(10, (item) => {
      seen.push(`begin ${item}`);
      if (item === 'a') inbox.put('b');
      seen.push(`end ${item}`);
      return 'done';
    });
    inbox.put('a');
    expect(seen).toEqual(['begin a', 'end a', 'begin b', 'end b']);
  });

  test('refuses what goes beyond its limit, but never what is urgent', () => {
    const answers: boolean[] = [];
    const seen: number[] = [];
    const inbox: Inbox<number> = new Inbox(1, (item) => {
      seen.push(item);
      if (item === 0) answers.push(inbox.put(1), inbox.put(2), inbox.put(3, true));
      return 'done';
    });
    inbox.put(0);
    expect(answers).toEqual([true, false, true]);
    expect(seen).toEqual([0, 1, 3]);
  });

  test('only fills while its handler is not ready, and goes on in order when it is', () => {
    let isReady = true;
    const seen: number[] = [];
    const inbox = new Inbox<number>(3, (item) => {
      if (!isReady) return 'later';
      seen.push(item);
      if (item === 1) isReady = false;
      return 'done';
    });
    for (const item of [0, 1, 2, 3, 4]) inbox.put(item);
    expect(seen).toEqual([0, 1]);
    expect(inbox.waitingCount).toBe(3);
    expect(inbox.put(5)).toBe(false);
    isReady = true;
    inbox.resume();
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    inbox.put(6);
    expect([seen.at(-1), inbox.waitingCount]).toEqual([6, 0]);
  });
});

test('an invariant that is violated throws Broken with its sentence', () => {
  expect(() => holds(false, 'water flows down')).toThrow(new Broken('water flows down'));
});

test('the nearest name is found for a typing error, and none for nonsense', () => {
  const known = ['support', 'sales', 'billing'];
  expect(nearestName('suport', known)).toBe('support');
  expect(nearestName('slaes', known)).toBe('sales');
  expect(nearestName('zzzzzzz', known)).toBeUndefined();
});
