// npm run bench:offers [-- --tries 300 --seed 1 --only cordboard]: how fast, and in what order, operators are
// offered the callers who wait, measured from SIP messages at the phones; app_queue on the same Asterisk
// build beside it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startAppQueue } from './app-queue.ts';
import { offersBundle } from './bench-bundle.ts';
import type { Contestant } from './contestant.ts';
import { startCordboard } from './cordboard.ts';
import { comparison, type Figure, figureLines, type Target, timesFigure, valueFigure } from './figures.ts';
import { arrivalTimes, idleTimes, lostShare, nextPhoneTimes, orderOfOffers } from './judge-offers.ts';
import { CROWD } from './layout.ts';
import { measureArrival } from './measure-arrival.ts';
import { measureCrowd } from './measure-crowd.ts';
import { measureNext } from './measure-next.ts';
import { StolenTime, stolenText } from './stolen-time.ts';

const TARGETS: readonly Target[] = [
  { measure: 'freed -> INVITE', field: 'p50', atMost: 10 },
  { measure: 'freed -> INVITE', field: 'p95', atMost: 25 },
  { measure: 'operator time lost', field: 'value', atMost: 0.5 },
  { measure: 'arrival -> INVITE', field: 'p50', atMost: 8 },
  { measure: 'arrival -> INVITE', field: 'p95', atMost: 20 },
  { measure: 'CANCEL -> next INVITE', field: 'p95', atMost: 20 },
  { measure: 'offers out of order', field: 'value', atMost: 0 },
];

const { values } = parseArgs({
  options: {
    tries: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const tries = Number(values.tries);
if (!Number.isInteger(tries) || tries < 1) throw new Error('--tries wants a whole number of at least 1');

const scratch = await mkdtemp(join(tmpdir(), 'cordboard-bench-'));
const starts: Readonly<Record<string, () => Promise<Contestant>>> = {
  cordboard: () => startCordboard(join(scratch, 'cordboard'), offersBundle()),
  app_queue: () => startAppQueue(join(scratch, 'app-queue')),
};
const stolenTime = new StolenTime();
const figures: Figure[] = [];
try {
  for (const [name, start] of Object.entries(starts)) {
    if (values.only === undefined || values.only === name)
      figures.push(...(await measureAndStop(await start())));
  }
} finally {
  await rm(scratch, { recursive: true });
}
const stolen = stolenTime.figure('offers');
console.log(figureLines([...figures, stolen]));
console.log(`\n${comparison(figures, TARGETS)}`);
console.log(`\n${stolenText(stolen)}`);

async function measureAndStop(contestant: Contestant): Promise<Figure[]> {
  try {
    return await measure(contestant);
  } finally {
    await contestant.stop();
  }
}

async function measure(contestant: Contestant): Promise<Figure[]> {
  const { name } = contestant;
  const say = (what: string): void => console.error(`${name}: ${what}`);
  say(`${tries} arrivals at a queue with a ready operator`);
  const arrivals = arrivalTimes((await measureArrival(contestant, tries)).events);
  say(`${tries} phones that are not answered`);
  const nexts = nextPhoneTimes((await measureNext(contestant, tries)).events);
  say(`${tries} operators freed while thirty callers wait`);
  const crowd = (await measureCrowd(contestant, tries, Number(values.seed))).events;
  const phones = new Set(CROWD.phones);
  const { offers, outOfOrder } = orderOfOffers(crowd, phones);
  const percent = (measureName: string, share: number, of: number): Figure =>
    valueFigure('offers', name, measureName, 100 * share, '%', of);
  return [
    timesFigure('offers', name, 'freed -> INVITE', idleTimes(crowd, phones)),
    timesFigure('offers', name, 'CANCEL -> next INVITE', nexts),
    timesFigure('offers', name, 'arrival -> INVITE', arrivals),
    percent('operator time lost', lostShare(crowd, phones), offers),
    percent('offers out of order', outOfOrder / offers, offers),
  ];
}
