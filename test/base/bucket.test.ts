import { expect, test } from 'vitest';
import { Bucket, prngFrom, Recent } from '../../src/base/index.ts';

const at = (monoMs: number) => ({ monoMs, wallMs: 1_800_000_000_000 + monoMs });

test('a bucket gives its burst at once, then as much as flows in, and never more than the burst', () => {
  const bucket = new Bucket(3, at(0));
  const taken = (ms: number, tries: number) =>
    Array.from({ length: tries }, () => bucket.take(2, 3, at(ms))).filter(Boolean).length;
  expect([taken(0, 10), taken(499, 10), taken(500, 10), taken(1_500, 10)]).toEqual([3, 0, 1, 2]);
  expect(taken(3_600_000, 10)).toBe(3);
});

test('a bucket gives no more in any time than its burst and what flows in meanwhile', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const prng = prngFrom(seed);
    const [perSecond, burst] = [1 + prng.below(50), 1 + prng.below(20)];
    const bucket = new Bucket(burst, at(0));
    let [ms, taken] = [0, 0];
    for (let step = 0; step < 500; step++) {
      // The clock that is given may stand still, or go back.
      ms = Math.max(0, ms + prng.below(60) - 5);
      if (bucket.take(perSecond, burst, at(ms))) taken += 1;
    }
    // Each step back of at most 5 ms lets the same time flow in twice.
    expect(taken).toBeLessThanOrEqual(burst + ((ms + 500 * 5) * perSecond) / 1_000);
  }
});

test('of recent names the oldest is forgotten, and how many there are is known', () => {
  const recent = new Recent<number>(2);
  recent.put('a', 1);
  recent.put('b', 2);
  recent.put('a', 3);
  recent.put('c', 4);
  expect([recent.size, [...recent.names()], recent.get('a')]).toEqual([2, ['a', 'c'], 3]);
});
