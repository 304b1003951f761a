import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { Failure } from '../base/index.ts';
import { replaceFile } from '../disk/index.ts';

/** The data folder is ours as long as this process lives. */
export type DataHold = {
  /** Names the folder, whichever process has it. */
  readonly owner: string;
  /** Greater each time that a process takes the folder. */
  readonly epoch: number;
  /** For tests: what the death of the process does otherwise. */
  release(): void;
};

type Kept = Pick<DataHold, 'owner' | 'epoch'>;

/** Whoever is just ending has let go within this; another one goes on holding it. */
const PATIENCE_MS = 2_000;
const AGAIN_MS = 20;
const OWNERS_ALONE = 0o600;

/**
 * Takes the data folder for this process; rejects with ALREADY_RUNNING when another one keeps it.
 *
 * The lock is that of SQLite on an empty file (fcntl(2) below it): the kernel lets go of it at any kind of death and
 * never before, and it holds between containers that share the folder, where a socket with an abstract name would not.
 * Node has no such lock of its own. Nothing is ever written into the file, so that no full disk and no power cut can
 * harm it.
 */
export async function holdData(data: string, patienceMs: number = PATIENCE_MS): Promise<DataHold> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const path = join(data, 'leader.lock');
  const lastMs = performance.now() + patienceMs;
  for (;;) {
    const lock = tryLock(path);
    if (lock !== undefined) return { ...nextKept(join(data, 'leader.json')), release: () => lock.close() };
    if (performance.now() >= lastMs) throw new Failure('ALREADY_RUNNING', { data, pid: holderOf(path) });
    await sleep(AGAIN_MS);
  }
}

function tryLock(path: string): Database.Database | undefined {
  const lock = new Database(path, { timeout: 0 });
  try {
    // Left open: the transaction is the lock.
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (err) {
    lock.close();
    if (err instanceof Database.SqliteError && err.code.startsWith('SQLITE_BUSY')) return undefined;
    throw new Failure('STORE_UNUSABLE', { path, why: String(err) });
  }
}

/** A disk that takes nothing costs the number, which then comes once more; it must not keep anybody from serving. */
function nextKept(path: string): Kept {
  const { owner, epoch, ...more } = readKept(path);
  const kept = { owner, epoch: epoch + 1 };
  try {
    replaceFile(path, `${JSON.stringify({ ...more, ...kept })}\n`, { mode: OWNERS_ALONE });
  } catch {
    // What is wrong with the disk is told by those who keep records on it.
  }
  return kept;
}

/** With what a newer version may have added. */
function readKept(path: string): Kept {
  try {
    const kept = JSON.parse(readFileSync(path, 'utf8')) as Kept;
    if (typeof kept.owner === 'string' && Number.isSafeInteger(kept.epoch)) return kept;
  } catch {
    // Not there yet, or cut off by a power cut: the folder gets a new name.
  }
  return { owner: randomUUID(), epoch: 0 };
}

/** The process that holds the lock, as the kernel lists it (proc_locks(5)); undefined when that cannot be seen. */
function holderOf(path: string): number | undefined {
  try {
    const file = `:${statSync(path).ino}`;
    const fields = readFileSync('/proc/locks', 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/));
    const pid = Number(fields.find((field) => field[3] === 'WRITE' && field[5]?.endsWith(file))?.[4]);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
