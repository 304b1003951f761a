// npm run bench:reload [-- --calls 500 --steps 1000 --tries 20]: what it costs to take a large bundle into use while calls
// go on, as one file and as ten: how long nothing else could happen (by Node's own measure of the event loop), and how long
// it takes to read and check all of it; and the same of the hostile files of the tests. The loop, the switchboard and the
// reload are those of the product, the exchange is the simulated one. Exit code 1 when a reload came to nothing; a target that is missed is only said so.
import { parseArgs } from 'node:util';
import { figureLines, table, verdict } from './figures.ts';
import { measureHostile } from './reload/measure-hostile.ts';
import { measureReload, refusedReloads, TARGETS } from './reload/measure-reload.ts';
import { StolenTime, stolenText } from './stolen-time.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '500' },
    steps: { type: 'string', default: '1000' },
    tries: { type: 'string', default: '20' },
  },
});
const [calls, steps, tries] = [Number(values.calls), Number(values.steps), Number(values.tries)];
if (!Number.isInteger(calls) || calls < 1) throw new Error('--calls wants a whole number of at least 1');
if (!Number.isInteger(steps / 100) || steps < 100) throw new Error('--steps wants a multiple of 100');
if (!Number.isInteger(tries) || tries < 1) throw new Error('--tries wants a whole number of at least 1');

const stolenTime = new StolenTime();
const { figures: ofHostile, worst } = measureHostile();
const figures = [...(await measureReload({ calls, steps, tries })), ...ofHostile];
const stolen = stolenTime.figure('reload');
console.log(figureLines([...figures, stolen]));
const rows = figures.map((figure) => {
  const { p50, p95, max, value, unit } = figure;
  const is = value === undefined ? `${p50} / ${p95} / ${max} ${unit}` : `${value} ${unit}`.trimEnd();
  return [figure.measure, is, String(figure.tries), verdict(figure, TARGETS)];
});
console.log(`\n${table([['measure', 'cordboard (p50 / p95 / max)', 'tries', 'target'], ...rows])}`);
console.log(`\n${worst}\n\n${stolenText(stolen)}`);
process.exitCode = refusedReloads(figures) === 0 ? 0 : 1;
