// npm run bench:routing [-- --events 2000000 --full --seed 1]: what the router costs, with 10,000 operators and 100,000
// callers who wait, in units of the machine's own (U: one pop and push on a heap of 100,000 numbers). The world is
// described in routing/world.ts, its events in routing/traffic.ts. Exit code 1 when a decision was wrong; a target that
// is missed is only said so.
import { parseArgs } from 'node:util';
import { figureLines, table, verdict } from './figures.ts';
import { RoutingBench, TARGETS, wrongDecisions } from './routing/routing-bench.ts';
import { StolenTime, stolenText } from './stolen-time.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '2000000' },
    full: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
  },
});
const events = values.full ? 10_000_000 : Number(values.events);
if (!Number.isInteger(events) || events < 10_000)
  throw new Error('--events wants a whole number of at least 10000');
const seed = Number(values.seed);
if (!Number.isInteger(seed)) throw new Error('--seed wants a whole number');

const stolenTime = new StolenTime();
const figures = await new RoutingBench(events, seed).run();
const stolen = stolenTime.figure('routing');
console.log(figureLines([...figures, stolen]));
const rows = figures.map((figure) => {
  const is = `${figure.value} ${figure.unit}`.trimEnd();
  return [figure.measure, is, String(figure.tries), verdict(figure, TARGETS)];
});
console.log(`\n${table([['measure', 'cordboard', 'tries', 'target'], ...rows])}`);
console.log(`\n${stolenText(stolen)}`);
process.exitCode = wrongDecisions(figures) === 0 ? 0 : 1;
