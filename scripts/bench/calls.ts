// npm run bench:calls [-- --waiting 700 --stretch 1000 --churn 30 --rush 20 --beside app_queue | --only
// app_queue]: many calls at once. Callers come at ten a second until so many wait with music, then ten come
// and ten go every second; at last forty a second pass through. Beside it, if wanted, the same with app_queue
// on the same Asterisk build.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { soundPortsFor } from '../../src/settings/index.ts';
import { startAppQueue } from './app-queue.ts';
import { callsBundle } from './bench-bundle.ts';
import type { Contestant } from './contestant.ts';
import { startCordboard } from './cordboard.ts';
import { comparison, type Figure, figureLines, type Target } from './figures.ts';
import { CallsMeasurement, IDLE_MS_MAX } from './measure-calls.ts';
import { StolenTime, stolenText } from './stolen-time.ts';

const { values } = parseArgs({
  options: {
    waiting: { type: 'string', default: '700' },
    stretch: { type: 'string', default: '1000' },
    churn: { type: 'string', default: '30' },
    rush: { type: 'string', default: '20' },
    beside: { type: 'string' },
    only: { type: 'string' },
  },
});
const waiting = Number(values.waiting);
const stretch = Number(values.stretch);
const TARGETS: readonly Target[] = [
  { measure: `${waiting} waiting: freed -> INVITE`, field: 'p95', atMost: 50 },
  { measure: `${waiting} waiting: operators idle > ${IDLE_MS_MAX} ms`, field: 'value', atMost: 0 },
  { measure: `${waiting} waiting: event loop lag p99`, field: 'value', atMost: 20 },
  { measure: `${waiting} waiting: lost callers`, field: 'value', atMost: 0 },
  { measure: `${stretch} waiting: freed -> INVITE`, field: 'p95', atMost: 150 },
  { measure: `${stretch} waiting: music heard`, field: 'value', atLeast: 98 },
  { measure: `${stretch} waiting: lost callers`, field: 'value', atMost: 0 },
  { measure: 'rush: failed calls', field: 'value', atMost: 0 },
];

const callsMax = Math.ceil(1.2 * Math.max(waiting, stretch)) + 100;
const scratch = await mkdtemp(join(tmpdir(), 'cordboard-bench-'));
const bench = {
  cordboard: () =>
    startCordboard(join(scratch, 'cordboard'), callsBundle(), {
      CORDBOARD_LIMITS_CALLS: String(callsMax),
      CORDBOARD_ASTERISK_RTP_FROM: '10000',
      CORDBOARD_ASTERISK_RTP_TO: String(10_000 + soundPortsFor(callsMax)),
    }),
  app_queue: () => startAppQueue(join(scratch, 'app-queue')),
};
const withAppQueue = [values.beside, values.only].includes('app_queue');
const starts: (() => Promise<Contestant>)[] = [
  ...(values.only === 'app_queue' ? [] : [bench.cordboard]),
  ...(withAppQueue ? [bench.app_queue] : []),
];

const plan = {
  crowds: stretch > waiting ? [waiting, stretch] : [waiting],
  churnSeconds: Number(values.churn),
  rushSeconds: Number(values.rush),
};
const stolenTime = new StolenTime();
const figures: Figure[] = [];
const failures: string[] = [];
try {
  for (const start of starts) await measure(await start());
} finally {
  await rm(scratch, { recursive: true });
}
const stolen = stolenTime.figure('calls');
console.log(figureLines([...figures, stolen]));
console.log(`\n${comparison(figures, TARGETS)}`);
console.log(`\n${stolenText(stolen)}`);
for (const failure of failures.slice(0, 20)) console.log(failure);
if (failures.length > 0) process.exitCode = 1;

async function measure(contestant: Contestant): Promise<void> {
  try {
    const measured = await CallsMeasurement.run(contestant, plan);
    figures.push(...measured.figures);
    if (contestant.name === 'cordboard') failures.push(...measured.failures);
  } finally {
    await contestant.stop();
  }
}
