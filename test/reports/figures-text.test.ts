import { expect, test } from 'vitest';
import { type Prng, prngFrom } from '../../src/base/index.ts';
import { columnsOf } from '../../src/reports/columns.ts';
import { FiguresText } from '../../src/reports/figures-text.ts';
import { Amounts, DIMENSIONS, MEASURES, type Sums, WAIT_BOUNDS_MS } from '../../src/reports/index.ts';

/** Few are not 0, or many. */
function someSums(prng: Prng): Sums {
  const share = prng.below(10);
  return Object.fromEntries(
    MEASURES.map((measure) => [measure, prng.chance(share, 10) ? prng.below(5_000_000_000) : 0]),
  );
}

test.each(DIMENSIONS)('figures by %s are written as JSON has them, whatever the sums', (by) => {
  const prng = prngFrom(12);
  for (let round = 0; round < 200; round += 1) {
    const targetMs = WAIT_BOUNDS_MS[prng.below(WAIT_BOUNDS_MS.length)]!;
    const text = new FiguresText(by, targetMs);
    for (const sums of [{}, someSums(prng), someSums(prng)]) {
      const [waitingAtStart, waitingAtEnd] = [prng.below(3), prng.below(3)];
      const beside = { targetMs, waitingAtStart, waitingAtEnd, all: someSums(prng) };
      const figures = columnsOf(by).map(({ key, of }) => [key, of(sums, beside)]);
      expect(text.of(Amounts.of(by, sums), beside)).toBe(JSON.stringify(Object.fromEntries(figures)));
    }
  }
});

test.each(DIMENSIONS)('lines by %s that have the same sum alone differ where the rest does', (by) => {
  const prng = prngFrom(13);
  const text = new FiguresText(by, 20_000);
  for (const sums of MEASURES.flatMap((measure) => [{ [measure]: 3 }, { [measure]: 3 }, { [measure]: 4 }])) {
    const beside = {
      ...{ targetMs: 20_000, waitingAtStart: prng.below(9), waitingAtEnd: prng.below(9) },
      all: someSums(prng),
    };
    const figures = columnsOf(by).map(({ key, of }) => [key, of(sums, beside)]);
    expect(text.of(Amounts.of(by, sums), beside)).toBe(JSON.stringify(Object.fromEntries(figures)));
  }
});
