import { describe, expect, test } from 'vitest';
import { Changes, NOBODY } from '../../src/routing/core/changes.ts';
import type { KnownDemand } from '../../src/routing/core/demands.ts';
import { drained } from './acts.ts';
import { queue } from './rules.ts';

const popped = (changes: Changes): readonly number[] => {
  const lines: number[] = [];
  for (let line = changes.popLine(); line >= 0; line = changes.popLine()) lines.push(line);
  return lines;
};

/** Of a demand nothing but its rules is looked at. */
const demand = (skipUnstaffed: boolean): KnownDemand =>
  ({ rules: queue('q', { skipUnstaffed }) }) as unknown as KnownDemand;

describe('what has changed', () => {
  test.each([[[0, 5, 255]], [[256, 3]], [[255, 256, 257, 511, 512]], [[5_000, 4_999, 1]]])(
    'lists each line once until it is looked at, whatever its number: %s',
    (lines) => {
      const changes = new Changes();
      for (const line of [...lines, ...lines]) changes.inLine(line);
      expect(changes.changed).toBe(true);
      expect(popped(changes)).toEqual(lines.toReversed());
      expect(popped(changes)).toEqual([]);
      for (const line of lines) changes.inLine(line);
      expect(popped(changes)).toEqual(lines.toReversed());
    },
  );

  test('remembers which lines are listed when there come to be more', () => {
    const changes = new Changes();
    for (let line = 0; line < 1_000; line += 1) {
      changes.inLine(line);
      changes.inLine(Math.floor(line / 2));
    }
    expect(popped(changes)).toHaveLength(1_000);
  });

  test('knows the one who became free alone, even if told twice, and then somebody else', () => {
    const changes = new Changes();
    expect(changes.freedAlone).toBe(NOBODY);
    changes.becameFree(3);
    changes.becameFree(3);
    expect([changes.freedAlone, changes.changed]).toEqual([3, false]);
    changes.becameFree(4);
    expect(changes.freedAlone).toBeLessThan(NOBODY);
    changes.becameFree(4);
    expect(changes.freedAlone).toBeLessThan(NOBODY);
    expect(drained(changes.operators)).toEqual([4, 4, 3, 3]);
    changes.settle();
    expect([changes.freedAlone, changes.changed]).toEqual([NOBODY, false]);
  });

  test('is more than an operator who became free where somebody sees more', () => {
    const changes = new Changes();
    changes.seesMore(2);
    expect([changes.freedAlone, changes.changed, drained(changes.operators)]).toEqual([NOBODY, true, [2]]);
  });

  test('doubts the staff of a demand once, and only where stages are skipped', () => {
    const changes = new Changes();
    const [skips, waits] = [demand(true), demand(false)];
    for (const doubted of [skips, waits, skips]) changes.doubtStaff(doubted);
    expect(changes.unstaffed).toHaveLength(1);
    expect(changes.unstaffed[0]).toBe(skips);
    changes.unstaffed.pop();
    changes.doubtStaff(skips);
    expect(changes.unstaffed).toHaveLength(1);
  });
});
