// npm run bench:edge [-- --rates 50,100 --seconds 10]: callers of a trunk come through the SIP edge to one of two nodes, so
// many a second, are answered, hear a word and are let go; SIPp counts them. It wants a drachtio-server, which is in no
// package registry: DRACHTIO_SERVER=/path/to/drachtio. Exit code 1 when a call was not answered.
import { parseArgs } from 'node:util';
import { sipServerProgram } from '../../test/kit/edge/sip-server-process.ts';
import { figureLines, table, verdict } from './figures.ts';
import { edgeTargets, failedCalls, measureEdge } from './measure-edge.ts';
import { StolenTime, stolenText } from './stolen-time.ts';

const { values } = parseArgs({
  options: { rates: { type: 'string', default: '50,100' }, seconds: { type: 'string', default: '10' } },
});
const plan = { perSecond: values.rates.split(',').map(Number), seconds: Number(values.seconds) };
if (![...plan.perSecond, plan.seconds].every((each) => Number.isInteger(each) && each > 0))
  throw new Error('--rates wants whole numbers with commas between them, --seconds one of them');

const program = sipServerProgram();
if (program === undefined) {
  console.log(
    'SKIPPED: DRACHTIO_SERVER names no drachtio-server, which is in no package registry (DRACHTIO_SERVER=/path/to/drachtio)',
  );
} else await run(program);

async function run(path: string): Promise<void> {
  const stolenTime = new StolenTime();
  const figures = await measureEdge(path, plan);
  const stolen = stolenTime.figure('edge');
  console.log(figureLines([...figures, stolen]));
  const rows = figures.map((figure) => {
    const { p50, p95, max, value, unit } = figure;
    const is = value === undefined ? `${p50} / ${p95} / ${max} ${unit}` : `${value} ${unit}`.trimEnd();
    return [figure.measure, is, String(figure.tries), verdict(figure, edgeTargets(plan))];
  });
  console.log(`\n${table([['measure', 'cordboard (p50 / p95 / max)', 'tries', 'target'], ...rows])}`);
  console.log(`\n${stolenText(stolen)}`);
  process.exitCode = failedCalls(figures, plan) === 0 ? 0 : 1;
}
