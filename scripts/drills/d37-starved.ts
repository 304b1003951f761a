import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { busySeconds } from '../../test/kit/processes.ts';
import { Burners, watchFirst } from './burners.ts';
import type { Drill, DrillFigure, DrillLoad, DrillRun } from './drill.ts';
import { passes, roomFor, StandardLoad } from './standard-load.ts';
import { BRIEF, type StormEnd, storm, stormBundle, withStorm } from './storm.ts';

const BURNERS = 4;
const PER_SECOND = 20;
const SECONDS = 20;
const BEFORE_MS = 2_000;
/** What a phone makes up for: beyond it people hear that something is missing. */
const GAP_MS_MAX = 150;
const WITNESS_LATE_MS_MAX = 50;
const NEVER = Number.POSITIVE_INFINITY;

/** Other programs want all of the machine's processors. */
export const starved: Drill = {
  id: 'D37',
  title: `${BURNERS} other programs that take all the processor they can get`,
  promise:
    'Nobody is dropped, and the connection to the exchange stands. Before people hear gaps in the sound, an alarm says that Cordboard or Asterisk is late, and fewer new calls are let in.',
  hindrance: async () => {
    try {
      watchFirst()();
      return null;
    } catch {
      return 'who listens must come before all other programs, and may not (it takes CAP_SYS_NICE)';
    }
  },
  run: async (load) => {
    const standard = await StandardLoad.open(
      load,
      { ...roomFor(withStorm(load)), CORDBOARD_LOG_LEVEL: 'info' },
      { bundleFor: stormBundle },
    );
    const burners = new Burners(BURNERS);
    const watchAsBefore = watchFirst();
    try {
      return await beside(standard, load, burners);
    } finally {
      watchAsBefore();
      burners.end();
      await standard.close();
    }
  },
};

async function beside(standard: StandardLoad, load: DrillLoad, burners: Burners): Promise<DrillRun> {
  const { hotline } = standard;
  await passes(BEFORE_MS);
  const usualGapMs = standard.longestGapMs(performance.now() - BEFORE_MS);
  const pid = await hotline.pidOf('cordboard');
  const own = monitorEventLoopDelay({ resolution: 1 });
  const [fromMs, fromWallMs, busyBefore] = [performance.now(), Date.now(), busySeconds()];
  own.enable();
  burners.start();
  const end = await storm(standard, { dialled: BRIEF, perSecond: PER_SECOND, seconds: SECONDS });
  burners.stop();
  own.disable();
  const seconds = (performance.now() - fromMs) / 1_000;
  const busy = (busySeconds() - busyBefore) / seconds;
  const gap = firstGap(standard, fromMs);
  const faults = standard.lost().map((line) => `dropped: ${line}`);
  const pairs = await standard.pairs();
  if (pairs !== load.talking) faults.push(`${pairs} pairs talk, ${load.talking} ought to`);
  if ((await hotline.pidOf('cordboard')) !== pid) faults.push('Cordboard was started anew');
  const log = await logLines(standard);
  const cuts = log.filter((line) => line.includes('the connection to the exchange is lost'));
  const alarms = log.filter((line) => line.includes('"alarm":"late"') && line.includes('is raised'));
  const toldMs = Math.min(firstTold(alarms) - fromWallMs, firstRefused(end));
  if (gap.atMs - fromMs < toldMs)
    faults.push(
      `the sound of talkers had a gap of ${gap.ms.toFixed(0)} ms ${(gap.atMs - fromMs).toFixed(0)} ms after they ` +
        `began, and nothing was told or refused ${toldMs === NEVER ? 'at all' : `before ${toldMs.toFixed(0)} ms`}`,
    );
  faults.push(...cuts, ...(await standard.end()));
  const figures: DrillFigure[] = [
    { what: 'cuts of the connection to the exchange', value: cuts.length, unit: 'cuts', atMost: 0 },
    { what: 'calls neither served nor refused', value: end.failed, unit: 'calls', atMost: 0 },
    { what: 'alarms that Cordboard or Asterisk is late', value: alarms.length, unit: 'alarms' },
    { what: 'calls refused', value: end.refused.length, unit: 'calls' },
    { what: 'longest gap in the sound of talkers, before it', value: usualGapMs, unit: 'ms' },
    {
      what: 'longest gap in the sound of talkers, in it',
      value: standard.longestGapMs(fromMs),
      unit: 'ms',
    },
    { what: 'the drill itself was late by', value: own.max / 1e6, unit: 'ms', atMost: WITNESS_LATE_MS_MAX },
  ];
  return {
    evidence: [
      `${BURNERS} programs ran for ${seconds.toFixed(0)} s, and ${busy.toFixed(1)} processors were busy, while ` +
        `${end.created} calls came: ${end.answered.length} answered, ${end.refused.length} refused with 503`,
    ],
    figures,
    faults,
  };
}

/** The first gap that people hear in the sound of talkers, and when it was over; never, when there is none. */
function firstGap(
  { listened }: StandardLoad,
  fromMs: number,
): { readonly atMs: number; readonly ms: number } {
  const gaps = listened.flatMap(({ media }) => {
    const times = media.packets().flatMap(({ atMs }) => (atMs >= fromMs ? [atMs] : []));
    return times.slice(1).map((atMs, index) => ({ atMs, ms: atMs - times[index]! }));
  });
  const heard = gaps.filter(({ ms }) => ms > GAP_MS_MAX).toSorted((one, other) => one.atMs - other.atMs);
  return heard[0] ?? { atMs: NEVER, ms: 0 };
}

async function logLines({ hotline }: StandardLoad): Promise<readonly string[]> {
  return (await readFile(join(hotline.launched.data, 'logs/cordboard.log'), 'utf8')).split('\n');
}

/** When the first of these lines was written (wall time). */
const firstTold = ([first]: readonly string[]): number =>
  first === undefined ? NEVER : new Date((JSON.parse(first) as { time: string | number }).time).getTime();

/** When the first call was turned away, counted from the first call. */
const firstRefused = ({ refused }: StormEnd): number => Math.min(NEVER, ...refused.map(({ atMs }) => atMs));
