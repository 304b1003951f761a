import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { BundleSource } from '../../../src/bundle/index.ts';
import { systemClock as clock } from '../../../src/machine/system-clock.ts';
import { type Figure, percentile, type Target, timesFigure, valueFigure } from '../figures.ts';
import { BenchHouse } from './bench-house.ts';
import { bigBundle, dialledNumbers } from './big-bundle.ts';
import { type Cost, costOf } from './cost.ts';
import { Crowd } from './crowd.ts';

export const TARGETS: readonly Target[] = [
  ...['one file', 'ten files'].flatMap((files): Target[] => [
    { measure: `longest stall, ${files}`, field: 'value', atMost: 50 },
    { measure: `validation on the processor, ${files}`, field: 'p95', atMost: 300 },
    { measure: `longest step on the processor, ${files}`, field: 'max', atMost: 50 },
  ]),
  { measure: 'hostile file on the processor', field: 'max', atMost: 50 },
  // Two thousand steps, of which a thousand may take 300 ms.
  { measure: 'crowded file on the processor', field: 'max', atMost: 600 },
  { measure: 'longest step on the processor, hostile', field: 'max', atMost: 50 },
];

/** What is said of a reload after which the old flows were still in use. */
const REFUSED = 'reloads that came to nothing';
/** Calls get on a little before and between the reloads. */
const BETWEEN_MS = 300;
const SETTLE_MS = 3_000;
const RESOLUTION_MS = 1;
/** The first readings are slow, since the machine learns the code by them. */
const WARM_UP = 5;

export type ReloadPlan = { readonly calls: number; readonly steps: number; readonly tries: number };

export const refusedReloads = (figures: readonly Figure[]): number =>
  figures.filter(({ measure }) => measure.startsWith(REFUSED)).reduce((sum, { value = 0 }) => sum + value, 0);

const figureOf = (measure: string, value: number, unit: string, tries: number): Figure =>
  valueFigure('reload', 'cordboard', measure, value, unit, tries);

/** A bundle as one file and as ten, each read without calls and then taken into use while calls go on. */
export async function measureReload(plan: ReloadPlan): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [files, count] of [
    ['one file', 1],
    ['ten files', 10],
  ] as const) {
    figures.push(...measureValidation(plan, files, count));
    figures.push(...(await measureStall(plan, files, count)));
  }
  return figures;
}

/** What the bundle costs when nothing else goes on: in all, and the longest step, in which nothing else could. */
function measureValidation({ steps, tries }: ReloadPlan, files: string, count: number): readonly Figure[] {
  const source: BundleSource = {
    ...{ files: bigBundle(steps, count, 'as it is'), recordings: [], folder: '' },
    hash: (text) => String(text.length),
  };
  const costs = Array.from({ length: tries + WARM_UP }, () => costOf(source));
  const warm = costs.slice(WARM_UP);
  const times = (measure: string, of: keyof Cost): Figure =>
    timesFigure(
      'reload',
      'cordboard',
      `${measure}, ${files}`,
      warm.map((cost) => cost[of]),
    );
  return [
    figureOf(`first validation, ${files}`, costs[0]!.wallMs, 'ms', 1),
    times('validation', 'wallMs'),
    times('validation on the processor', 'cpuMs'),
    times('longest step on the processor', 'longestMs'),
  ];
}

async function measureStall(plan: ReloadPlan, files: string, count: number): Promise<readonly Figure[]> {
  const { steps, calls, tries } = plan;
  const house = await BenchHouse.open(bigBundle(steps, count, 'as it was'));
  const crowd = new Crowd(house.exchange, clock, dialledNumbers(count));
  crowd.begin(calls);
  await pause(SETTLE_MS);
  const calm = await stallIn(() => pause(tries * BETWEEN_MS));
  const reloads: number[] = [];
  const stalls: number[] = [];
  const inFlight: number[] = [];
  let refused = 0;
  for (let version = 0; version < tries; version++) {
    const bundle = bigBundle(steps, count, `version ${version}`);
    inFlight.push(house.switchboard.liveCallIds().size);
    const startMs = performance.now();
    const act = async (): Promise<void> => {
      if (!(await house.reload(bundle))) refused += 1;
    };
    stalls.push(await stallIn(act));
    reloads.push(performance.now() - startMs);
    await pause(BETWEEN_MS);
  }
  crowd.end();
  await house.close();
  return [
    figureOf(`calls in flight, ${files}`, Math.min(...inFlight), '', tries),
    figureOf(`longest stall without a reload, ${files}`, calm, 'ms', 1),
    timesFigure('reload', 'cordboard', `reload, ${files}`, reloads),
    figureOf(`longest stall, ${files}`, percentile(stalls, 100), 'ms', tries),
    figureOf(`${REFUSED}, ${files}`, refused, '', tries),
  ];
}

/** By how much the event loop was late at most while something was done. */
async function stallIn(act: () => Promise<unknown>): Promise<number> {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  // The first look of the histogram is at the next turn.
  await pause(2 * RESOLUTION_MS);
  histogram.reset();
  await act();
  await pause(2 * RESOLUTION_MS);
  histogram.disable();
  return Math.max(0, histogram.max / 1e6 - RESOLUTION_MS);
}
