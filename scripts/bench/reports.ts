// npm run bench:reports [-- --calls 1000000 --days 365 --tries 10 --store sqlite|postgres --folder DIR]: how long reports
// take over a store that holds so many calls of so many days, what it costs to keep their sums with each entry, and
// whether anything holds up the writer. The store is that of the product; `--folder` keeps its file for the next run.
import { parseArgs } from 'node:util';
import { type Figure, figureLines, table, verdict } from './figures.ts';
import { type BenchPlace, postgresPlace, sqlitePlace } from './reports/bench-stores.ts';
import { fillStore } from './reports/fill-store.ts';
import { foldAlone, measureReports, REPORT_TARGETS } from './reports/measure-reports.ts';
import { measureWriter, WRITER_TARGETS } from './reports/measure-writer.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '1000000' },
    days: { type: 'string', default: '365' },
    tries: { type: 'string', default: '10' },
    store: { type: 'string', default: 'sqlite' },
    folder: { type: 'string' },
  },
});
const [calls, days, tries] = [Number(values.calls), Number(values.days), Number(values.tries)];
if (!Number.isInteger(calls) || calls < 1_000)
  throw new Error('--calls wants a whole number of at least 1000');
if (!Number.isInteger(days) || days < 1) throw new Error('--days wants a whole number of at least 1');
if (!Number.isInteger(tries) || tries < 1) throw new Error('--tries wants a whole number of at least 1');
if (values.store !== 'sqlite' && values.store !== 'postgres')
  throw new Error('--store wants sqlite or postgres');

const place = values.store === 'sqlite' ? await sqlitePlace(values.folder) : await postgresPlace();
try {
  tell(await measure(place));
} finally {
  await place.end();
}

async function measure({ database, isFull, open, backUp, ...at }: BenchPlace): Promise<readonly Figure[]> {
  const filled = isFull ? [] : await fillStore(database, at, { calls, days });
  const store = await open();
  try {
    const reports = await measureReports(store, { calls, days }, tries);
    const writer = await measureWriter(store, { calls, days }, backUp);
    return [...filled, foldAlone({ calls, days }), ...reports, ...writer];
  } finally {
    await store.close();
  }
}

function tell(figures: readonly Figure[]): void {
  console.log(figureLines(figures));
  const rows = figures.map((figure) => {
    const { p50, p95, max, value, unit } = figure;
    const is = value === undefined ? `${p50} / ${p95} / ${max} ${unit}` : `${value} ${unit}`.trimEnd();
    return [
      figure.measure,
      is,
      String(figure.tries),
      verdict(figure, [...REPORT_TARGETS, ...WRITER_TARGETS]),
    ];
  });
  console.log(`\n${table([['measure', 'cordboard (p50 / p95 / max)', 'tries', 'target'], ...rows])}`);
}
