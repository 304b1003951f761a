import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Drill } from './drill.ts';
import { takeOver } from './take-over.ts';

/** It gets no more address space than it has, and this much less. */
const LESS_BYTES = 64 * 1_024 ** 2;
const OFFER_MS_MAX = 40_000;

/** The machine has no memory for Cordboard any more: V8 ends the process in its own way. */
export const outOfMemory: Drill = {
  id: 'D07',
  title: 'Cordboard gets no more memory (prlimit)',
  promise: 'It dies of it, and another process goes on as behind a sudden death.',
  run: async (load) => {
    const limited = { text: '' };
    return takeOver(load, {
      fault: (pid) => {
        limited.text = starve(pid);
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

function starve(pid: number): string {
  const kib = Number(/^VmSize:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);
  const bytes = kib * 1_024 - LESS_BYTES;
  execFileSync('prlimit', ['--pid', String(pid), `--as=${bytes}`]);
  return `its address space was ${kib} KiB, and was limited to ${Math.round(bytes / 1_024)} KiB`;
}

/** What V8 says when it ends. */
const lastWords = (log: string): string =>
  log.split('\n').find((line) => /out of memory|allocation failed|FATAL/i.test(line)) ?? 'none';
