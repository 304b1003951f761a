import { existsSync } from 'node:fs';
import { eventually } from '../../test/kit/eventually.ts';
import { cpuSeconds } from '../../test/kit/processes.ts';
import { percentile } from '../bench/figures.ts';
import type { Drill, DrillLoad, DrillRun } from './drill.ts';
import { passes, roomFor, StandardLoad } from './standard-load.ts';
import { BRIEF, storm, stormBundle, withStorm } from './storm.ts';

const CAPACITY = 30;
const PER_SECOND = 300;
const SECONDS = 30;
const NORMAL_MS = 5_000;
const BEFORE_MS = 2_000;
const REFUSED_MS_MAX = 200;
const SHARE_MIN = 90;

const SETTINGS = {
  CORDBOARD_LIMITS_CALLS_PER_SECOND: String(CAPACITY),
  CORDBOARD_LIMITS_BURST: String(CAPACITY),
};

/** Ten times as many callers as are let in. */
export const inviteStorm: Drill = {
  id: 'D34',
  title: `${PER_SECOND} calls a second where ${CAPACITY} are let in`,
  promise:
    'As many as are let in are served as ever, all others are told at once that there is no room (503), and nobody who talks notices.',
  run: async (load) => {
    const standard = await StandardLoad.open(
      load,
      { ...roomFor(withStorm(load)), ...SETTINGS },
      { bundleFor: stormBundle },
    );
    try {
      return await overrun(standard, load);
    } finally {
      await standard.close();
    }
  },
};

/** Processor time of a process so far, in seconds; NaN when it has died. */
const usedBy = (pid: number): number => (existsSync(`/proc/${pid}`) ? cpuSeconds(pid) : Number.NaN);

async function overrun(standard: StandardLoad, load: DrillLoad): Promise<DrillRun> {
  const { hotline } = standard;
  await passes(BEFORE_MS);
  const [pid, usualGapMs] = [
    await hotline.pidOf('cordboard'),
    standard.longestGapMs(performance.now() - BEFORE_MS),
  ];
  const asterisk = await hotline.pidOf('asterisk');
  const [fromMs, before] = [performance.now(), [usedBy(pid), usedBy(asterisk)] as const];
  const end = await storm(standard, { dialled: BRIEF, perSecond: PER_SECOND, seconds: SECONDS });
  const seconds = (performance.now() - fromMs) / 1_000;
  const cores = [usedBy(pid) - before[0], usedBy(asterisk) - before[1]].map((used) => used / seconds);
  const gapMs = standard.longestGapMs(fromMs);
  const normalMs = await untilNormal(standard, load);
  const faults = standard.lost().map((line) => `dropped: ${line}`);
  const pairs = await standard.pairs();
  if (pairs !== load.talking) faults.push(`${pairs} pairs talk, ${load.talking} ought to`);
  if ((await hotline.pidOf('cordboard')) !== pid) faults.push('Cordboard was started anew');
  const { created, answered, refused } = end;
  const { arrived: came, ended: over } = (await hotline.api.reportOf('number', BRIEF)) ?? {};
  const told = answered.length + refused.length;
  const [arrived, ended] = [came ?? 0, over ?? 0];
  if (arrived < told || ended !== arrived)
    faults.push(
      `${told} calls were answered or refused; the report has ${arrived} that came, ${ended} that ended`,
    );
  faults.push(...(await standard.end()));
  const refusedMs = refused.map(({ tookMs }) => tookMs);
  return {
    evidence: [
      `${created} calls came in ${SECONDS} s: ${answered.length} answered, ${refused.length} refused with 503`,
    ],
    figures: [
      {
        what: 'calls served, of those that are let in',
        value: (100 * answered.length) / (CAPACITY * SECONDS),
        unit: '%',
        atLeast: SHARE_MIN,
      },
      { what: 'calls neither served nor refused', value: end.failed, unit: 'calls', atMost: 0 },
      {
        what: 'until a call was refused, p99',
        value: percentile(refusedMs, 99),
        unit: 'ms',
        atMost: REFUSED_MS_MAX,
      },
      { what: 'until a call was refused, at most', value: Math.max(...refusedMs), unit: 'ms' },
      { what: 'from the end of it until a call is served', value: normalMs / 1_000, unit: 's', atMost: 5 },
      { what: 'processor that Cordboard took', value: cores[0]!, unit: 'cores' },
      { what: 'processor that Asterisk took', value: cores[1]!, unit: 'cores' },
      { what: 'longest gap in the sound of talkers, before it', value: usualGapMs, unit: 'ms' },
      { what: 'longest gap in the sound of talkers, in it', value: gapMs, unit: 'ms' },
    ],
    faults,
  };
}

/** Resolves with how long it took until one caller more stands in the line. */
async function untilNormal(standard: StandardLoad, { waiting }: DrillLoad): Promise<number> {
  const wait = async (): Promise<number> => (await standard.order()).length;
  const fromMs = performance.now();
  let call = await standard.another();
  const isThere = async (): Promise<true | undefined> => {
    // Right behind the storm there may be no room yet.
    if (call.state === 'ended') call = await standard.another();
    return (await wait()) === waiting + 1 ? true : undefined;
  };
  await eventually('one caller more waits', isThere, 4 * NORMAL_MS);
  const tookMs = performance.now() - fromMs;
  call.hangUp();
  const isGone = async (): Promise<true | undefined> => ((await wait()) === waiting ? true : undefined);
  await eventually('that one has gone', isGone, 4 * NORMAL_MS);
  return tookMs;
}
