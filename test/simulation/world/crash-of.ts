import { prngFrom } from '../../../src/base/index.ts';

/** Most worlds have more steps than this, and early ones are drawn as often as late ones. */
const STEPS_MAX = 2_000;
const DRAWS = 1_000;

/** The step (a command or an entry) at which the process of this seed's world is killed, where one is to be. */
export const crashOf = (seed: number): number =>
  Math.ceil(STEPS_MAX ** (prngFrom(seed).below(DRAWS) / DRAWS));

/** Within so many steps a process takes calls over. */
const TAKES_OVER = 60;

/** The step of the process that follows at which it is killed as well, where it is to be. */
export const crashAgainOf = (seed: number): number => 1 + prngFrom(seed + 1).below(TAKES_OVER);
