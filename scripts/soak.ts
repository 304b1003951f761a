// npm run soak -- --hours 8 [--per-second 2 --operators 12 --seed 1 --calm]: people call and talk for hours, and every
// two minutes something goes wrong (Cordboard or Redis is killed, the line to Asterisk fails), by one seed; with --calm
// nothing does. In the end: whether every call has one record, whether anything is left over, and whether Cordboard
// grows. What was found so far is kept in build/soak.json every minute, and in the end what tells of faults in
// build/soak-evidence. Ctrl-C ends it early, with that. `--write` makes the figures of docs/promises.md of the last
// result. The last line says PASS or FAIL; exit code 1 when it failed.
import { parseArgs } from 'node:util';
import { freePort } from '../test/kit/free-port.ts';
import { StolenTime, stolenText } from './bench/stolen-time.ts';
import { type FaultyLoad, onFaultyLine } from './drills/faulty-load.ts';
import { inspectedAt } from './soak/inspector.ts';
import {
  hasPassed,
  keepSoak,
  type SoakResult,
  soakLines,
  soakVerdict,
  writeSoak,
} from './soak/soak-result.ts';
import { SoakRun } from './soak/soak-run.ts';

/** npm hands on a Ctrl-C that has come here already. */
const SAME_SIGNAL_MS = 1_000;

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '8' },
    'per-second': { type: 'string', default: '2' },
    operators: { type: 'string', default: '12' },
    seed: { type: 'string', default: '1' },
    calm: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const plan = {
  hours: Number(values.hours),
  perSecond: Number(values['per-second']),
  operators: Number(values.operators),
  seed: Number(values.seed),
  calm: values.calm,
};
if (!(plan.hours > 0 && plan.perSecond > 0 && plan.operators > 0 && Number.isInteger(plan.seed))) {
  console.error('--hours, --per-second and --operators want numbers above 0, --seed a whole one');
  process.exit(2);
}
if (values.write) await writeSoak();
// Calls of a soak that was broken off are not waited for.
else process.exit((await soak()) ? 0 : 1);

async function soak(): Promise<boolean> {
  const stolenTime = new StolenTime();
  const result = await found().catch((err: Error) => err);
  if (result instanceof Error) {
    console.log(`FAIL: the soak came to no result: ${result.message}`);
    return false;
  }
  await keepSoak(result);
  for (const line of soakLines(result)) console.log(line);
  console.log(stolenText(stolenTime.figure('soak')));
  console.log(soakVerdict(result));
  return hasPassed(result);
}

/** A hotline that does not end well is a fault of the soak as well. */
async function found(): Promise<SoakResult> {
  const inspectorPort = await freePort();
  let result: SoakResult | undefined;
  const run = async (load: FaultyLoad): Promise<void> => {
    result = await new SoakRun(load, { plan, inspectorPort, brokenOff: endsOnSignals() }).run();
  };
  try {
    await onFaultyLine({ waiting: 0, talking: plan.operators }, run, [], inspectedAt(inspectorPort));
  } catch (err) {
    if (result === undefined) throw err;
    return { ...result, faults: [...result.faults, `the hotline did not end well: ${String(err)}`] };
  }
  if (result === undefined) throw new Error('nothing was run');
  return result;
}

/** In the place of what ends tests at once: the hotline is closed in order. The second signal ends it all the same. */
function endsOnSignals(): AbortSignal {
  const ending = new AbortController();
  let firstMs = Number.POSITIVE_INFINITY;
  const end = (signal: NodeJS.Signals): void => {
    if (performance.now() - firstMs > SAME_SIGNAL_MS) process.exit(1);
    if (ending.signal.aborted) return;
    firstMs = performance.now();
    console.log(`${signal}: the soak ends early`);
    ending.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.removeAllListeners(signal).on(signal, end);
  return ending.signal;
}
