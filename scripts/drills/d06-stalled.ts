import { eventually } from '../../test/kit/eventually.ts';
import { freePort } from '../../test/kit/free-port.ts';
import type { Hotline } from '../../test/kit/hotline.ts';
import { Inspector, inspectedAt } from '../soak/inspector.ts';
import { untilSeen } from './alarm-seen.ts';
import type { Drill, DrillLoad, DrillRun } from './drill.ts';
import { aftermath } from './offers-meanwhile.ts';
import { passes, StandardLoad } from './standard-load.ts';
import { takeOver } from './take-over.ts';
import { together } from './together.ts';

const SHORT_MS = 3_000;
const LONG_MS = 15_000;
/** The inspector has gone again when it begins. */
const BEGINS_MS = 100;
/** By so much an offer may come later than the end of the stall. */
const OFFER_MS_MAX = 2_000;
/** Alarms are looked for every two seconds. */
const TOLD_S_MAX = SHORT_MS / 1_000 + 3;
/** Metrics are of the last ten seconds that are over. */
const METRIC_MS = 25_000;
const SETTLED_MS = 2_000;

/** The loop of Cordboard goes round and round in one place: for a moment, and then for longer than is borne. */
export const stalled: Drill = {
  id: 'D06S',
  title: `a loop that is busy for ${SHORT_MS / 1_000} s, and one that is busy for ${LONG_MS / 1_000} s`,
  promise:
    'Behind the short one the same process goes on, nobody was dropped, and an alarm and the metrics tell of it. In the long one the parent ends the process, and the one that lies ready goes on as behind a sudden death.',
  coming: 1,
  run: async (load) => together(await shortStall(load), await longStall(load)),
};

async function shortStall(load: DrillLoad): Promise<DrillRun> {
  const port = await freePort();
  return StandardLoad.with(load, inspectedAt(port), (standard) => borne(standard, load, port));
}

async function borne(standard: StandardLoad, load: DrillLoad, port: number): Promise<DrillRun> {
  const { hotline, diary, phones } = standard;
  const [pid, before, seen] = [await hotline.pidOf('cordboard'), await standard.order(), diary.events.length];
  const fromMs = performance.now();
  await keepBusy(pid, port, SHORT_MS);
  await passes(2 * BEGINS_MS);
  const freed = phones.at(-1)!;
  freed.hangUp();
  const isRing = ({ kind }: { readonly kind: string }): boolean => kind === 'rang';
  const offer = await diary.until('the freed operator rings', isRing, 2 * LONG_MS, seen);
  const alarm = await untilSeen(hotline, 'late', /did nothing for/, TOLD_S_MAX);
  const toldS = (performance.now() - fromMs) / 1_000;
  await passes(SETTLED_MS);
  const faults: string[] = [];
  const must = (isSo: boolean, what: string): void => void (isSo || faults.push(what));
  must((await hotline.pidOf('cordboard')) === pid, 'another process had to go on');
  must(offer.peer === before[0], `${offer.peer} was offered, and ${before[0]} was the first in line`);
  must((await standard.order()).join() === before.slice(1).join(), 'the order is another one');
  const pairs = await standard.pairs();
  must(pairs === load.talking, `${pairs} pairs talk, ${load.talking} ought to`);
  const cuts = (await hotline.launched.log()).split('the connection to the exchange is lost').length - 1;
  const lagS = await eventually('the metrics tell of it', () => longestLagS(hotline), METRIC_MS);
  const gapMs = standard.longestGapMs(fromMs);
  const after = await aftermath(standard, { lateMs: SHORT_MS });
  return {
    evidence: [
      `process ${pid} was late by ${lagS.toFixed(1)} s, with ${load.waiting} waiting and ${load.talking} talking`,
      `it says: ${alarm.say}`,
    ],
    figures: [
      {
        what: `${SHORT_MS / 1_000} s: from the hang-up of an operator to the next offer`,
        value: (offer.atMs - fromMs) / 1_000,
        unit: 's',
        atMost: (SHORT_MS + OFFER_MS_MAX) / 1_000,
      },
      { ...alarm.figure, value: toldS },
      { what: 'cuts of the connection to the exchange', value: cuts, unit: 'cuts', atMost: 0 },
      { what: 'longest gap in the sound of talkers, in it', value: gapMs, unit: 'ms' },
      ...after.figures,
    ],
    faults: [...faults, ...after.faults],
  };
}

async function longStall(load: DrillLoad): Promise<DrillRun> {
  const port = await freePort();
  return takeOver(load, {
    fault: (pid) => keepBusy(pid, port, LONG_MS),
    evidence: `was kept busy for ${LONG_MS / 1_000} s`,
    proof: async ({ hotline }) =>
      hotline.launched.output.split('\n').filter((line) => line.includes('Cordboard has not answered for')),
    readyMsMax: 6_000,
    offerMsMax: 8_000,
    settings: inspectedAt(port),
  });
}

/** As a calculation without end does it; resolves when it is about to begin. */
async function keepBusy(pid: number, port: number, forMs: number): Promise<void> {
  const loop = `for (const endMs = performance.now() + ${forMs}; performance.now() < endMs; );`;
  await Inspector.with(pid, port, (inspector) =>
    inspector.evaluate(`void setTimeout(() => { ${loop} }, ${BEGINS_MS})`),
  );
}

/** The longest time for which the loop was late, as the metrics have it, when it is as long as the stall. */
async function longestLagS({ api }: Hotline): Promise<number | undefined> {
  const found = /^cordboard_event_loop_lag_seconds\{quantile="1"\} (\S+)$/m.exec(await api.metrics())?.[1];
  const lagS = Number(found);
  return lagS >= 0.9 * (SHORT_MS / 1_000) ? lagS : undefined;
}
