import { eventually } from '../../../test/kit/eventually.ts';
import type { DrillLoad, DrillRun } from '../drill.ts';
import { passes, StandardLoad } from '../standard-load.ts';

/** A few calls are enough to see whether an attack reaches any. */
export const FEW: DrillLoad = { waiting: 3, talking: 3 };
const AGAIN_MS = 10_000;
const AFRESH_MS = 1_000;
/** Between two packets of sound lie 20 ms. */
export const GAP_MS_MAX = 500;
export const SETTLES_MS = 1_000;

/**
 * Runs an attack while a few callers wait and a few talk; then Asterisk must be the process that it was, all of these
 * must still be there, new callers must be served, and nothing may be left over.
 */
export async function attacked(attack: (standard: StandardLoad) => Promise<DrillRun>): Promise<DrillRun> {
  const standard = await StandardLoad.open(FEW);
  try {
    const pid = await standard.hotline.pidOf('asterisk');
    await passes(SETTLES_MS);
    const fromMs = performance.now();
    const { evidence, figures, faults } = await attack(standard);
    const gapMs = standard.longestGapMs(fromMs);
    const after = await unharmed(standard, pid);
    const sound = {
      what: 'longest gap in the sound of talkers',
      value: gapMs,
      unit: 'ms',
      atMost: GAP_MS_MAX,
    };
    return { evidence, figures: [...figures, sound], faults: [...faults, ...after] };
  } finally {
    await standard.close();
  }
}

async function unharmed(standard: StandardLoad, pid: number): Promise<readonly string[]> {
  const { hotline } = standard;
  const faults: string[] = [...standard.lost().map((line) => `dropped: ${line}`)];
  const now = await hotline.pidOf('asterisk').catch(() => 0);
  if (now !== pid) faults.push('Asterisk is another process than before');
  if ((await standard.pairs()) !== FEW.talking) faults.push(`${await standard.pairs()} pairs talk`);
  const before = await standard.order();
  let call = await standard.another();
  // Ports of calls that were given up are free some seconds later: whoever is refused calls again.
  const waits = async (): Promise<true | undefined> => {
    if (call.state === 'ended') call = await standard.another();
    await passes(AFRESH_MS);
    return (await standard.order()).length === before.length + 1 ? true : undefined;
  };
  await eventually('a new caller is in the line', waits, AGAIN_MS).catch((err: Error) =>
    faults.push(err.message),
  );
  call.hangUp();
  await call.ended;
  return [...faults, ...(await standard.end())];
}
