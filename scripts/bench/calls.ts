// npm run bench:calls [-- --waiting 700 --stretch 1000 --churn 30 --rush 20]: many calls at once. Callers
// come at ten a second until so many wait with music, then ten come and ten go every second; at last forty a
// second pass through.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { soundPortsFor } from '../../src/settings/index.ts';
import { eventually } from '../../test/kit/eventually.ts';
import { busySeconds, cpuSeconds } from '../../test/kit/processes.ts';
import { callsBundle } from './bench-bundle.ts';
import { startCordboard } from './cordboard.ts';
import {
  type Figure,
  figureLines,
  figureText,
  type Target,
  table,
  timesFigure,
  valueFigure,
  verdict,
} from './figures.ts';
import { lostCallers, packetsDue, waits } from './judge-calls.ts';
import { idleTimes } from './judge-offers.ts';
import { CROWD } from './layout.ts';
import { Load } from './load.ts';

const { values } = parseArgs({
  options: {
    waiting: { type: 'string', default: '700' },
    stretch: { type: 'string', default: '1000' },
    churn: { type: 'string', default: '30' },
    rush: { type: 'string', default: '20' },
  },
});
const waitingWanted = Number(values.waiting);
const stretchWanted = Number(values.stretch);
const churnSeconds = Number(values.churn);
const rushSeconds = Number(values.rush);
const ARRIVALS_PER_SECOND = 10;
const RUSH_PER_SECOND = 40;
const IDLE_MS_MAX = 100;
/** The figure of the event loop is of ten seconds; it is looked at in between. */
const LOOK_EVERY_MS = 5_000;
const EMPTY_MS_MAX = 60_000;

const full = `${waitingWanted} waiting`;
const stretched = `${stretchWanted} waiting`;
const TARGETS: readonly Target[] = [
  { measure: `${full}: freed -> INVITE`, field: 'p95', atMost: 50 },
  { measure: `${full}: operators idle > ${IDLE_MS_MAX} ms`, field: 'value', atMost: 0 },
  { measure: `${full}: event loop lag p99`, field: 'value', atMost: 20 },
  { measure: `${full}: lost callers`, field: 'value', atMost: 0 },
  { measure: `${stretched}: freed -> INVITE`, field: 'p95', atMost: 150 },
  { measure: `${stretched}: music heard`, field: 'value', atLeast: 98 },
  { measure: `${stretched}: lost callers`, field: 'value', atMost: 0 },
  { measure: 'rush: failed calls', field: 'value', atMost: 0 },
];

const phones = new Set(CROWD.phones);
const isPhone = (phone: string): boolean => phones.has(phone);
const say = (what: string): void => console.error(what);

const scratch = await mkdtemp(join(tmpdir(), 'cordboard-bench-'));
const callsMax = Math.ceil(1.2 * Math.max(waitingWanted, stretchWanted)) + 100;
const cordboard = await startCordboard(scratch, callsBundle(), {
  CORDBOARD_LIMITS_CALLS: String(callsMax),
  CORDBOARD_ASTERISK_RTP_FROM: '10000',
  CORDBOARD_ASTERISK_RTP_TO: String(10_000 + soundPortsFor(callsMax)),
});
const { api } = cordboard.hotline;
const pids = {
  Node: await cordboard.hotline.pidOf('cordboard'),
  Asterisk: await cordboard.hotline.pidOf('asterisk'),
};
const figures: Figure[] = [];
const failures: string[] = [];
try {
  const load = await Load.open(cordboard);
  await crowd(load, full, waitingWanted);
  if (stretchWanted > waitingWanted) await crowd(load, stretched, stretchWanted);
  await load.empty();
  await eventually('all calls are over', boardIsEmpty, EMPTY_MS_MAX);
  await rush(load);
  await load.close();
} finally {
  await cordboard.stop();
  await rm(scratch, { recursive: true });
}
console.log(figureLines(figures));
const rows = figures.map((figure) => [figure.measure, figureText(figure), verdict(figure, TARGETS)]);
console.log(`\n${table([['measure', 'cordboard (times: p50 / p95)', 'target'], ...rows])}`);
for (const failure of failures.slice(0, 20)) console.log(failure);
if (failures.length > 0) process.exitCode = 1;

/** Fills the line up to `wanted` waiting callers, then lets callers come and go. */
async function crowd(load: Load, title: string, wanted: number): Promise<void> {
  const missing = wanted + CROWD.phones.length - load.present;
  say(`${missing} callers come at ${ARRIVALS_PER_SECOND} a second`);
  const rampMs = performance.now();
  await load.arrive(missing, ARRIVALS_PER_SECOND);
  const { queues } = await api.board();
  const waiting = queues.reduce((sum, queue) => sum + queue.waiting.length, 0);
  say(`${waiting} wait; ${ARRIVALS_PER_SECOND} come and ${ARRIVALS_PER_SECOND} go every second`);
  const before = reading(load);
  const lagsMs: number[] = [];
  const looking = setInterval(() => void keepLag(lagsMs), LOOK_EVERY_MS);
  await load.churn(churnSeconds, ARRIVALS_PER_SECOND);
  clearInterval(looking);
  const after = reading(load);
  const idle = idleTimes(load.since(before.atMs), phones);
  const lost = lostCallers(load.since(rampMs), isPhone);
  failures.push(...lost);
  const seconds = (after.atMs - before.atMs) / 1_000;
  const due = packetsDue(waits(load.diary.events, isPhone, after.atMs), before.atMs, after.atMs);
  const add = (what: string, value: number, unit: string): void => {
    figures.push(valueFigure('calls', 'cordboard', `${title}: ${what}`, value, unit, idle.length));
  };
  figures.push(timesFigure('calls', 'cordboard', `${title}: freed -> INVITE`, idle));
  add('callers in the queue', waiting, '');
  add(`operators idle > ${IDLE_MS_MAX} ms`, idle.filter((timeMs) => timeMs > IDLE_MS_MAX).length, '');
  add('lost callers', lost.length, '');
  add('music heard', (100 * (after.packets - before.packets)) / due, '%');
  add('event loop lag p99', Math.max(...lagsMs, await loopLagMs()), 'ms');
  for (const name of ['Node', 'Asterisk', 'these phones', 'all others'] as const) {
    add(name, (after.cpu[name] - before.cpu[name]) / seconds, 'cores');
  }
}

/** Many short calls: each is answered by an operator and ended by them. */
async function rush(load: Load): Promise<void> {
  say(`${RUSH_PER_SECOND} calls a second for ${rushSeconds} s`);
  const before = reading(load);
  await load.rush(rushSeconds, RUSH_PER_SECOND);
  const after = reading(load);
  const events = load.since(before.atMs);
  const count = (kind: string): number => events.filter((event) => event.kind === kind).length;
  const placed = count('placed');
  const served = new Set(events.filter((event) => event.kind === 'connected').map((event) => event.peer))
    .size;
  failures.push(...lostCallers(events, isPhone));
  const add = (what: string, value: number, unit: string): void => {
    figures.push(valueFigure('calls', 'cordboard', `rush: ${what}`, value, unit, placed));
  };
  add('calls', placed, '');
  add('failed calls', placed - served, '');
  add('Node per call', (1_000 * (after.cpu.Node - before.cpu.Node)) / placed, 'ms');
  add('Asterisk per call', (1_000 * (after.cpu.Asterisk - before.cpu.Asterisk)) / placed, 'ms');
  if (served < placed) failures.push(`${placed - served} of ${placed} calls of the rush met no operator`);
}

async function boardIsEmpty(): Promise<true | undefined> {
  const { calls } = await api.board();
  return calls.length === 0 ? true : undefined;
}

function reading(load: Load) {
  const cpu = {
    Node: cpuSeconds(pids.Node),
    Asterisk: cpuSeconds(pids.Asterisk),
    'these phones': cpuSeconds(process.pid),
  };
  // Whatever else the machine does makes every figure worse: who reads them must know.
  const others = busySeconds() - cpu.Node - cpu.Asterisk - cpu['these phones'];
  const packets = load.phones.callersSink.packetsHeard();
  return { atMs: performance.now(), packets, cpu: { ...cpu, 'all others': others } };
}

/** Metrics that do not come count as the worst. */
async function keepLag(lagsMs: number[]): Promise<void> {
  lagsMs.push(await loopLagMs().catch(() => Number.POSITIVE_INFINITY));
}

/** The 99th percentile of the last ten seconds. */
async function loopLagMs(): Promise<number> {
  const value = /^cordboard_event_loop_lag_seconds\{quantile="0\.99"\} (\S+)$/m.exec(
    await api.metrics(),
  )?.[1];
  return 1_000 * Number(value ?? Number.NaN);
}
