import type { CelCall } from '../../test/kit/cel.ts';
import { eventually } from '../../test/kit/eventually.ts';
import type { FaultyLoad } from '../drills/faulty-load.ts';

/** A time in which Cordboard could not hear of Asterisk, and what made it so. Wall times in milliseconds. */
export type Outage = { readonly what: string; readonly fromMs: number; readonly toMs: number };

/** A caller's beginning that was still on its way to Cordboard, or to its disk, is lost as well. */
const ON_ITS_WAY_MS = 250;
/** Behind an outage a caller waits in the net of the dialplan for so long at most before Cordboard is asked again. */
const NET_STEP_MS = 3_000;
/** Cordboard is back within this, whatever has happened. */
const BACK_MS = 45_000;

/** The outage within which all of one caller's only call lies; undefined: Cordboard could have heard of it. */
export function outageAround(calls: readonly CelCall[], outages: readonly Outage[]): Outage | undefined {
  const [call, ...more] = calls;
  if (call === undefined || more.length > 0) return undefined;
  const { begunMs, endedMs } = call;
  return outages.find(
    ({ fromMs, toMs }) =>
      begunMs >= fromMs - ON_ITS_WAY_MS &&
      begunMs <= toMs &&
      endedMs !== null &&
      endedMs <= toMs + NET_STEP_MS,
  );
}

/** Cordboard is killed. */
export async function whileDead(what: string, { standard: { hotline } }: FaultyLoad): Promise<Outage> {
  const pid = await hotline.pidOf('cordboard');
  const fromMs = Date.now();
  process.kill(pid, 'SIGKILL');
  await hotline.anotherIsReady(pid, BACK_MS);
  return { what, fromMs, toMs: Date.now() };
}

/** `cut` does something to the line behind which Cordboard must connect again. */
export async function whileCut(
  what: string,
  { line, standard: { hotline } }: FaultyLoad,
  cut: () => Promise<void> | void,
): Promise<Outage> {
  const { socketsOpened } = line.counts;
  const fromMs = Date.now();
  await cut();
  const hearsAgain = async (): Promise<true | undefined> =>
    line.counts.socketsOpened > socketsOpened && (await hotline.api.isReady()) ? true : undefined;
  await eventually('Cordboard hears of Asterisk again', hearsAgain, BACK_MS);
  return { what, fromMs, toMs: Date.now() };
}
