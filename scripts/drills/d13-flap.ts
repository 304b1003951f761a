import { readdirSync } from 'node:fs';
import { eventually } from '../../test/kit/eventually.ts';
import type { Drill, DrillLoad, DrillRun } from './drill.ts';
import { type FaultyLoad, onFaultyLine, WITH_GREETING } from './faulty-load.ts';
import { passes, type StandardLoad } from './standard-load.ts';

const EVERY_MS = 1_000;
/** So many callers come meanwhile. */
const COMING = 3;
const AGAIN_MS = 20_000;
/** `settleMs`: before and behind it, for sockets that were cut to be let go of. */
type Flapping = { readonly forMs: number; readonly settleMs: number };
const A_MINUTE: Flapping = { forMs: 60_000, settleMs: 4_000 };
/** What was not heard is made up for within this, by a look at the exchange. */
const MENDED_MS = 15_000;
/** Connections that are kept for the next requests come and go. */
const FDS_MORE_MAX = 20;

/** The socket of events is cut again and again. */
export const flap: Drill = {
  id: 'D13',
  title: 'the connection to Asterisk comes and goes, each second for a minute',
  promise:
    'Nobody is dropped, rung again or moved in the line by it, nothing piles up in Cordboard, and it is ready within 5 seconds once the line holds.',
  coming: 1,
  run: (load) => onFaultyLine(load, (faulty) => cutAgainAndAgain(faulty, load, A_MINUTE), WITH_GREETING),
};

/** The same for so long, on a line that stands. */
export async function cutAgainAndAgain(
  { standard, line }: FaultyLoad,
  load: DrillLoad,
  { forMs, settleMs }: Flapping,
): Promise<DrillRun> {
  const { hotline, diary } = standard;
  await passes(settleMs);
  const before = await standard.order();
  const pid = await hotline.pidOf('cordboard');
  const fds = (): number => readdirSync(`/proc/${pid}/fd`).length;
  const [fdsBefore, faultMs, seen] = [fds(), performance.now(), diary.events.length];
  line.flap(EVERY_MS);
  const coming = await comeMeanwhile(standard, forMs);
  line.heal();
  const healedMs = performance.now();
  const isReady = async (): Promise<true | undefined> => ((await hotline.api.isReady()) ? true : undefined);
  await eventually('it is ready', isReady, AGAIN_MS);
  const readyMs = performance.now();
  await eventually(
    'who came meanwhile waits',
    async () => {
      const order = await standard.order();
      return coming.every((number) => order.includes(number)) ? true : undefined;
    },
    AGAIN_MS,
  );
  const waitMs = performance.now();
  await passes(settleMs);
  const faults = standard.lost().map((lost) => `dropped: ${lost}`);
  const told = diary.events
    .slice(seen)
    .flatMap(({ phone, kind }) => (coming.includes(phone) ? [] : [`${phone} ${kind}`]));
  faults.push(...told.slice(0, 5).map((what) => `a phone noticed it: ${what}`));
  const stayed = (await standard.order()).slice(0, before.length);
  if (stayed.join() !== before.join()) faults.push('the order is another one');
  const pairs = await standard.pairs();
  if (pairs !== load.talking) faults.push(`${pairs} pairs talk, ${load.talking} ought to`);
  if ((await hotline.pidOf('cordboard')) !== pid) faults.push('another process runs');
  if ((await hotline.launched.log()).includes('MaxListenersExceeded')) faults.push('listeners pile up');
  const [more, cuts] = [fds() - fdsBefore, line.counts.socketsCut];
  const [gapMs, busiest] = [standard.longestGapMs(faultMs), line.busiestSecond(faultMs)];
  faults.push(...(await standard.end({ deafMs: MENDED_MS })));
  return {
    evidence:
      cuts === 0 ? [] : [`the socket of events was cut ${cuts} times in ${Math.round(forMs / 1_000)} s`],
    figures: [
      { what: 'files open more than before', value: more, unit: 'files', atMost: FDS_MORE_MAX },
      {
        what: 'from the last cut until it is ready',
        value: (readyMs - healedMs) / 1_000,
        unit: 's',
        atMost: 5,
      },
      {
        what: 'from the last cut until who came meanwhile waits',
        value: (waitMs - healedMs) / 1_000,
        unit: 's',
        atMost: 15,
      },
      {
        what: 'requests in the busiest second',
        value: busiest,
        unit: 'requests',
        atMost: 200,
      },
      { what: 'longest gap in the sound of talkers', value: gapMs, unit: 'ms' },
    ],
    faults,
  };
}

/** Resolves with their numbers when it is over. Some meet the net of the dialplan, some lose the end of their prompt. */
async function comeMeanwhile(standard: StandardLoad, forMs: number): Promise<readonly string[]> {
  const numbers = Array.from({ length: COMING }, (_, index) => `+7704${index}`);
  for (const number of numbers) {
    await passes(forMs / (COMING + 1));
    standard.waiting.push(await standard.dial(number));
  }
  await passes(forMs / (COMING + 1));
  return numbers;
}
