import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { Failure } from '../base/index.ts';
import type { Settings } from '../settings/index.ts';
import { startTicksOf } from './proc.ts';
import { forgetMark, readMark } from './running-process.ts';
import { writeFile } from './write-file.ts';

/**
 * Takes the data folder for this process; throws ALREADY_RUNNING when another one has it. The lock is a socket with an
 * abstract name (unix(7)), which the kernel frees at any kind of death; the file beside it only tells who has it.
 * The returned function gives the folder back.
 */
export async function lockData({ data, run }: Settings): Promise<() => void> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const { dev, ino } = statSync(data);
  const digest = createHash('sha256').update(`${dev} ${ino} ${data}`).digest('hex').slice(0, 32);
  const markPath = join(run, 'parent.json');
  const server = createServer();
  if (!(await isTaken(server, `\0cordboard-${digest}`))) {
    throw new Failure('ALREADY_RUNNING', { data, pid: readMark(markPath)?.pid });
  }
  const mark = { pid: process.pid, startTicks: startTicksOf(process.pid) ?? 0, startedWallMs: Date.now() };
  writeFile(markPath, `${JSON.stringify(mark)}\n`);
  return () => {
    forgetMark(markPath);
    server.close();
  };
}

/** True when the name is ours now. */
async function isTaken(server: Server, name: string): Promise<boolean> {
  server.listen({ path: name });
  const [listening] = await Promise.allSettled([once(server, 'listening')]);
  if (listening!.status === 'fulfilled') return true;
  if ((listening!.reason as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
  throw listening!.reason;
}
