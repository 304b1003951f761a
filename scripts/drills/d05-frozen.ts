import type { Drill } from './drill.ts';
import { takeOver } from './take-over.ts';

/** Cordboard is there and does nothing, as when its loop goes round for ever. */
export const frozen: Drill = {
  id: 'D05',
  title: 'a Cordboard that does nothing any more (SIGSTOP)',
  promise:
    'Its parent notices within 5 seconds, ends it, and the process that lies ready goes on as behind a sudden death.',
  coming: 20,
  run: (load) =>
    takeOver(load, {
      fault: (pid) => process.kill(pid, 'SIGSTOP'),
      evidence: 'was stopped in its work',
      readyMsMax: 6_000,
      offerMsMax: 8_000,
    }),
};
