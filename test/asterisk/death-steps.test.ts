import { expect, test } from 'vitest';
import { type IsChosen, killedAtEach } from '../../scripts/drills/d02-steps.ts';
import { runText } from '../../scripts/drills/drill.ts';
import { onFaultyLine, WITH_GREETING } from '../../scripts/drills/faulty-load.ts';

/** Ten of the commands at which `npm run drills -- D02` kills: the kind of call, before or after it, which one. */
const CHOSEN: readonly Readonly<Parameters<IsChosen>>[] = [
  ...([1, 5, 9] as const).map((n) => ['the caller hangs up', 'before', n] as const),
  ...([3, 7, 11] as const).map((n) => ['the caller hangs up', 'after', n] as const),
  ['the call is given to another operator', 'before', 13],
  ['the call is given to another operator', 'after', 15],
  ['the operator hangs up', 'after', 12],
  ['the caller gives up', 'before', 4],
];

test('a call comes to its end whichever command is the last one of Cordboard', async () => {
  const isChosen: IsChosen = (...point) => CHOSEN.some((each) => each.join() === point.join());
  const kill = (faulty: Parameters<typeof killedAtEach>[0]) => killedAtEach(faulty, isChosen);
  const run = await onFaultyLine({ waiting: 0, talking: 2 }, kill, WITH_GREETING);
  expect(run.faults, runText(run).join('\n')).toEqual([]);
  expect(run.figures.at(-1)?.value, 'so many commands were reached').toBe(CHOSEN.length);
}, 180_000);
