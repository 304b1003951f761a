// npm run bench:flow [-- --calls 50000 --seed 1]: how many simulated calls a second the interpreter of flows carries, on
// the example bundle, each from its first moment to a queue or a hang-up. Exit code 1 when a call went wrong; a target that
// is missed is only said so.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadFlows } from '../../src/boot/index.ts';
import { figureLines, table, verdict } from './figures.ts';
import { measureFlow, TARGETS, wrongCalls } from './measure-flow.ts';
import { StolenTime, stolenText } from './stolen-time.ts';

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '50000' }, seed: { type: 'string', default: '1' } },
});
const calls = Number(values.calls);
if (!Number.isInteger(calls) || calls < 1_000)
  throw new Error('--calls wants a whole number of at least 1000');
const seed = Number(values.seed);
if (!Number.isInteger(seed)) throw new Error('--seed wants a whole number');

const { bundle, mistakes } = await loadFlows(join(import.meta.dirname, '..', '..', 'ivr-flows'));
if (bundle === undefined) throw new Error(`the example bundle has ${mistakes.length} mistakes`);
const stolenTime = new StolenTime();
const figures = measureFlow(bundle.flows, calls, seed);
const stolen = stolenTime.figure('flow');
console.log(figureLines([...figures, stolen]));
const rows = figures.map((figure) => {
  const is = `${figure.value} ${figure.unit}`.trimEnd();
  return [figure.measure, is, String(figure.tries), verdict(figure, TARGETS)];
});
console.log(`\n${table([['measure', 'cordboard', 'tries', 'target'], ...rows])}`);
console.log(`\n${stolenText(stolen)}`);
process.exitCode = wrongCalls(figures) === 0 ? 0 : 1;
