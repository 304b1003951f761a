import type { Drill, DrillLoad, DrillRun } from './drill.ts';
import { aftermath, offersMeanwhile } from './offers-meanwhile.ts';
import { StandardLoad } from './standard-load.ts';

const AWAY_MS = 60_000;

/** Redis dies, and whatever starts in its place, too. */
export const redis: Drill = {
  id: 'D25',
  title: `no Redis for ${AWAY_MS / 1_000} seconds`,
  promise:
    'No call notices: callers wait, are offered and talk as before; what Redis was to be told it is told later.',
  coming: 1,
  run: (load) => StandardLoad.with(load, {}, (standard) => without(standard, load)),
};

async function without(standard: StandardLoad, { waiting, talking }: DrillLoad): Promise<DrillRun> {
  const killed = new Set<number>();
  const kill = async (): Promise<void> => {
    const pid = await standard.hotline.pidOf('redis').catch(() => 0);
    if (pid !== 0 && !killed.has(pid)) process.kill(pid, 'SIGKILL');
    killed.add(pid);
  };
  const meanwhile = await offersMeanwhile(standard, AWAY_MS, kill);
  const after = await aftermath(standard);
  return {
    evidence: [
      `${killed.size} processes of Redis were killed, with ${waiting} waiting and ${talking} talking`,
    ],
    figures: [...after.figures, ...meanwhile.figures],
    faults: [...meanwhile.faults, ...after.faults],
  };
}
