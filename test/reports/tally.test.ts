import { expect, test } from 'vitest';
import { Amounts, type Sums } from '../../src/reports/index.ts';
import { added } from '../../src/reports/measures.ts';
import { Tally, tallyOf } from '../../src/reports/tally.ts';

const ONE: Sums = { talks: 1, talkMs: 0.25, talkMsMax: 7, holds: 3 };
const OTHER: Sums = { talks: 2, talkMs: 40, talkMsMax: 5 };

const amountsOf = (sums: Sums): Amounts => Amounts.of('operator', sums);

test('amounts have every measure of their report, and none of others', () => {
  const { sums } = amountsOf({ ...ONE, waitMsMax: 9 });
  expect(sums).toMatchObject({ ...ONE, offers: 0 });
  expect(sums).not.toHaveProperty('waitMsMax');
});

test('amounts may begin anywhere in a list', () => {
  const first = [...Array(100).keys()].findIndex((at) => amountsOf({ talks: 1 }).at(at) === 1);
  const list = new Float64Array(200);
  list[70 + first] = 8;
  const amounts = new Amounts('operator', list, 70);
  expect([amounts.at(first), amounts.sums.talks, amounts.sums.talkMs]).toEqual([8, 8, 0]);
});

test('sums are added up, and of maxima the greatest stays', () => {
  const tally = new Tally('operator');
  for (const sums of [ONE, OTHER]) tally.add(amountsOf(sums));
  expect(tally.amounts.sums).toEqual(amountsOf(added(ONE, OTHER)).sums);
  expect(tally.amounts.sums.talkMsMax).toBe(7);
});

test('each key has a tally of its own', () => {
  const tallies = new Map<string, Tally>();
  for (const key of ['anna', 'boris', 'anna']) tallyOf(tallies, key, 'operator').add(amountsOf(OTHER));
  expect([...tallies].map(([key, { amounts }]) => [key, amounts.sums.talks])).toEqual([
    ['anna', 4],
    ['boris', 2],
  ]);
});
