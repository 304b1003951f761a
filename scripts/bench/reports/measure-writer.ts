import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as after } from 'node:timers/promises';
import type { Entry } from '../../../src/journal/index.ts';
import { DIMENSIONS } from '../../../src/reports/index.ts';
import { type Figure, type Target, timesFigure } from '../figures.ts';
import { DAY_MS, FROM_MS, type Invented, inventedCalls } from './invented-calls.ts';
import { type BenchStore, wishFor } from './measure-reports.ts';

/** So long each is watched, at so many calls a second. */
const WATCH_MS = 15_000;
const CALLS_PER_S = 100;
const STEP_MS = 20;
/** Node's histogram measures from look to look. */
const LOOK_MS = 1;

const WHILE = [
  'nothing else is done',
  'reports are made',
  'a backup is made',
  'all is counted anew',
] as const;
type While = (typeof WHILE)[number];

const LATE = 'how late the loop of calls is';
const WRITE = 'handing an entry to the store';
const SAFE = 'until an entry is on the disk';
const nameOf = (what: string, meanwhile: While): string => `${what}, while ${meanwhile}`;

/** No call feels the store: the loop is not held up, and entries are on the disk before anybody misses them. */
export const WRITER_TARGETS: readonly Target[] = WHILE.flatMap((meanwhile) => [
  { measure: nameOf(LATE, meanwhile), field: 'max', atMost: 50 } as const,
  { measure: nameOf(WRITE, meanwhile), field: 'max', atMost: 5 } as const,
  { measure: nameOf(SAFE, meanwhile), field: 'p95', atMost: 250 } as const,
]);

/** Work beside the writing, which is begun anew until it is wanted no more, and may be given up then. */
type Beside = (isWanted: AbortSignal) => Promise<unknown>;

/**
 * Writes calls at a steady pace and looks at the writer, while something else is done beside it. `backUp` makes one
 * backup in a process of its own, as the command does; without it (a server has tools of its own) that is left out.
 */
export async function measureWriter(
  store: BenchStore,
  calls: Invented,
  backUp: Beside | undefined,
): Promise<readonly Figure[]> {
  // Of a day behind all others.
  const fromMs = FROM_MS + (calls.days + 1) * DAY_MS;
  const entries = inventedCalls({ calls: 100_000, days: 1, fromMs, prefix: 'later' });
  const wishes = DIMENSIONS.map((by) => wishFor(by, ['', 10, '5m'], calls));
  const reports = (): Promise<unknown> => Promise.all(wishes.map((wish) => store.report(wish)));
  const figures = [
    ...(await watch(store, entries, WHILE[0])),
    ...(await watch(store, entries, WHILE[1], reports)),
  ];
  if (backUp !== undefined) figures.push(...(await watch(store, entries, WHILE[2], backUp)));
  await store.countAnew();
  return [...figures, ...(await watch(store, entries, WHILE[3]))];
}

async function watch(
  store: BenchStore,
  calls: Iterator<readonly Entry[]>,
  meanwhile: While,
  beside?: Beside,
): Promise<readonly Figure[]> {
  const isWanted = AbortSignal.timeout(WATCH_MS);
  const isOver = (): boolean => isWanted.aborted;
  const late = monitorEventLoopDelay({ resolution: LOOK_MS });
  const [writesMs, safeMs]: [number[], number[]] = [[], []];
  late.enable();
  const written = writeSteadily(store, calls, { isOver, writesMs, safeMs });
  const repeated = async (): Promise<void> => {
    while (beside !== undefined && !isOver()) await beside(isWanted);
  };
  await Promise.all([written, repeated()]);
  late.disable();
  const beyond = (percent: number): number => Math.max(0, late.percentile(percent) / 1e6 - LOOK_MS);
  const lateMs = Array.from({ length: 1_000 }, (_, at) => beyond((at + 1) / 10));
  return [
    timesFigure('reports', 'cordboard', nameOf(LATE, meanwhile), lateMs),
    timesFigure('reports', 'cordboard', nameOf(WRITE, meanwhile), writesMs),
    timesFigure('reports', 'cordboard', nameOf(SAFE, meanwhile), safeMs),
  ];
}

type Pace = {
  readonly isOver: () => boolean;
  readonly writesMs: number[];
  readonly safeMs: number[];
};

async function writeSteadily(
  store: BenchStore,
  calls: Iterator<readonly Entry[]>,
  { isOver, writesMs, safeMs }: Pace,
): Promise<void> {
  const flushing: Promise<void>[] = [];
  const startMs = performance.now();
  for (let step = 1; !isOver(); step += 1) {
    for (let call = 0; call < (CALLS_PER_S * STEP_MS) / 1_000; call += 1)
      for (const entry of (calls.next().value ?? []) as readonly Entry[]) {
        const beforeMs = performance.now();
        store.write(entry);
        writesMs.push(performance.now() - beforeMs);
      }
    const writtenMs = performance.now();
    flushing.push(store.flush().then(() => void safeMs.push(performance.now() - writtenMs)));
    await after(Math.max(0, startMs + step * STEP_MS - performance.now()));
  }
  await Promise.all(flushing);
}
