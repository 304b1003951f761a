import { eventually } from '../../test/kit/eventually.ts';
import type { Drill, DrillFigure, DrillLoad, DrillRun } from './drill.ts';
import { type FaultyLoad, onFaultyLine } from './faulty-load.ts';
import { passes } from './standard-load.ts';

const HOLE_MS = 30_000;
const NOTICED_MS = 15_000;
const AGAIN_MS = 40_000;
/** Behind it everything that was late has come. */
const SETTLED_MS = 3_000;

/** A firewall that drops everything between Cordboard and Asterisk: nobody is told, and nothing is closed. */
export const blackHole: Drill = {
  id: 'D04',
  title: 'the line to Asterisk swallows everything',
  promise:
    'Cordboard says within 5 seconds that it is not ready. Whoever waits hears music and whoever talks goes on; when the line is mended the order is the same, nobody is rung twice, and Asterisk is not flooded with what was missed.',
  coming: 1,
  run: (load) => onFaultyLine(load, (faulty) => swallowed(faulty, load)),
};

async function swallowed({ standard, line }: FaultyLoad, load: DrillLoad): Promise<DrillRun> {
  const { hotline, diary, phones } = standard;
  const before = await standard.order();
  const faultMs = performance.now();
  line.gate.wallUp();
  const isReady = async (wanted: boolean): Promise<true | undefined> =>
    (await hotline.api.isReady()) === wanted ? true : undefined;
  await eventually('it is not ready', () => isReady(false), NOTICED_MS);
  const noticedMs = performance.now() - faultMs;
  // Meanwhile an operator is free again, and the last in line gives up.
  const freed = phones.at(-1)!;
  freed.hangUp();
  standard.waiting.at(-1)!.hangUp();
  await passes(HOLE_MS - noticedMs);
  const [seen, mendedMs] = [diary.events.length, performance.now()];
  const requests = line.counts.requests.seen.length;
  line.gate.thaw();
  await eventually('it is ready again', () => isReady(true), AGAIN_MS);
  const readyMs = performance.now();
  const offer = await diary.until('the freed operator rings', ({ kind }) => kind === 'rang', AGAIN_MS, seen);
  await passes(SETTLED_MS);
  const faults = standard.lost().map((line) => `dropped: ${line}`);
  const rung = diary.events.slice(seen).filter(({ kind }) => kind === 'rang');
  if (offer.peer !== before[0])
    faults.push(`${offer.peer} was offered, and ${before[0]} was the first in line`);
  if (rung.length !== 1) faults.push(`phones rang ${rung.length} times for one free operator`);
  const after = await standard.order();
  if (after.join() !== before.slice(1, -1).join()) faults.push('the order is another one');
  const pairs = await standard.pairs();
  if (pairs !== load.talking) faults.push(`${pairs} pairs talk, ${load.talking} ought to`);
  const figures: DrillFigure[] = [
    { what: 'until it says that it is not ready', value: noticedMs / 1_000, unit: 's', atMost: 5 },
    { what: 'from the mending until it is ready', value: (readyMs - mendedMs) / 1_000, unit: 's', atMost: 9 },
    { what: 'from then to the first offer', value: (offer.atMs - readyMs) / 1_000, unit: 's', atMost: 5 },
    {
      what: 'requests in the busiest second behind it',
      value: line.busiestSecond(mendedMs),
      unit: 'requests',
      atMost: 200,
    },
    { what: 'longest gap in the sound of talkers', value: standard.longestGapMs(faultMs), unit: 'ms' },
  ];
  faults.push(...(await standard.end({ deafMs: readyMs - faultMs })));
  const passed = line.counts.requests.seen.length - requests;
  return {
    evidence: [
      `for ${HOLE_MS / 1_000} s nothing passed, with ${load.waiting} waiting and ${load.talking} talking; ${passed} requests since`,
    ],
    figures,
    faults,
  };
}
