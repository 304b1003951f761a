import type { Prng } from '../../src/base/index.ts';
import { passes, type StandardLoad } from '../drills/standard-load.ts';
import { isOver } from '../drills/talk-traffic.ts';

/** So long a caller waits for an operator before giving up, and so long two talk, at most. */
const PATIENCE_MS_MAX = 20_000;
const TALK_MS_MAX = 8_000;
/** Whoever has hung up, or was hung up on, is let go within this; a fault of the line may last that long. */
const LET_GO_MS = 60_000;
const CLOSED_MS = 60_000;
const LOOK_MS = 250;

/** What became of the calls so far. */
export type Tally = { calls: number; talked: number; gaveUp: number; readonly faults: string[] };

/** One caller of random patience: talks for a while with whoever answers, or hangs up before. Never rejects. */
export async function oneLife(
  standard: StandardLoad,
  number: string,
  prng: Prng,
  tally: Tally,
): Promise<void> {
  const [patienceMs, talkMs] = [prng.below(PATIENCE_MS_MAX), 300 + prng.below(TALK_MS_MAX)];
  const operatorEnds = prng.chance(1, 2);
  tally.calls += 1;
  try {
    const call = await standard.dial(number);
    const phone = await answeredWithin(standard, number, patienceMs);
    if (phone === undefined) tally.gaveUp += 1;
    else {
      tally.talked += 1;
      await passes(talkMs);
    }
    if (phone !== undefined && operatorEnds && phone.current?.callerNumber === number) phone.hangUp();
    else call.hangUp();
    await isOver(call, LET_GO_MS);
    await closedOnce(standard, number);
  } catch (err) {
    tally.faults.push(`${number}: ${err instanceof Error ? err.message : String(err)}`);
  }
}

async function answeredWithin({ phones }: StandardLoad, number: string, patienceMs: number) {
  const endMs = performance.now() + patienceMs;
  while (performance.now() < endMs) {
    await passes(LOOK_MS);
    const phone = phones.find(
      ({ current }) => current?.state === 'talking' && current.callerNumber === number,
    );
    if (phone !== undefined) return phone;
  }
  return undefined;
}

/** The record is closed, and is the only one. A Cordboard that is away is waited for. */
async function closedOnce({ hotline: { api } }: StandardLoad, number: string): Promise<void> {
  const endMs = performance.now() + CLOSED_MS;
  for (;;) {
    await passes(4 * LOOK_MS);
    const records = await api.recordsOf(number).catch(() => []);
    if (records.length === 1 && records[0]!.outcome !== null) return;
    if (performance.now() > endMs) throw new Error(`it has ${records.length} records, or one that is open`);
  }
}
