import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Drill } from './drill.ts';
import type { StandardLoad } from './standard-load.ts';
import { takeOver } from './take-over.ts';

const OFFER_MS_MAX = 40_000;
const [ROUNDS_MAX, AT_ONCE] = [100, 20];

/** The machine has no memory for Cordboard any more: V8 ends the process in its own way. */
export const outOfMemory: Drill = {
  id: 'D07',
  title: 'Cordboard gets no more memory (prlimit)',
  promise: 'It dies of it, and another process goes on as behind a sudden death.',
  coming: 1,
  run: async (load) => {
    const limited = { text: '' };
    return takeOver(load, {
      fault: async (pid, standard) => {
        limited.text = starve(pid);
        await needMemory(standard);
      },
      evidence: 'got no more memory',
      readyMsMax: OFFER_MS_MAX,
      offerMsMax: OFFER_MS_MAX,
      proof: async ({ hotline }) => [
        limited.text,
        `its last words: ${lastWords(await hotline.launched.log())}`,
      ],
    });
  },
};

/** V8 reserves its addresses at the start: what counts is the memory that it may write to (getrlimit(2): RLIMIT_DATA). */
function starve(pid: number): string {
  const kib = Number(/^VmData:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);
  execFileSync('prlimit', ['--pid', String(pid), `--data=${kib * 512}`]);
  return `it had ${kib} KiB of memory of its own, and was given no more than half of that`;
}

/** Who does nothing needs nothing: whatever it is asked for, until it answers no more. */
async function needMemory({ hotline }: StandardLoad): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const asked = Array.from({ length: AT_ONCE }, () => hotline.api.board());
    const answers = await Promise.allSettled(asked);
    if (answers.every(({ status }) => status === 'rejected')) return;
  }
}

/** What V8 says when it ends. */
const lastWords = (log: string): string =>
  log.split('\n').find((line) => /out of memory|allocation failed|FATAL/i.test(line)) ?? 'none';
