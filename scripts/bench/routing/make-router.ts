import { FastRouter } from '../../../src/routing/fast-router.ts';
import type { RouterLimits, Routing } from '../../../src/routing/routing.ts';
import type { WorldSize } from './world.ts';

/** Tables as large as the world asks, and no larger. */
export function limitsOf({ waiting, operators, needs }: WorldSize): RouterLimits {
  return {
    callersMax: Math.ceil(waiting * 1.01) + operators,
    operatorsMax: operators,
    needsMax: needs,
    skillsMax: 500,
    queuesMax: 10,
  };
}

export const makeRouter = (size: WorldSize): Routing => new FastRouter(limitsOf(size));
