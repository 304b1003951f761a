import type { Prng } from '../../../src/base/index.ts';
import type { Schedule, ScheduleState } from '../../../src/flow/index.ts';
import { between, happens } from './chances.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const STATES: readonly ScheduleState[] = ['open', 'closed', 'holiday', 'emergency'];

/** Hours that change every few minutes from a wall time on; now and then nothing is known of them after a while. */
export function drawHours(prng: Prng, nowMs: number): ReadonlyMap<string, Schedule> {
  let [atMs, state] = [nowMs - 2 * DAY_MS, prng.pick(['open', ...STATES] as const)];
  const changes = [{ atMs, state }];
  atMs = nowMs;
  for (let left = prng.below(12); left > 0; left -= 1) {
    atMs += between(prng, 1, 10 * MINUTE_MS);
    state = prng.pick(STATES.filter((other) => other !== state));
    changes.push({ atMs, state });
  }
  const untilMs = happens(prng, 100) ? atMs + 5 * MINUTE_MS : nowMs + 400 * DAY_MS;
  return new Map([['office', { changes, untilMs }]]);
}
