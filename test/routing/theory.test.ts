import { expect, test } from 'vitest';
import { type Experiment, impatientCallers, patientCallers } from '../../scripts/theory/experiments.ts';
import { type Finding, judge } from '../../scripts/theory/judge.ts';
import { FastRouter } from '../../src/routing/fast-router.ts';
import type { Entering, Routing } from '../../src/routing/routing.ts';

// The short form of `npm run simulate:theory`: wide intervals, yet too narrow for the routers that are wrong on purpose.
const EFFORT = { replications: 20, callers: 3_000, seed: 1 };
const LIMITS = { callersMax: 10_000, operatorsMax: 100 };

const outside = (experiment: Experiment, makeRouting: () => Routing): readonly string[] =>
  judge([experiment], EFFORT, makeRouting)
    .filter((finding: Finding) => !finding.isInside)
    .map(({ claim }) => claim.about);

/** Serves those who came last first: each has a head start of twice the age that the clock shows. */
class LastComeFirst extends FastRouter {
  override enter(entering: Entering, nowMs: number): ReturnType<Routing['enter']> {
    return super.enter({ ...entering, boostMs: 2 * entering.enteredMs }, nowMs);
  }
}

/** The first of the file is always rung first. */
class AlwaysTheSame extends FastRouter {
  override enter(entering: Entering, nowMs: number): ReturnType<Routing['enter']> {
    return super.enter({ ...entering, queue: { ...entering.queue, strategy: 'linear' } }, nowMs);
  }
}

test('patient callers wait as Erlang C foretells, and the work is shared out evenly', () => {
  expect(outside(patientCallers(), () => new FastRouter(LIMITS))).toEqual([]);
});

test('impatient callers wait and give up as Erlang A foretells', () => {
  expect(outside(impatientCallers(), () => new FastRouter(LIMITS))).toEqual([]);
});

test('an operator too few is seen', () => {
  const { centre, ...rest } = patientCallers();
  const short = { ...rest, centre: { ...centre, profiles: centre.profiles.slice(1) } };
  expect(outside(short, () => new FastRouter(LIMITS))).toEqual(
    expect.arrayContaining([
      'callers who wait',
      'mean wait',
      'answered within 20 s',
      "each operator's occupancy",
    ]),
  );
});

test('serving those first who came last is seen, though it changes no mean wait', () => {
  const found = outside(patientCallers(), () => new LastComeFirst(LIMITS));
  expect(found).toEqual(['answered within 20 s', 'callers passed over']);
});

test('a router that always rings the same operators first is seen', () => {
  const found = outside(patientCallers(), () => new AlwaysTheSame(LIMITS));
  expect(found).toEqual(["each operator's occupancy", 'operators passed over']);
});
