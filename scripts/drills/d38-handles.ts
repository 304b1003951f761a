import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../../test/kit/eventually.ts';
import type { Drill, DrillLoad, DrillRun } from './drill.ts';
import { passes, StandardLoad } from './standard-load.ts';

const run = promisify(execFile);
const AWAY_MS = 15_000;
const AGAIN_MS = 20_000;
const ASKED = 20;
const COMES_EVERY_MS = 1_000;

/** The process may open no file and no connection any more. */
export const handles: Drill = {
  id: 'D38',
  title: 'no more open files and connections for Cordboard (prlimit)',
  promise:
    'Whoever is there stays, whoever comes is served or refused; all is as before when it may open more.',
  run: async (load) => {
    const standard = await StandardLoad.open(load);
    try {
      return await without(standard, load);
    } finally {
      await standard.close();
    }
  },
};

async function without(standard: StandardLoad, load: DrillLoad): Promise<DrillRun> {
  const { hotline } = standard;
  const pid = await hotline.pidOf('cordboard');
  const [soft, hard] = limitsOf(pid);
  const open = readdirSync(`/proc/${pid}/fd`).length;
  // What is open stays open; a new one would take the lowest free number, and all below this are long taken.
  const few = Math.floor(open / 2);
  await limit(pid, `${few}:${hard}`);
  const [fromMs, extra] = [performance.now(), []] as [number, Awaited<ReturnType<typeof standard.another>>[]];
  const refused = await connectionsRefused(hotline.api.url);
  while (performance.now() - fromMs < AWAY_MS) {
    extra.push(await standard.another());
    await passes(COMES_EVERY_MS);
  }
  const faults: string[] = [];
  const now = await hotline.pidOf('cordboard');
  if (now === pid) await limit(pid, `${soft}:${hard}`);
  const isReady = async (): Promise<true | undefined> => ((await hotline.api.isReady()) ? true : undefined);
  const raisedMs = performance.now();
  await eventually('all is well again', isReady, AGAIN_MS);
  const againMs = performance.now() - raisedMs;
  const [order, pairs] = [await standard.order(), await standard.pairs()];
  const came = extra.filter(({ state }) => state === 'talking').length;
  for (const call of extra) call.hangUp();
  if (pairs !== load.talking) faults.push(`${pairs} pairs talk, ${load.talking} ought to`);
  if (order.length !== load.waiting + came)
    faults.push(`${order.length} wait, of ${load.waiting} and ${came} who came meanwhile`);
  faults.push(...standard.lost().map((line) => `dropped: ${line}`));
  const all = await standard.end();
  faults.push(...all);
  return {
    evidence: [
      `process ${pid} had ${open} files open and might have ${few}: ${refused} of ${ASKED} connections were refused`,
    ],
    figures: [
      { what: 'callers dropped', value: standard.lost().length, unit: 'callers', atMost: 0 },
      { what: 'callers who came meanwhile', value: extra.length, unit: 'callers' },
      { what: 'of them were answered', value: came, unit: 'callers' },
      { what: 'processes that had to go on', value: now === pid ? 0 : 1, unit: 'processes' },
      { what: 'until all is well again', value: againMs / 1_000, unit: 's', atMost: 5 },
    ],
    faults: refused === 0 ? [...faults, 'every connection was taken: nothing was short'] : faults,
  };
}

/** Soft and hard limit of open files, as the kernel has them. */
function limitsOf(pid: number): readonly [string, string] {
  const found = /^Max open files\s+(\S+)\s+(\S+)/m.exec(
    readFileSync(join('/proc', `${pid}`, 'limits'), 'utf8'),
  );
  if (found === null) throw new Error('the kernel does not tell the limits of a process');
  return [found[1]!, found[2]!];
}

const limit = (pid: number, files: string): Promise<unknown> =>
  run('prlimit', ['--pid', `${pid}`, `--nofile=${files}`]);

/** Each on a connection of its own. */
async function connectionsRefused(url: string): Promise<number> {
  let refused = 0;
  for (let count = 0; count < ASKED; count++) {
    const answer = await fetch(`${url}/health/live`, {
      headers: { connection: 'close' },
      signal: AbortSignal.timeout(500),
    }).catch(() => undefined);
    if (answer?.ok !== true) refused += 1;
    await answer?.arrayBuffer();
  }
  return refused;
}
