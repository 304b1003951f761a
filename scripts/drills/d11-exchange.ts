import type { Drill, DrillLoad, DrillRun } from './drill.ts';
import { behindDeath } from './exchange-death.ts';
import { StandardLoad } from './standard-load.ts';

const WITHIN_S = 10;

/** Asterisk dies with all its calls, and starts again. */
export const exchange: Drill = {
  id: 'D11',
  title: 'kill -9 of Asterisk',
  promise:
    'Its calls are lost, since it carries the sound. Each has its record within 10 seconds, operators are free, and new callers are served.',
  coming: 1,
  run: (load) => StandardLoad.with(load, {}, (standard) => lost(standard, load)),
};

async function lost(standard: StandardLoad, { waiting, talking }: DrillLoad): Promise<DrillRun> {
  const came = await standard.keepNewcomers();
  const [pid, sinceMs] = [await standard.hotline.pidOf('asterisk'), performance.now()];
  process.kill(pid, 'SIGKILL');
  const calls = [...standard.talking, ...standard.waiting, ...came];
  return {
    evidence: [
      `Asterisk (process ${pid}) was killed with ${waiting} waiting, ${talking} talking and ${came.length} who had just come`,
    ],
    ...(await behindDeath(standard, { sinceMs, calls, withinS: WITHIN_S })),
  };
}
