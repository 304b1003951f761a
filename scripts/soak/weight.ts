import { readdirSync, readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultyLoad } from '../drills/faulty-load.ts';
import { type Held, heldBy } from './held.ts';

export const PARTS = ['cordboard', 'redis', 'asterisk', 'parent', 'soak'] as const;
export type Part = (typeof PARTS)[number];

/** What a process holds at a moment of the soak: memory as the machine counts it in MiB, and files that are open. */
export type Weight = {
  readonly part: Part;
  readonly pid: number;
  readonly atMs: number;
  readonly mib: number;
  readonly files: number;
  /** Cordboard's own answer; not there while it is away. */
  readonly held?: Held;
};

const BYTES_PER_MIB = 1_048_576;

/** All parts; one that is just away has no weight. `port`: the inspector's of Cordboard. */
export async function weigh(load: FaultyLoad, port: number, atMs: number): Promise<readonly Weight[]> {
  const found: Weight[] = [];
  for (const part of PARTS)
    try {
      const pid = await pidOf(part, load);
      const held = part === 'cordboard' ? { held: await heldBy(pid, port) } : {};
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const kib = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
      const files = readdirSync(`/proc/${pid}/fd`).length;
      found.push({ part, pid, atMs, mib: kib / 1_024, files, ...held });
    } catch {
      // It has just been killed: the next look finds the one that follows it.
    }
  return found;
}

async function pidOf(part: Part, { standard: { hotline }, asterisk }: FaultyLoad): Promise<number> {
  if (part === 'soak') return process.pid;
  if (part === 'parent') return hotline.launched.pid;
  return part === 'asterisk' ? asterisk.pid : hotline.pidOf(part);
}

/** What all files of a folder take on the disk, in MiB; one that goes away meanwhile takes nothing. */
export async function diskMib(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(
    entries.map((name) =>
      stat(join(folder, name)).then(
        ({ blocks }) => 512 * blocks,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / BYTES_PER_MIB;
}
