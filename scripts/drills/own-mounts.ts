import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Drill, DrillRun } from './drill.ts';

const run = promisify(execFile);
const CHILD = fileURLToPath(new URL('./mounted.ts', import.meta.url));
const UNSHARE = ['--user', '--map-root-user', '--mount'] as const;
const KIB = 1_024;

/**
 * How a drill is run that mounts something: in a process with mounts of its own, which nobody else sees and which end
 * with it. `mounted.ts` knows it by its id.
 */
export function inOwnMounts(id: string): Required<Pick<Drill, 'hindrance' | 'run'>> {
  return {
    async hindrance() {
      const [tried] = await Promise.allSettled([run('unshare', [...UNSHARE, 'true'])]);
      return tried!.status === 'fulfilled' ? null : 'no process may have mounts of its own here (unshare)';
    },
    async run({ waiting, talking }) {
      const command = [process.execPath, CHILD, id, String(waiting), String(talking)];
      const child = spawn('unshare', [...UNSHARE, ...command], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      const told: DrillRun[] = [];
      child.on('message', (message: DrillRun) => told.push(message));
      await once(child, 'exit');
      const [result] = told;
      if (result === undefined) throw new Error(`the process of ${id} ended without a word`);
      return result;
    },
  };
}

/**
 * A disk of its own in this folder, with room for so much, until the function that is returned takes it away: whoever
 * removes the folder would wait for that. Only for a process of `inOwnMounts`.
 */
export async function mountDisk(folder: string, kib: number): Promise<() => Promise<unknown>> {
  mkdirSync(folder, { recursive: true });
  await run('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'drill', folder]);
  return () => run('umount', ['--lazy', folder]);
}

/** The disk of this folder has no room any more, until the function that is returned makes it again. */
export function fillDisk(folder: string): () => void {
  const path = join(folder, 'filler');
  for (let bytes = KIB ** 2; bytes >= 1; ) {
    try {
      writeFileSync(path, Buffer.alloc(bytes), { flag: 'a' });
    } catch (err) {
      if ((err as NodeJS.ErrnoException).code !== 'ENOSPC') throw err;
      bytes = Math.floor(bytes / 4);
    }
  }
  return () => rmSync(path);
}

/** "0 of 400 KiB are free", as the kernel says. */
export function roomText(folder: string): string {
  const { bavail, blocks, bsize } = statfsSync(folder);
  const kib = (count: number): number => Math.round((count * bsize) / KIB);
  return `${kib(bavail)} of ${kib(blocks)} KiB are free`;
}
