import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { crashAgainOf, crashOf } from '../test/simulation/world/crash-of.ts';
import { type Run, runSeed } from '../test/simulation/world/run-seed.ts';
import type { WorldOptions } from '../test/simulation/world/world.ts';

/**
 * simulate [--seeds N] [--from M] [--first] [--crash | --twice | --every-step] [--nodes]: lets so many worlds live, one
 * for each seed from M on, and prints figures; --first stops at the first seed in which a rule does not hold. --crash
 * kills the process of each world once, after a number of commands and entries that is drawn from the seed; --twice also
 * the one that takes over; --every-step lets each world live anew for each of its steps, with a kill there. --nodes: on
 * two nodes, of which one or the other dies.
 * simulate --seed S [--story] [--crash-at K [--crash-again-at L]] [--nodes]: one world; as a story; with the process killed
 * after K commands and entries, and the next one after L. The exit code is 1 when a rule did not hold.
 */

const DAY_MS = 86_400_000;
const PROGRESS_EVERY_MS = 10_000;
/** So much of the story is told when a single seed fails. */
const LAST_LINES = 40;

type Figures = { worlds: number; events: number; calls: number; simulatedMs: number; failed: number };

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    first: { type: 'boolean', default: false },
    crash: { type: 'boolean', default: false },
    twice: { type: 'boolean', default: false },
    'every-step': { type: 'boolean', default: false },
    nodes: { type: 'boolean', default: false },
    seed: { type: 'string' },
    story: { type: 'boolean', default: false },
    'crash-at': { type: 'string' },
    'crash-again-at': { type: 'string' },
  },
});

/** Where all of them live. */
const WORLD = { hasNodes: values.nodes };

type Crashes = Pick<WorldOptions, 'crashAt' | 'crashAgainAt'>;

/** "12,345": the same on every machine, whatever its language. */
const count = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');

function wholeNumber(text: string, option: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  console.error(`--${option} wants a whole number, not "${text}"`);
  process.exit(2);
}

function failureLine({ seed, violation }: Run, { crashAt, crashAgainAt }: Crashes): string {
  const again = crashAgainAt === undefined ? '' : ` --crash-again-at ${crashAgainAt}`;
  const crash = crashAt === undefined ? '' : ` (--crash-at ${crashAt}${again})`;
  return `seed ${seed}${crash} failed: ${violation?.checker}: ${violation?.what}`;
}

async function tellOne(seed: number, isWholeStory: boolean, crashes: Crashes): Promise<number> {
  const run = await runSeed(seed, { ...WORLD, ...crashes, tells: true });
  const lines = isWholeStory ? run.story : run.violation === null ? [] : run.story.slice(-LAST_LINES);
  for (const line of lines) console.log(line);
  const { violation, eventsCount, callsCount, simulatedMs, crashesCount } = run;
  const killed = crashesCount > 0 ? `, killed ${crashesCount === 1 ? 'once' : 'twice'}` : '';
  console.log(
    violation === null
      ? `seed ${seed}: every rule held; ${count(callsCount)} calls, ${count(eventsCount)} events, ` +
          `${count(simulatedMs / 60_000)} simulated minutes${killed}`
      : failureLine(run, crashes),
  );
  return violation === null ? 0 : 1;
}

/** The ways in which the world of this seed is to live. */
async function waysOf(seed: number): Promise<readonly Crashes[]> {
  const { crash, twice, 'every-step': everyStep } = values;
  if (everyStep) {
    const { stepsCount } = await runSeed(seed, WORLD);
    return Array.from({ length: stepsCount }, (_, step) => ({ crashAt: step + 1 }));
  }
  if (twice) return [{ crashAt: crashOf(seed), crashAgainAt: crashAgainOf(seed) }];
  return [crash ? { crashAt: crashOf(seed) } : {}];
}

async function runMany(seedsCount: number, from: number, isFirstOnly: boolean): Promise<number> {
  const figures: Figures = { worlds: 0, events: 0, calls: 0, simulatedMs: 0, failed: 0 };
  const startMs = performance.now();
  let toldMs = startMs;
  for (let seed = from; seed < from + seedsCount; seed++) {
    for (const way of await waysOf(seed)) {
      const run = await runSeed(seed, { ...WORLD, ...way });
      figures.worlds += 1;
      figures.events += run.eventsCount;
      figures.calls += run.callsCount;
      figures.simulatedMs += run.simulatedMs;
      if (run.violation !== null) {
        figures.failed += 1;
        console.log(failureLine(run, way));
      }
      if (performance.now() - toldMs < PROGRESS_EVERY_MS) continue;
      toldMs = performance.now();
      console.log(
        `… seed ${count(seed)} of ${count(from)} to ${count(from + seedsCount - 1)}, ${count(figures.worlds)} worlds`,
      );
    }
    if (isFirstOnly && figures.failed > 0) break;
  }
  printFigures(figures, (performance.now() - startMs) / 1_000);
  return figures.failed > 0 ? 1 : 0;
}

function printFigures({ worlds, events, calls, simulatedMs, failed }: Figures, seconds: number): void {
  const rows = [
    ['worlds', count(worlds)],
    ['failed', count(failed)],
    ['simulated days', (simulatedMs / DAY_MS).toFixed(1)],
    ['calls', count(calls)],
    ['events', count(events)],
    ['seconds', seconds.toFixed(1)],
    ['worlds a second', (worlds / seconds).toFixed(1)],
    ['events a second', count(events / seconds)],
  ] as const;
  for (const [name, value] of rows) console.log(`${name.padEnd(16)} ${value.padStart(14)}`);
}

/** What an option says, if it is there. */
const given = <Name extends 'crash-at' | 'crash-again-at'>(name: Name): number | undefined =>
  values[name] === undefined ? undefined : wholeNumber(values[name], name);

const [crashAt, crashAgainAt] = [given('crash-at'), given('crash-again-at')];
const crashes = { ...(crashAt && { crashAt }), ...(crashAgainAt && { crashAgainAt }) };
const { seed, story, first } = values;
process.exitCode =
  seed === undefined
    ? await runMany(wholeNumber(values.seeds, 'seeds'), wholeNumber(values.from, 'from'), first)
    : await tellOne(wholeNumber(seed, 'seed'), story, crashes);
