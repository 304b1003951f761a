import { expect, test } from 'vitest';
import { DemandCache } from '../../src/routing/core/demand-cache.ts';
import type { KnownDemand } from '../../src/routing/core/demands.ts';
import { ANYBODY } from '../../src/routing/needs.ts';
import { needs, queue } from './rules.ts';

test('a demand is found by the very objects that it is made of, and by no others', () => {
  const cache = new DemandCache();
  const rules = [queue('q'), queue('q'), queue('r')];
  const stepNeeds = [ANYBODY, needs('ru >= 1'), needs('ru >= 1')];
  const stepMust = [ANYBODY, needs('en >= 1'), needs('en >= 1')];
  const asked = rules.flatMap((one) =>
    stepNeeds.flatMap((wanted) =>
      [true, false].flatMap((keeps) => stepMust.map((must) => [one, wanted, keeps, must] as const)),
    ),
  );
  const demands = asked.map((_, slot) => ({ slot }) as unknown as KnownDemand);
  expect(asked.map((of) => cache.find(...of))).toEqual(asked.map(() => undefined));
  for (const [at, of] of asked.entries()) {
    cache.put(demands[at]!, ...of);
    const found = asked.map((other) => cache.find(...other)?.slot);
    expect(found).toEqual(asked.map((_, other) => (other <= at ? other : undefined)));
  }
  cache.put(demands[0]!, ...asked[5]!);
  expect(cache.find(...asked[5]!)).toBe(demands[0]);
});
