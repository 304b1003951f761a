import { performance } from 'node:perf_hooks';
import type { FlowSet } from '../../src/flow/index.ts';
import { randomWalk } from '../../src/rehearsal/index.ts';
import { type Figure, type Target, valueFigure } from './figures.ts';

export const TARGETS: readonly Target[] = [{ measure: 'simulated calls', field: 'value', atLeast: 10_000 }];

const WRONG = 'wrong calls';
/** The first calls are slow, since the machine learns the code by them. */
const WARM_UP = 5_000;

/** Calls that came to what no call may come to. */
export const wrongCalls = (figures: readonly Figure[]): number =>
  figures.find(({ measure }) => measure === WRONG)?.value ?? 0;

/**
 * Makes calls into all flows in turn. A call is a whole random walk with an exchange around it; to draw the caller and to
 * judge the walk is part of its cost.
 */
export function measureFlow(flows: FlowSet, calls: number, seed: number): readonly Figure[] {
  const first = seed * 1_000_003;
  const warm = makeCalls(flows, first, WARM_UP);
  const startMs = performance.now();
  const { happenings, steps, wrong } = makeCalls(flows, first + WARM_UP, calls);
  const seconds = (performance.now() - startMs) / 1_000;
  const figure = (measure: string, value: number, unit: string): Figure =>
    valueFigure('flow', 'cordboard', measure, value, unit, calls);
  return [
    figure('simulated calls', calls / seconds, 'calls/s'),
    figure('steps', steps / seconds, 'steps/s'),
    figure('one call', (seconds * 1_000_000) / calls, 'µs'),
    figure('steps of one call', steps / calls, ''),
    figure('happenings of one call', happenings / calls, ''),
    figure(WRONG, wrong + warm.wrong, ''),
  ];
}

type Sums = { readonly happenings: number; readonly steps: number; readonly wrong: number };

function makeCalls(flows: FlowSet, from: number, count: number): Sums {
  const graphs = [...flows.flows.values()];
  const sums = { happenings: 0, steps: 0, wrong: 0 };
  for (let call = from; call < from + count; call += 1) {
    const { happenings, verdict } = randomWalk(flows, graphs[call % graphs.length]!, call);
    sums.happenings += happenings.length;
    for (const { kind } of happenings) if (kind === 'entered') sums.steps += 1;
    if (verdict !== null) sums.wrong += 1;
  }
  return sums;
}
