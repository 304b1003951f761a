import { eventually } from '../../test/kit/eventually.ts';
import type { DrillLoad, DrillRun } from './drill.ts';
import { passes, StandardLoad } from './standard-load.ts';

/** What happened longer ago than this is known to the next process. */
const KEPT_MS = 500;
const AGAIN_MS = 40_000;
/** Behind the fault an operator hangs up, to see who is offered next, and when. */
const FREED_AFTER_MS = 100;
/** Talkers are listened to for so long before and behind. */
const AROUND_MS = 2_000;

export type TakeOver = {
  /** Does it to the process of this number. */
  readonly fault: (pid: number, standard: StandardLoad) => unknown;
  readonly evidence: string;
  /** What else proves that it happened, once another process is ready. */
  readonly proof?: (standard: StandardLoad) => Promise<readonly string[]>;
  /** From the fault until another process is ready, and until the first offer. */
  readonly readyMsMax: number;
  readonly offerMsMax: number;
  readonly settings?: Readonly<Record<string, string>>;
};

/** A Cordboard does its work no more, and another process goes on: what that is to callers, talkers and operators. */
export function takeOver(load: DrillLoad, how: TakeOver): Promise<DrillRun> {
  return StandardLoad.with(load, how.settings ?? {}, (standard) => observed(standard, load, how));
}

async function observed(standard: StandardLoad, load: DrillLoad, how: TakeOver): Promise<DrillRun> {
  const { hotline, diary, phones } = standard;
  const spare = await hotline.spare(AGAIN_MS);
  const pid = await hotline.pidOf('cordboard');
  await passes(Math.max(KEPT_MS, AROUND_MS));
  const before = await standard.order();
  const seen = diary.events.length;
  const [usualGapMs, faultMs] = [standard.longestGapMs(performance.now() - AROUND_MS), performance.now()];
  await how.fault(pid, standard);
  await passes(FREED_AFTER_MS);
  const freed = phones.at(-1)!;
  freed.hangUp();
  const { next, startMs } = await anotherProcess(standard, pid);
  const readyMs = performance.now() - faultMs;
  const proof = (await how.proof?.(standard)) ?? [];
  const offer = await diary.until('the freed operator rings', ({ kind }) => kind === 'rang', AGAIN_MS, seen);
  await passes(AROUND_MS);
  const faults = standard.lost().map((line) => `dropped: ${line}`);
  faults.push(...outOfOrder(before, await standard.order(), offer.peer));
  if (offer.phone !== freed.name) faults.push(`${offer.phone} was rung, and ${freed.name} is free`);
  const pairs = await standard.pairs();
  if (pairs !== load.talking) faults.push(`${pairs} pairs talk, ${load.talking} ought to`);
  const gapMs = standard.longestGapMs(faultMs);
  faults.push(...(await standard.end({ deafMs: readyMs })));
  if (next !== spare)
    faults.push(`process ${next} went on, and ${spare} was there for it: ${hotline.launched.output}`);
  const { newcomersText: came = 'nobody who came meanwhile' } = standard;
  const told = `${load.waiting} waiting, ${load.talking} talking and ${came}; the spare process ${next} went on`;
  return {
    evidence: [`process ${pid} ${how.evidence} with ${told}`, ...proof],
    figures: [
      { what: 'callers dropped', value: standard.lost().length, unit: 'callers', atMost: 0 },
      {
        what: 'from the start of the process until it is ready',
        value: startMs / 1_000,
        unit: 's',
        atMost: 2,
      },
      {
        what: 'from the fault until it is ready',
        value: readyMs / 1_000,
        unit: 's',
        atMost: how.readyMsMax / 1_000,
      },
      {
        what: 'from the fault to the first offer',
        value: (offer.atMs - faultMs) / 1_000,
        unit: 's',
        atMost: how.offerMsMax / 1_000,
      },
      { what: 'longest gap in the sound of talkers, before it', value: usualGapMs, unit: 'ms' },
      { what: 'longest gap in the sound of talkers, behind it', value: gapMs, unit: 'ms' },
    ],
    faults,
  };
}

async function anotherProcess(
  { hotline }: StandardLoad,
  pid: number,
): Promise<{ readonly next: number; readonly startMs: number }> {
  const isAnother = async (): Promise<number | undefined> => {
    const now = await hotline.pidOf('cordboard');
    return now === pid ? undefined : now;
  };
  const next = await eventually('another process runs', isAnother, AGAIN_MS);
  const startedMs = performance.now();
  const isReady = async (): Promise<true | undefined> => ((await hotline.api.isReady()) ? true : undefined);
  await eventually('it is ready', isReady, AGAIN_MS);
  return { next, startMs: performance.now() - startedMs };
}

/** The first in line has been offered, and all others stand as before. */
function outOfOrder(before: readonly string[], after: readonly string[], offered: string): readonly string[] {
  const expected = before.slice(1);
  const isSame =
    after.length === expected.length && after.every((caller, place) => caller === expected[place]);
  const faults = isSame
    ? []
    : [`the order is another one: ${expected.slice(0, 3)} … before, ${after.slice(0, 3)} … now`];
  if (offered !== before[0]) faults.push(`${offered} was offered, and ${before[0]} was the first in line`);
  return faults;
}
