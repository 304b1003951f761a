import { untilSeen } from './alarm-seen.ts';
import type { Drill, DrillLoad, DrillRun } from './drill.ts';
import { aftermath, offersMeanwhile } from './offers-meanwhile.ts';
import { stateOf } from './process-state.ts';
import { StandardLoad } from './standard-load.ts';

const FROZEN_MS = 20_000;
/** Three seconds are no trouble, and it is looked every two. */
const SEEN_S_MAX = 8;

/** Redis accepts connections and answers nothing: worse than one that is not there. */
export const redisFrozen: Drill = {
  id: 'D27',
  title: 'a Redis that answers nothing for 20 seconds (SIGSTOP)',
  promise: 'No call notices, an alarm tells of it, and all goes on by itself when it answers again.',
  coming: 1,
  run: (load) => StandardLoad.with(load, {}, (standard) => frozen(standard, load)),
};

async function frozen(standard: StandardLoad, { waiting, talking }: DrillLoad): Promise<DrillRun> {
  const { hotline } = standard;
  const pid = await hotline.pidOf('redis');
  process.kill(pid, 'SIGSTOP');
  try {
    const [seen, meanwhile] = await Promise.all([
      untilSeen(hotline, 'jobs', /answers nothing|does not answer/, SEEN_S_MAX),
      offersMeanwhile(standard, FROZEN_MS),
    ]);
    const state = stateOf(pid);
    process.kill(pid, 'SIGCONT');
    const after = await aftermath(standard);
    const same = (await hotline.pidOf('redis')) === pid;
    return {
      evidence: [
        `Redis (process ${pid}) was in state "${state}" to the end, with ${waiting} waiting and ${talking} talking`,
        `the alarm said: ${seen.say}`,
      ],
      figures: [...after.figures, ...meanwhile.figures, seen.figure],
      faults: [...meanwhile.faults, ...after.faults, ...(same ? [] : ['another Redis runs: it was ended'])],
    };
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}
