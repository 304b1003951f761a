import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { crashOf } from '../test/simulation/world/crash-of.ts';
import { type Run, runSeed } from '../test/simulation/world/run-seed.ts';

/**
 * simulate [--seeds N] [--from M] [--first] [--crash] [--nodes]: lets so many worlds live, one for each seed from M on,
 * and prints figures; --first stops at the first seed in which a rule does not hold; --crash kills the process of each
 * world once, after a number of commands and entries that is drawn from the seed; --nodes: on two nodes, of which one or
 * the other dies.
 * simulate --seed S [--story] [--crash-at K] [--nodes]: one world; as a story; with the process killed after K commands
 * and entries. The exit code is 1 when a rule did not hold.
 */

const DAY_MS = 86_400_000;
const PROGRESS_EVERY_MS = 10_000;
/** So much of the story is told when a single seed fails. */
const LAST_LINES = 40;

type Figures = { seeds: number; events: number; calls: number; simulatedMs: number; failed: number };

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    first: { type: 'boolean', default: false },
    crash: { type: 'boolean', default: false },
    nodes: { type: 'boolean', default: false },
    seed: { type: 'string' },
    story: { type: 'boolean', default: false },
    'crash-at': { type: 'string' },
  },
});

/** Where all of them live. */
const WORLD = { hasNodes: values.nodes };

/** "12,345": the same on every machine, whatever its language. */
const count = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');

function wholeNumber(text: string, option: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  console.error(`--${option} wants a whole number, not "${text}"`);
  process.exit(2);
}

function failureLine({ seed, violation, crashesCount }: Run, crashAt = crashOf(seed)): string {
  const crash = crashesCount > 0 ? ` (--crash-at ${crashAt})` : '';
  return `seed ${seed}${crash} failed: ${violation?.checker}: ${violation?.what}`;
}

async function tellOne(seed: number, isWholeStory: boolean, crashAt: number | undefined): Promise<number> {
  const run = await runSeed(seed, { ...WORLD, tells: true, ...(crashAt === undefined ? {} : { crashAt }) });
  const lines = isWholeStory ? run.story : run.violation === null ? [] : run.story.slice(-LAST_LINES);
  for (const line of lines) console.log(line);
  const { violation, eventsCount, callsCount, simulatedMs, crashesCount } = run;
  const crashes = crashesCount > 0 ? `, ${crashesCount} crash` : '';
  console.log(
    violation === null
      ? `seed ${seed}: every rule held; ${count(callsCount)} calls, ${count(eventsCount)} events, ` +
          `${count(simulatedMs / 60_000)} simulated minutes${crashes}`
      : failureLine(run, crashAt),
  );
  return violation === null ? 0 : 1;
}

async function runMany(
  seedsCount: number,
  from: number,
  isFirstOnly: boolean,
  isCrash: boolean,
): Promise<number> {
  const figures: Figures = { seeds: 0, events: 0, calls: 0, simulatedMs: 0, failed: 0 };
  const startMs = performance.now();
  let toldMs = startMs;
  for (let seed = from; seed < from + seedsCount; seed++) {
    const run = await runSeed(seed, { ...WORLD, ...(isCrash && { crashAt: crashOf(seed) }) });
    figures.seeds += 1;
    figures.events += run.eventsCount;
    figures.calls += run.callsCount;
    figures.simulatedMs += run.simulatedMs;
    if (run.violation !== null) {
      figures.failed += 1;
      console.log(failureLine(run));
      if (isFirstOnly) break;
    }
    if (performance.now() - toldMs < PROGRESS_EVERY_MS) continue;
    toldMs = performance.now();
    console.log(`… ${count(figures.seeds)} of ${count(seedsCount)} seeds`);
  }
  printFigures(figures, (performance.now() - startMs) / 1_000);
  return figures.failed > 0 ? 1 : 0;
}

function printFigures({ seeds, events, calls, simulatedMs, failed }: Figures, seconds: number): void {
  const rows = [
    ['seeds', count(seeds)],
    ['failed', count(failed)],
    ['simulated days', (simulatedMs / DAY_MS).toFixed(1)],
    ['calls', count(calls)],
    ['events', count(events)],
    ['seconds', seconds.toFixed(1)],
    ['seeds a second', (seeds / seconds).toFixed(1)],
    ['events a second', count(events / seconds)],
  ] as const;
  for (const [name, value] of rows) console.log(`${name.padEnd(16)} ${value.padStart(14)}`);
}

const { seed, story, first, crash } = values;
const crashAt = values['crash-at'] === undefined ? undefined : wholeNumber(values['crash-at'], 'crash-at');
process.exitCode =
  seed === undefined
    ? await runMany(wholeNumber(values.seeds, 'seeds'), wholeNumber(values.from, 'from'), first, crash)
    : await tellOne(wholeNumber(seed, 'seed'), story, crashAt);
