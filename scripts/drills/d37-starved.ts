import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { busySeconds } from '../../test/kit/processes.ts';
import type { Drill, DrillLoad, DrillRun } from './drill.ts';
import { passes, roomFor, StandardLoad } from './standard-load.ts';
import { BRIEF, storm, stormBundle, withStorm } from './storm.ts';

const BURNERS = 4;
const PER_SECOND = 20;
const SECONDS = 20;
const BEFORE_MS = 2_000;

/** Other programs want all of the machine's processors. */
export const starved: Drill = {
  id: 'D37',
  title: `${BURNERS} other programs that take all the processor they can get`,
  promise:
    'Nobody is dropped, and the connection to the exchange stands; if it is too much, fewer new calls are let in.',
  run: async (load) => {
    const standard = await StandardLoad.open(
      load,
      { ...roomFor(withStorm(load)), CORDBOARD_LOG_LEVEL: 'info' },
      { bundleFor: stormBundle },
    );
    const burners = Array.from({ length: BURNERS }, burner);
    try {
      return await beside(standard, load, burners);
    } finally {
      for (const each of burners) each.kill('SIGKILL');
      await standard.close();
    }
  },
};

/** Stopped until it is wanted. */
function burner(): ChildProcess {
  const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  child.kill('SIGSTOP');
  return child;
}

async function beside(
  standard: StandardLoad,
  load: DrillLoad,
  burners: readonly ChildProcess[],
): Promise<DrillRun> {
  const { hotline } = standard;
  await passes(BEFORE_MS);
  const usualGapMs = standard.longestGapMs(performance.now() - BEFORE_MS);
  const pid = await hotline.pidOf('cordboard');
  const [fromMs, busyBefore] = [performance.now(), busySeconds()];
  for (const each of burners) each.kill('SIGCONT');
  const end = await storm(standard, { dialled: BRIEF, perSecond: PER_SECOND, seconds: SECONDS });
  for (const each of burners) each.kill('SIGSTOP');
  const seconds = (performance.now() - fromMs) / 1_000;
  const busy = (busySeconds() - busyBefore) / seconds;
  const gapMs = standard.longestGapMs(fromMs);
  const faults = standard.lost().map((line) => `dropped: ${line}`);
  const pairs = await standard.pairs();
  if (pairs !== load.talking) faults.push(`${pairs} pairs talk, ${load.talking} ought to`);
  if ((await hotline.pidOf('cordboard')) !== pid) faults.push('Cordboard was started anew');
  const log = await readFile(join(hotline.launched.data, 'logs/cordboard.log'), 'utf8');
  const cuts = log.split('\n').filter((line) => line.includes('the connection to the exchange is lost'));
  faults.push(...cuts);
  faults.push(...(await standard.end()));
  return {
    evidence: [
      `${BURNERS} programs ran for ${seconds.toFixed(0)} s, and ${busy.toFixed(1)} processors were busy, while ` +
        `${end.created} calls came: ${end.answered.length} answered, ${end.refused.length} refused with 503`,
    ],
    figures: [
      { what: 'cuts of the connection to the exchange', value: cuts.length, unit: 'cuts', atMost: 0 },
      { what: 'calls neither served nor refused', value: end.failed, unit: 'calls', atMost: 0 },
      {
        what: 'alarms that Cordboard or Asterisk is late',
        value: log.split('"alarm":"late"').length - 1,
        unit: 'lines',
      },
      { what: 'longest gap in the sound of talkers, before it', value: usualGapMs, unit: 'ms' },
      { what: 'longest gap in the sound of talkers, in it', value: gapMs, unit: 'ms' },
    ],
    faults,
  };
}
