// The process in which a drill with mounts of its own runs: it is told which and with what load, and tells what came of it.
import { recordingDiskIsFull } from './d24-recording-disk.ts';
import { diskAndStore } from './d29-store.ts';
import type { DrillLoad, DrillRun } from './drill.ts';

const MOUNTED: Readonly<Record<string, (load: DrillLoad) => Promise<DrillRun>>> = {
  D24: recordingDiskIsFull,
  D29: diskAndStore,
};

const [, , id = '', waiting, talking] = process.argv;
const run = await MOUNTED[id]!({ waiting: Number(waiting), talking: Number(talking) }).catch(
  (err: Error): DrillRun => ({ evidence: [], figures: [], faults: [String(err)] }),
);
// Phones that are still there would keep the process.
process.send?.(run, () => process.exit());
