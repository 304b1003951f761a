import type { Drill, DrillRun } from './drill.ts';
import { type FaultyLoad, onFaultyLine } from './faulty-load.ts';
import { OrphanWatch } from './orphan-watch.ts';
import { passes } from './standard-load.ts';
import { carryCalls, freeAll, storiesOf } from './talk-traffic.ts';

const LOST = 50;
const CALLS = 120;
const OPERATORS = 10;
/** A look at the exchange makes up for what was lost within this. */
const MENDED_MS = 15_000;

/** One event in twenty never comes. */
export const lostEvents: Drill = {
  id: 'D16',
  title: 'one of twenty events of Asterisk is lost',
  promise:
    'What was lost is made up for within 15 seconds: every caller is served, no leg is left over, and every call has its record.',
  load: { instead: `${CALLS} calls to ${OPERATORS} operators` },
  run: () => onFaultyLine({ waiting: 0, talking: OPERATORS }, carried),
};

async function carried({ standard, line }: FaultyLoad): Promise<DrillRun> {
  const { witness } = standard.hotline;
  await freeAll(standard);
  const watch = new OrphanWatch(witness);
  line.events({ dropped: LOST });
  const traffic = { calls: CALLS, everyMs: 500, talkMs: 2_000, prefix: '+7700' };
  const { numbers, servedMsMax, faults: unserved } = await carryCalls(standard, traffic);
  const { dropped, passed } = line.counts.events;
  await passes(MENDED_MS);
  await watch.end();
  const faults = [...unserved];
  const left = (await witness.channels()).map(({ id }) => id);
  if (left.length > 0) faults.push(`left over after ${MENDED_MS / 1_000} s: ${left.slice(0, 5).join(', ')}`);
  line.heal();
  const { faults: untold } = await storiesOf(standard, numbers);
  faults.push(...untold, ...(await standard.end({ lateMs: MENDED_MS })));
  return {
    evidence: dropped === 0 ? [] : [`${dropped} of ${dropped + passed} events were lost in ${CALLS} calls`],
    figures: [
      {
        what: "an operator's leg without its caller, at most",
        value: watch.longestMs / 1_000,
        unit: 's',
        atMost: MENDED_MS / 1_000,
      },
      { what: 'from the call until an operator is there, at most', value: servedMsMax / 1_000, unit: 's' },
    ],
    faults,
  };
}
