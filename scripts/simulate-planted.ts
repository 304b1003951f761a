import { parseArgs } from 'node:util';
import { catchBug } from '../test/simulation/planted/plant.ts';
import { PLANTED_BUGS } from '../test/simulation/planted/planted-bugs.ts';

/**
 * simulate-planted [--seeds N] [WORDS]: plants each bug (whose name holds the words) in a copy of the source and lets
 * the simulation look for it. The exit code is 1 when one is not caught within N seeds, or could not be planted.
 */

const { values, positionals } = parseArgs({
  options: { seeds: { type: 'string', default: '5000' } },
  allowPositionals: true,
});

const words = positionals.join(' ');
const chosen = PLANTED_BUGS.filter(({ name }) => name.includes(words));
let escaped = chosen.length === 0 ? 1 : 0;
for (const bug of chosen) {
  const result = await catchBug(bug, Number(values.seeds));
  if (result.kind !== 'caught') escaped += 1;
  console.log(`${result.kind === 'caught' ? 'caught' : 'NOT CAUGHT'}: ${bug.name}`);
  if (result.kind === 'caught')
    console.log(`        by seed ${result.seed}, "${result.checker}": ${result.what}`);
  else if (result.kind === 'notCaught') console.log(`        in ${result.seedsCount} seeds`);
  else console.log(`        could not be planted: ${result.why}`);
}
console.log(`${chosen.length - escaped} of ${chosen.length} planted bugs were caught`);
process.exitCode = escaped > 0 ? 1 : 0;
