import type { Drill } from './drill.ts';
import { takeOver } from './take-over.ts';

/** Cordboard is killed without a warning, and another process goes on. */
export const death: Drill = {
  id: 'D01',
  title: 'kill -9 of Cordboard',
  promise:
    'Nobody is dropped, nobody loses the place, talkers notice nothing, and every call has exactly one record.',
  coming: 1,
  run: (load) =>
    takeOver(load, {
      fault: (pid) => process.kill(pid, 'SIGKILL'),
      evidence: 'was killed',
      readyMsMax: 2_000,
      offerMsMax: 5_000,
    }),
};
