// npm run soak -- --hours 8 [--per-second 2 --operators 12 --seed 1 --calm]: people call and talk for hours, and every two
// minutes something goes wrong (Cordboard or Redis is killed, the line to Asterisk fails), by one seed; with --calm nothing
// does. In the end: whether every call has one record, whether anything is left over, and how memory and open files went.
import { parseArgs } from 'node:util';
import { prngFrom } from '../src/base/index.ts';
import { StolenTime, stolenText } from './bench/stolen-time.ts';
import { type FaultyLoad, onFaultyLine } from './drills/faulty-load.ts';
import { passes } from './drills/standard-load.ts';
import { freeAll } from './drills/talk-traffic.ts';
import { oneLife, type Tally } from './soak/lives.ts';
import { oneTrouble } from './soak/troubles.ts';
import { type Weight, weigh, weightLines } from './soak/weight.ts';

const HOUR_MS = 3_600_000;
const TROUBLE_EVERY_MS = 120_000;
const WEIGH_EVERY_MS = 30_000;
/** The last trouble is over, and everything has come to rest. */
const REST_MS = 30_000;
const SHOWN_FAULTS = 50;

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '8' },
    'per-second': { type: 'string', default: '2' },
    operators: { type: 'string', default: '12' },
    seed: { type: 'string', default: '1' },
    calm: { type: 'boolean', default: false },
  },
});
const [hours, perSecond, operators] = [values.hours, values['per-second'], values.operators].map(Number) as [
  number,
  number,
  number,
];
if (!(hours > 0 && perSecond > 0 && operators > 0)) {
  console.error('--hours, --per-second and --operators want numbers above 0');
  process.exit(2);
}
const stolenTime = new StolenTime();
process.exitCode = await onFaultyLine({ waiting: 0, talking: operators }, soak);

async function soak(load: FaultyLoad): Promise<number> {
  const { standard } = load;
  await freeAll(standard);
  const tally: Tally = { calls: 0, talked: 0, gaveUp: 0, faults: [] };
  const [weights, troubles]: [Weight[], string[]] = [[], []];
  const beganMs = performance.now();
  const agoMs = (): number => performance.now() - beganMs;
  const isOver = (): boolean => agoMs() >= hours * HOUR_MS;
  await Promise.all([
    callOn(load, tally, isOver),
    values.calm ? undefined : troubleOn(load, troubles, isOver),
    every(WEIGH_EVERY_MS, isOver, async () => void weights.push(...(await weigh(standard, agoMs())))),
  ]);
  const ranMs = agoMs();
  await passes(REST_MS);
  tally.faults.push(
    ...(await standard.hotline.witness.isEmpty().then(
      () => [],
      (err: Error) => [String(err.cause ?? err)],
    )),
  );
  console.log(
    `\n${(ranMs / HOUR_MS).toFixed(2)} hours, ${tally.calls} calls: ${tally.talked} talked, ${tally.gaveUp} gave up`,
  );
  console.log(
    `${troubles.length} troubles: ${[...new Set(troubles)].map((name) => `${troubles.filter((each) => each === name).length} times ${name}`).join(', ')}`,
  );
  for (const line of weightLines(weights)) console.log(line);
  for (const fault of tally.faults.slice(0, SHOWN_FAULTS)) console.log(`BROKEN: ${fault}`);
  console.log(`${tally.faults.length} faults`);
  console.log(stolenText(stolenTime.figure('soak')));
  return tally.faults.length === 0 ? 0 : 1;
}

async function callOn({ standard }: FaultyLoad, tally: Tally, isOver: () => boolean): Promise<void> {
  const prng = prngFrom(Number(values.seed));
  const lives = new Set<Promise<void>>();
  for (let n = 1; !isOver(); n += 1) {
    const life = oneLife(standard, `+7705${String(n).padStart(7, '0')}`, prng, tally);
    lives.add(life);
    void life.finally(() => lives.delete(life));
    await passes(1_000 / perSecond);
  }
  await Promise.all(lives);
}

async function troubleOn(load: FaultyLoad, troubles: string[], isOver: () => boolean): Promise<void> {
  const prng = prngFrom(Number(values.seed) + 1);
  await every(TROUBLE_EVERY_MS, isOver, async () => {
    const name = await oneTrouble(load, prng);
    troubles.push(name);
    console.log(`${new Date().toISOString()} ${name}`);
  });
}

/** Looks each second whether it is over. */
async function every(ms: number, isOver: () => boolean, act: () => Promise<void>): Promise<void> {
  for (let dueMs = performance.now() + ms; !isOver(); ) {
    await passes(1_000);
    if (performance.now() < dueMs) continue;
    await act();
    dueMs += ms;
  }
}
