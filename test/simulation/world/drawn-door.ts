import type { Prng } from '../../../src/base/index.ts';
import type { AdmissionRules, NumberPlan } from '../../../src/switchboard/index.ts';
import { happens } from './chances.ts';

/** What of the door one seed draws: limits, from a stream of its own, and how often what goes wrong there. */
export type DrawnDoor = {
  readonly admission: AdmissionRules;
  /** Mean times between two of a kind; null: it never happens. */
  readonly rushEveryMs: number | null;
  readonly strainEveryMs: number | null;
  readonly drainEveryMs: number | null;
};

const USUAL: AdmissionRules = { callsPerSecond: 200, burst: 400, reservePercent: 5, lateMsMax: 250 };
const MINUTE = 60_000;

export function drawDoor(prng: Prng): DrawnDoor {
  const narrow = {
    callsPerSecond: prng.pick([1, 2, 5]),
    burst: prng.pick([1, 3, 8]),
    reservePercent: prng.pick([0, 10]),
    lateMsMax: 250,
  };
  return {
    admission: prng.pick([USUAL, USUAL, narrow]),
    rushEveryMs: prng.pick([null, null, null, null, MINUTE, 5 * MINUTE]),
    strainEveryMs: prng.pick([null, null, 30_000]),
    drainEveryMs: prng.pick([null, null, null, null, 3 * MINUTE]),
  };
}

/** Some numbers have part in the reserve. */
export function withUrgent(
  numbers: ReadonlyMap<string, NumberPlan>,
  prng: Prng,
): ReadonlyMap<string, NumberPlan> {
  const drawn = [...numbers].map(([dialled, number]): readonly [string, NumberPlan] => [
    dialled,
    happens(prng, 150) ? { ...number, isUrgent: true } : number,
  ]);
  return new Map(drawn);
}
