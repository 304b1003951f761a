import { expect, test } from 'vitest';
import { cutAgainAndAgain } from '../../scripts/drills/d13-flap.ts';
import { carriedOnce } from '../../scripts/drills/d18-ambiguous.ts';
import { type DrillRun, runText } from '../../scripts/drills/drill.ts';
import { type FaultyLoad, onFaultyLine, WITH_GREETING } from '../../scripts/drills/faulty-load.ts';
import { unseenCaller } from '../../scripts/drills/unseen-caller.ts';

/** Small and short; figures that a busy machine may miss are for `npm run drills`: what was promised must hold. */
const LOAD = { waiting: 3, talking: 3 };
const OPERATORS = { waiting: 0, talking: 3 };
const FLAPPING = { forMs: 10_000, settleMs: 200 };
const CALLS = 20;

const holds = (run: DrillRun): void => {
  expect(run.faults, runText(run).join('\n')).toEqual([]);
  expect(run.evidence, 'the fault has acted').toHaveLength(1);
};

test('a line to Asterisk that comes and goes drops nobody, and nobody loses the place', async () => {
  const flaps = (faulty: FaultyLoad) => cutAgainAndAgain(faulty, LOAD, FLAPPING);
  holds(await onFaultyLine(LOAD, flaps, WITH_GREETING));
}, 90_000);

test('a line to Asterisk that cuts off answers does nothing twice', async () => {
  holds(await onFaultyLine(OPERATORS, (faulty) => carriedOnce(faulty, CALLS), WITH_GREETING));
}, 90_000);

test('who calls and gives up while the line swallows everything has a record all the same', async () => {
  expect(
    await onFaultyLine({ waiting: 0, talking: 1 }, (faulty) => unseenCaller(faulty, '+78000000001')),
  ).toEqual([]);
}, 60_000);
