import type { Drill, DrillRun } from './drill.ts';
import { type FaultyLoad, onFaultyLine } from './faulty-load.ts';
import { carryCalls, freeAll, storiesOf } from './talk-traffic.ts';

const CALLS = 60;
const OPERATORS = 10;
const FAULTS = { doubled: 100, swapped: 300 } as const;
const ANSWERS_LATE_MS = 30;

/** Events come twice and in another order, and answers to requests behind the events that they caused. */
export const disorder: Drill = {
  id: 'D17',
  title: 'events come twice, change places, and overtake the answers',
  promise: 'Calls go as they go on a good line: what the journal tells of them is the same, step by step.',
  load: { instead: `twice ${CALLS} calls to ${OPERATORS} operators` },
  run: () => onFaultyLine({ waiting: 0, talking: OPERATORS }, compared),
};

async function compared({ standard, line }: FaultyLoad): Promise<DrillRun> {
  await freeAll(standard);
  const traffic = { calls: CALLS, everyMs: 400, talkMs: 1_500 };
  const calm = await carryCalls(standard, { ...traffic, prefix: '+7701' });
  line.events(FAULTS);
  line.requests({ answersLateMs: ANSWERS_LATE_MS });
  const wild = await carryCalls(standard, { ...traffic, prefix: '+7702' });
  line.heal();
  const [expected, told] = [await storiesOf(standard, calm.numbers), await storiesOf(standard, wild.numbers)];
  const faults = [...calm.faults, ...wild.faults, ...expected.faults, ...told.faults];
  const [known, seen] = [shapes(expected.stories), shapes(told.stories)];
  for (const [shape, number] of seen)
    if (!known.has(shape)) faults.push(`${number} went another way: ${shape}`);
  faults.push(...(await standard.end()));
  const { doubled, swapped } = line.counts.events;
  const late = line.counts.requests.answersLate;
  return {
    evidence:
      doubled * swapped * late === 0
        ? []
        : [`${doubled} events came twice, ${swapped} changed places, ${late} answers came late`],
    figures: [
      { what: 'ways that calls went on a good line', value: known.size, unit: 'ways' },
      { what: 'ways that calls went on the bad one', value: seen.size, unit: 'ways' },
      { what: 'until an operator is there, at most', value: wild.servedMsMax / 1_000, unit: 's', atMost: 3 },
    ],
    faults,
  };
}

/** What the journals tell, each once, with one of the callers it is told of. */
function shapes(stories: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string> {
  return new Map([...stories].map(([number, story]) => [story.join(' '), number]));
}
