import type { FlowGraph } from '../flow/index.ts';
import type { Happening } from './happening.ts';

/** What tests reached of one flow: steps, and outcomes as "step → outcome". */
export type FlowCoverage = {
  readonly flow: string;
  readonly stepsCount: number;
  readonly outcomesCount: number;
  readonly stepsMissed: readonly string[];
  readonly outcomesMissed: readonly string[];
};

export type Coverage = readonly FlowCoverage[];

/**
 * What the calls reached of the flows, and what none of them did. Errors are our own faults, and no caller can bring
 * them about: they do not count.
 */
export function coverageOf(flows: Iterable<FlowGraph>, calls: readonly (readonly Happening[])[]): Coverage {
  const reached = new Set(calls.flatMap((happenings) => happenings.flatMap(placeOf)));
  return [...flows].map((graph) => {
    const steps = graph.steps.map(({ name }) => name);
    const outcomes = graph.steps.flatMap(({ name, targets }) =>
      [...targets.keys()].filter((outcome) => outcome !== 'error').map((outcome) => `${name} → ${outcome}`),
    );
    const missed = (places: readonly string[]): string[] =>
      places.filter((place) => !reached.has(`${graph.name}/${place}`));
    return {
      flow: graph.name,
      stepsCount: steps.length,
      outcomesCount: outcomes.length,
      stepsMissed: missed(steps),
      outcomesMissed: missed(outcomes),
    };
  });
}

function placeOf(happening: Happening): readonly string[] {
  if (happening.kind === 'entered') return [`${happening.flow}/${happening.step}`];
  if (happening.kind === 'left') return [`${happening.flow}/${happening.step} → ${happening.outcome}`];
  return [];
}
