import { readdirSync, readFileSync } from 'node:fs';
import { eventually } from './eventually.ts';

/** A process that works for a hotline. */
export type FoundProcess = { readonly pid: number; readonly command: string };

/**
 * Every living process whose command line or environment names this folder: whatever a hotline started with
 * its data there, however it was started, and whoever is its parent now.
 */
export function processesOf(folder: string): readonly FoundProcess[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.flatMap((name) => {
    const command = read(`/proc/${name}/cmdline`);
    const isOurs = command.includes(folder) || read(`/proc/${name}/environ`).includes(folder);
    // A zombie has an empty command line: it has ended, only nobody has looked yet.
    return isOurs && command !== ''
      ? [{ pid: Number(name), command: command.replaceAll('\0', ' ').trim() }]
      : [];
  });
}

/** Empty when the process has gone meanwhile, or belongs to somebody else. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (err) {
    if (['ENOENT', 'EACCES', 'ESRCH'].includes((err as NodeJS.ErrnoException).code ?? '')) return '';
    throw err;
  }
}

/** False for one that has ended, also when nobody has looked yet. */
export const isRunning = (pid: number): boolean => read(`/proc/${pid}/cmdline`) !== '';

/**
 * Stops a process, as SIGSTOP does, and resolves when none of its threads runs any more: the kernel stops them only as
 * each comes by, so that on a busy machine one still does its work a moment behind the signal.
 */
export async function freeze(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  await eventually(`all threads of ${pid} are stopped`, () => areStopped(pid) || undefined);
}

const areStopped = (pid: number): boolean =>
  readdirSync(`/proc/${pid}/task`).every((id) => {
    const stat = read(`/proc/${pid}/task/${id}/stat`);
    return stat === '' || statFields(stat)[0] === 'T';
  });

/** From the state on: the name before it, in brackets, may hold whatever it likes. */
const statFields = (stat: string): readonly string[] => stat.slice(stat.lastIndexOf(')') + 2).split(' ');

/** Processor time of a process and all its threads so far, in seconds. */
export function cpuSeconds(pid: number): number {
  const fields = statFields(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  // Fields 14 and 15 of proc(5), in ticks of a hundredth of a second on every Linux that Node runs on.
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Processor time of the whole machine so far, idle and stolen time left out, in seconds. */
export function busySeconds(): number {
  const [first = ''] = readFileSync('/proc/stat', 'latin1').split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = first.split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softIrq) / 100;
}
