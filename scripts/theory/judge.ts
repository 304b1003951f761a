import { prngFrom } from '../../src/base/index.ts';
import type { Routing } from '../../src/routing/routing.ts';
import { table } from '../bench/figures.ts';
import { type Claim, type Experiment, spanOf } from './experiments.ts';
import { type Interval, intervalOf } from './interval.ts';
import { SimulatedCentre, type Tally } from './simulated-centre.ts';

export type Effort = {
  /** Independent ones, each from an empty centre, drawn from one stream of chance. */
  readonly replications: number;
  /** Who count, in each replication. */
  readonly callers: number;
  readonly seed: number;
};

/** One line of the table: theory against what was seen, at the value that lies furthest out. */
export type Finding = Interval & {
  readonly centre: string;
  readonly claim: Claim;
  readonly isInside: boolean;
};

/** So sure are the intervals of one call of `judge`, all of them together (Bonferroni). */
export const CONFIDENCE = 0.99;

/** Runs each experiment around routers of its own and holds what came out against theory. */
export function judge(
  experiments: readonly Experiment[],
  effort: Effort,
  makeRouting: () => Routing,
): readonly Finding[] {
  const seen = experiments.map((experiment) => ({
    experiment,
    tallies: replicate(experiment, effort, makeRouting),
  }));
  const values = seen.flatMap(({ experiment, tallies }) =>
    experiment.claims.flatMap((claim) => claim.measure(tallies[0]!)),
  );
  const confidence = 1 - (1 - CONFIDENCE) / values.length;
  return seen.flatMap(({ experiment, tallies }) =>
    experiment.claims.map((claim) => findingOf(experiment.name, claim, tallies, confidence)),
  );
}

function replicate(
  { centre }: Experiment,
  { replications, callers, seed }: Effort,
  makeRouting: () => Routing,
): readonly Tally[] {
  const prng = prngFrom(seed);
  const span = spanOf(centre, callers);
  return Array.from({ length: replications }, () =>
    new SimulatedCentre(makeRouting(), centre, span, prng).run(),
  );
}

function findingOf(centre: string, claim: Claim, tallies: readonly Tally[], confidence: number): Finding {
  const runs = tallies.map((tally) => claim.measure(tally));
  const intervals = runs[0]!.map((_, place) =>
    intervalOf(
      runs.map((run) => run[place]!),
      confidence,
    ),
  );
  const margin = ({ mean, half }: Interval): number =>
    half - (claim.is === 'equal' ? Math.abs(mean - claim.theory) : claim.theory - mean + 2 * half);
  const worst = intervals.reduce((a, b) => (margin(b) < margin(a) ? b : a));
  return { centre, claim, ...worst, isInside: margin(worst) >= 0 };
}

/** For people. */
export function findingsTable(findings: readonly Finding[]): string {
  const head = ['centre', 'figure', 'theory', 'simulated', 'interval', 'verdict'];
  const rows = findings.map(({ centre, claim, mean, half, isInside }) => {
    const text = (value: number): string => `${value.toFixed(2)} ${claim.unit}`.trimEnd();
    const theory = `${claim.is === 'atLeast' ? '>= ' : ''}${text(claim.theory)}`;
    return [centre, claim.about, theory, text(mean), `± ${text(half)}`, isInside ? 'inside' : 'OUTSIDE'];
  });
  return table([head, ...rows]);
}
