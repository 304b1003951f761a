import { expect, test } from 'vitest';
import { BenchHouse } from '../../scripts/bench/reload/bench-house.ts';
import { bigBundle } from '../../scripts/bench/reload/big-bundle.ts';
import { measureReload, refusedReloads, TARGETS } from '../../scripts/bench/reload/measure-reload.ts';

test('the bench reloads while so many calls go on, and what it promised it measures', async () => {
  const figures = await measureReload({ calls: 20, steps: 100, tries: 1 });
  const of = (measure: string) => figures.find((figure) => figure.measure === measure)!;
  expect(of('calls in flight, one file').value).toBeGreaterThan(10);
  expect(of('calls in flight, ten files').value).toBeGreaterThan(10);
  expect(refusedReloads(figures)).toBe(0);
  for (const { measure, field } of TARGETS.filter((one) => !/hostile|crowded/.test(one.measure)))
    expect(of(measure)[field]).toBeGreaterThan(0);
}, 60_000);

test('a reload that came to nothing is counted', async () => {
  const house = await BenchHouse.open(bigBundle(100, 1, 'one'));
  expect(await house.reload(bigBundle(100, 1, 'one'))).toBe(false);
  expect(await house.reload(bigBundle(100, 1, 'other'))).toBe(true);
  await house.close();
});
