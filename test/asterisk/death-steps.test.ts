import { expect, test } from 'vitest';
import { type IsChosen, killedAtEach } from '../../scripts/drills/d02-steps.ts';
import { runText } from '../../scripts/drills/drill.ts';

/**
 * Some of the commands at which `npm run drills -- D02` kills, each of them: the kind of call, before or after it, which
 * one.
 */
const CHOSEN: readonly Readonly<Parameters<IsChosen>>[] = [
  ['the caller hangs up', 'before', 5],
  ['the caller hangs up', 'after', 7],
  ['the call is given to another operator', 'before', 13],
  ['the caller hangs up', 'before', 1],
  ['the caller hangs up', 'after', 3],
  ['the operator hangs up', 'before', 8],
  ['the operator hangs up, whoever knows of the talk', 'after', 11],
  ['the caller hangs up, whoever knows of the talk', 'after', 11],
  ['the call is given to another operator', 'after', 11],
  // The last one of this call comes just as the caller has gone, or not at all.
  ['the caller gives up', 'before', 2],
];

test('a call comes to its end whichever command is the last one of Cordboard', async () => {
  const isChosen: IsChosen = (...point) => CHOSEN.some((each) => each.join() === point.join());
  const run = await killedAtEach(1, isChosen);
  expect(run.faults, runText(run).join('\n')).toEqual([]);
  expect(run.figures.at(-1)?.value, 'so many commands were reached').toBe(CHOSEN.length);
}, 240_000);
