import { eventually } from '../../test/kit/eventually.ts';
import { CallerLine, Diary, type OutgoingCall } from '../../test/kit/phones/index.ts';
import type { Drill, DrillLoad, DrillRun } from './drill.ts';
import { passes, StandardLoad } from './standard-load.ts';

const READY_MS_MAX = 1_000;
const STOP_WITHIN_S = 40;
const ENDED_MS_MAX = 60_000;
const DRAIN_MS = 600_000;
const LEAVE_PER_SECOND = 25;
const LOOK_EVERY_MS = 20;
const REFUSED_MS = 5_000;

/** Cordboard is told to stop while calls go on: first by command, which is taken back, then by a signal. */
export const drained: Drill = {
  id: 'D09',
  title: 'an end in good order: drain, the end thought better of, SIGTERM',
  promise:
    'New calls are refused (503) at once, and those that go on are served until they end; then Cordboard stops.',
  coming: 1,
  run: async (load) => {
    const standard = await StandardLoad.open(load, { CORDBOARD_STOP_WITHIN: `${STOP_WITHIN_S}s` });
    try {
      return await ended(standard, load);
    } finally {
      await standard.close();
    }
  },
};

async function ended(standard: StandardLoad, load: DrillLoad): Promise<DrillRun> {
  const { hotline, phones, diary } = standard;
  const faults: string[] = [];
  const strangers = new Diary();
  const line = await CallerLine.open({ diary: strangers, server: hotline.sip });
  let count = 0;
  const newCaller = async (): Promise<OutgoingCall> => line.call(`+7800${++count}`, '100');
  const refuses = async (when: string): Promise<void> => {
    const { status } = await Promise.race([
      (await newCaller()).ended,
      passes(REFUSED_MS).then(() => ({ status: 0 })),
    ]);
    if (status !== 503) faults.push(`a new caller ${when} gets ${status}, and not 503`);
  };

  await hotline.api.drain(DRAIN_MS);
  const drainMs = await notReadyWithin(standard);
  await refuses('while it is drained');
  const [order, seen] = [await standard.order(), diary.events.length];
  phones[0]!.hangUp();
  const offer = await diary.until('the next one is served', ({ kind }) => kind === 'rang', 5_000, seen);
  if (offer.peer !== order[0])
    faults.push(`${offer.peer} was offered, and ${order[0]} was the first in line`);
  await hotline.api.endDrain();
  const again = await newCaller();
  await eventually('new calls are taken again', () => (again.state === 'talking' ? true : undefined));
  again.hangUp();
  faults.push(...standard.lost().map((each) => `dropped by the drain: ${each}`));

  process.kill(hotline.launched.pid, 'SIGTERM');
  const signalMs = performance.now();
  const stopMs = await notReadyWithin(standard);
  await refuses('behind the signal');
  const waits = await standard.order().catch(() => []);
  faults.push(...(await standard.endNewcomers('not for all')));
  await everybodyLeaves(standard);
  const leftMs = performance.now();
  const code = await hotline.launched.exited;
  const exitMs = performance.now();
  if (code !== 0) faults.push(`it ended with ${code}`);
  faults.push(...standard.lost().map((each) => `dropped: ${each}`));
  // Nobody can be asked for records any more.
  faults.push(...(await standard.diaryFaults()));
  await line.close();
  return {
    evidence: [
      `Cordboard was told to stop with ${waits.length} waiting and ${load.talking} talking, ${count} more called, and ${standard.newcomersText}`,
    ],
    figures: [
      { what: 'until it is not ready, drained', value: drainMs, unit: 'ms', atMost: READY_MS_MAX },
      { what: 'until it is not ready, by SIGTERM', value: stopMs, unit: 'ms', atMost: READY_MS_MAX },
      { what: 'from the last hang-up to the end', value: (exitMs - leftMs) / 1_000, unit: 's', atMost: 10 },
      {
        what: 'from the signal to the end',
        value: (exitMs - signalMs) / 1_000,
        unit: 's',
        atMost: ENDED_MS_MAX / 1_000,
      },
      { what: 'callers dropped', value: standard.lost().length, unit: 'callers', atMost: 0 },
    ],
    faults,
  };
}

/** Resolves with how long it took. */
async function notReadyWithin({ hotline }: StandardLoad): Promise<number> {
  const fromMs = performance.now();
  while (await hotline.api.isReady()) await passes(LOOK_EVERY_MS);
  return performance.now() - fromMs;
}

/** Callers come to the end of what they want, one after the other; the last of them are those who talk. */
async function everybodyLeaves({ waiting, talking }: StandardLoad): Promise<void> {
  for (const call of [...waiting, ...talking]) {
    call.hangUp();
    await passes(1_000 / LEAVE_PER_SECOND);
  }
}
