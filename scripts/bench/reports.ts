// npm run bench:reports [-- --calls 1000000 --days 365 --tries 10]: how long reports take over a store that holds so many
// calls of so many days, and what it costs to keep their sums with each entry. The store is that of the product, in a folder of its own.
import { parseArgs } from 'node:util';
import { figureLines, table, verdict } from './figures.ts';
import { measureReports, TARGETS } from './reports/measure-reports.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '1000000' },
    days: { type: 'string', default: '365' },
    tries: { type: 'string', default: '10' },
  },
});
const [calls, days, tries] = [Number(values.calls), Number(values.days), Number(values.tries)];
if (!Number.isInteger(calls) || calls < 1_000)
  throw new Error('--calls wants a whole number of at least 1000');
if (!Number.isInteger(days) || days < 1) throw new Error('--days wants a whole number of at least 1');
if (!Number.isInteger(tries) || tries < 1) throw new Error('--tries wants a whole number of at least 1');

const figures = await measureReports({ calls, days, tries });
console.log(figureLines(figures));
const rows = figures.map((figure) => {
  const { p50, p95, max, value, unit } = figure;
  const is = value === undefined ? `${p50} / ${p95} / ${max} ${unit}` : `${value} ${unit}`.trimEnd();
  return [figure.measure, is, String(figure.tries), verdict(figure, TARGETS)];
});
console.log(`\n${table([['measure', 'cordboard (p50 / p95 / max)', 'tries', 'target'], ...rows])}`);
