import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteAt } from '../../src/store/sqlite/sqlite-database.ts';
import { fillStore } from '../bench/reports/fill-store.ts';
import type { Drill, DrillLoad, DrillRun } from './drill.ts';
import { takeOver } from './take-over.ts';

const FINISHED = 100_000;
const DAYS = 30;
const MIB_MAX = 300;

/** Whoever starts finds a long history, and many calls that go on. */
export const slowStart: Drill = {
  id: 'D08',
  title: 'a start with 100,000 finished calls in the database and 500 that go on',
  promise: 'The next process has all calls as fast as with an empty database, and does not grow by it.',
  load: { waiting: 450, talking: 50 },
  coming: 1,
  run: async (load) => {
    const folder = mkdtempSync(join(tmpdir(), 'cordboard-history-'));
    const [place, spoolPath] = [join(folder, 'calls.db'), join(folder, 'spool')];
    try {
      await fillStore(sqliteAt(place), { place, spoolPath }, { calls: FINISHED, days: DAYS });
      return await withHistory(load, place);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function withHistory(load: DrillLoad, place: string): Promise<DrillRun> {
  const used = { mib: 0 };
  const run = await takeOver(load, {
    fault: (pid) => process.kill(pid, 'SIGKILL'),
    evidence: `was killed, with ${FINISHED} finished calls in the database,`,
    readyMsMax: 2_000,
    offerMsMax: 5_000,
    settings: { CORDBOARD_STORE_URL: `sqlite:${place}` },
    proof: async ({ hotline }) => {
      used.mib = memoryMib(await hotline.pidOf('cordboard'));
      return [];
    },
  });
  const memory = {
    what: 'memory of the process, at its most',
    value: used.mib,
    unit: 'MiB',
    atMost: MIB_MAX,
  };
  return { ...run, figures: [...run.figures, memory] };
}

/** What it had resident at its most (proc_pid_status(5): VmHWM, in kB). */
const memoryMib = (pid: number): number =>
  Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? Number.NaN) / 1_024;
