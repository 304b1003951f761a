import { cpuSeconds } from '../../test/kit/processes.ts';
import type { Drill, DrillLoad, DrillRun } from './drill.ts';
import { roomFor, StandardLoad } from './standard-load.ts';
import { LONELY, storm, stormBundle, withStorm } from './storm.ts';

const PER_SECOND = 30;
const SECONDS = 20;
const CORES_MAX = 0.6;

/** A queue of few places, with nobody signed in, is called by many. */
export const fullQueue: Drill = {
  id: 'D35',
  title: 'many call where the queue is full and nobody works',
  promise:
    'Each hears at once, or after the time that the queue says, what its admin wrote for that; nobody waits for nobody.',
  run: async (load) => {
    const standard = await StandardLoad.open(load, roomFor(withStorm(load)), { bundleFor: stormBundle });
    try {
      return await called(standard, load);
    } finally {
      await standard.close();
    }
  },
};

async function called(standard: StandardLoad, load: DrillLoad): Promise<DrillRun> {
  const { hotline } = standard;
  const pid = await hotline.pidOf('cordboard');
  const [fromMs, before] = [performance.now(), cpuSeconds(pid)];
  const end = await storm(standard, { dialled: LONELY, perSecond: PER_SECOND, seconds: SECONDS });
  const cores = (1_000 * (cpuSeconds(pid) - before)) / (performance.now() - fromMs);
  const faults = standard.lost().map((line) => `dropped: ${line}`);
  const pairs = await standard.pairs();
  if (pairs !== load.talking) faults.push(`${pairs} pairs talk, ${load.talking} ought to`);
  const told = await hotline.api.reportOf('queue', 'lonely');
  const [full, unstaffed] = [told?.full ?? 0, told?.unstaffed ?? 0];
  if (full === 0 || unstaffed === 0) faults.push(`${full} found it full, ${unstaffed} found nobody there`);
  const { answered, refused } = end;
  const left = answered.length - full - unstaffed;
  if (left !== 0) faults.push(`${left} of ${answered.length} left the queue in another way`);
  faults.push(...(await standard.end()));
  return {
    evidence: [
      `of ${end.created} calls to a queue of 20 places ${full} found it full, ${unstaffed} found nobody there, and ` +
        `${refused.length} were turned away since the machine had too much to do`,
    ],
    figures: [
      { what: 'calls that did not hear it', value: end.failed, unit: 'calls', atMost: 0 },
      { what: 'processor that Cordboard took', value: cores, unit: 'cores', atMost: CORES_MAX },
    ],
    faults,
  };
}
