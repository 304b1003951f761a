import { parseArgs } from 'node:util';
import { FastRouter } from '../src/routing/fast-router.ts';
import type { Routing } from '../src/routing/routing.ts';
import { failedText, runWorlds, shortened, type Tally } from '../test/routing/worlds.ts';
import { wholeNumber } from './router-stdio/whole-number.ts';

/**
 * router-worlds.ts [--events 1000000] [--seed 1]: random worlds in which the router must decide what the literal
 * reference decides, step by step. Prints figures as it goes on; a failed world is shrunk and printed, and the exit
 * code is 1.
 */

const EVENTS_PER_REPORT = 100_000;
const makeRouter = (): Routing => new FastRouter();

const { values } = parseArgs({
  options: { events: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const eventsWanted = wholeNumber('events', values.events);
const firstSeed = wholeNumber('seed', values.seed);

function run(): number {
  const startedMs = performance.now();
  let sum: Tally = { events: 0, worlds: 0, matches: 0, failed: null };
  while (sum.events < eventsWanted && sum.failed === null) {
    const part = Math.min(EVENTS_PER_REPORT, eventsWanted - sum.events);
    const played = runWorlds(makeRouter, part, firstSeed + sum.worlds);
    sum = {
      events: sum.events + played.events,
      worlds: sum.worlds + played.worlds,
      matches: sum.matches + played.matches,
      failed: played.failed,
    };
    const seconds = (performance.now() - startedMs) / 1_000;
    console.log(
      `${sum.events} events in ${sum.worlds} worlds, ${sum.matches} matches compared, ${seconds.toFixed(1)} s`,
    );
  }
  if (sum.failed === null) {
    console.log(`the same decisions throughout (seeds ${firstSeed} to ${firstSeed + sum.worlds - 1})`);
    return 0;
  }
  console.log(failedText(shortened(makeRouter, sum.failed)));
  return 1;
}

process.exitCode = run();
