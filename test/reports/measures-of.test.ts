import { expect, test } from 'vitest';
import { prngFrom } from '../../src/base/index.ts';
import { columnsOf } from '../../src/reports/columns.ts';
import { DIMENSIONS, MEASURES, measuresOf, type Sums, WAIT_BOUNDS_MS } from '../../src/reports/index.ts';

test.each(DIMENSIONS)('figures by %s are made of what is read for them, whatever the sums', (by) => {
  const prng = prngFrom(11);
  const read = new Set<string>(measuresOf(by));
  for (let round = 0; round < 200; round += 1) {
    const sums: Sums = Object.fromEntries(MEASURES.map((measure) => [measure, prng.below(4)]));
    const some: Sums = Object.fromEntries(Object.entries(sums).filter(([measure]) => read.has(measure)));
    const beside = {
      targetMs: WAIT_BOUNDS_MS[prng.below(WAIT_BOUNDS_MS.length)]!,
      ...{ waitingAtStart: prng.below(9), waitingAtEnd: prng.below(9), all: sums },
    };
    for (const { of } of columnsOf(by)) expect(of(some, beside)).toBe(of(sums, beside));
  }
});

test('much of what is kept is left alone', () => {
  for (const by of DIMENSIONS) expect(measuresOf(by).length).toBeLessThan(MEASURES.length);
});
