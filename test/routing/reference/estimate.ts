import type { Estimate } from '../../../src/routing/routing.ts';
import { byKey, type Caller, type Seat } from './state.ts';
import { isEligible } from './visibility.ts';

/** Quantiles of the standard normal distribution. */
const HALF = 0;
const NINE_TENTHS = 1.2815515655446004;

/**
 * How long the caller will wait (S11). The callers ahead who compete for somebody, and then this one, are served one
 * after the other, at the rate at which `n` busy operators come free: n / handling time. `n` grows with the stages.
 */
export function estimateOf(
  caller: Caller,
  callers: readonly Caller[],
  seats: readonly Seat[],
  handlingMs: number,
  nowMs: number,
): Estimate | null {
  const periods = periodsOf(caller, seats, nowMs);
  const first = periods.find(({ staff }) => staff.length > 0);
  if (first === undefined) return null;
  const ahead = callers.filter((other) => {
    return byKey(other, caller) < 0 && first.staff.some((seat) => isEligible(other, seat));
  });
  const waitMs = (quantile: number): number =>
    momentAfter(periods, handlingMs * departures(ahead.length + 1, quantile)) - nowMs;
  return { p50Ms: waitMs(HALF), p90Ms: waitMs(NINE_TENTHS) };
}

/** Who of those signed in could serve the caller, for as long as no further stage begins. */
type Period = { readonly fromMs: number; readonly toMs: number; readonly staff: readonly Seat[] };

function periodsOf(caller: Caller, seats: readonly Seat[], nowMs: number): readonly Period[] {
  const { stages, skipUnstaffed } = caller.queue;
  const periods: Period[] = [];
  let fromMs = nowMs;
  for (let stagesBegun = caller.stagesBegun; stagesBegun <= stages.length; stagesBegun += 1) {
    const then = { ...caller, stagesBegun };
    const staff = seats.filter((seat) => seat.standing.signedIn && isEligible(then, seat));
    const next = stages[stagesBegun];
    const dueMs = next === undefined ? Number.POSITIVE_INFINITY : caller.enteredMs + next.afterMs;
    const isSkipped = next !== undefined && skipUnstaffed && staff.length === 0;
    const toMs = isSkipped ? fromMs : Math.max(fromMs, dueMs);
    periods.push({ fromMs, toMs, staff });
    fromMs = toMs;
  }
  return periods;
}

/** When so much work has been done by those who are there: operators × time. */
function momentAfter(periods: readonly Period[], workMs: number): number {
  let leftMs = workMs;
  for (const { fromMs, toMs, staff } of periods) {
    if (staff.length > 0 && leftMs <= staff.length * (toMs - fromMs)) return fromMs + leftMs / staff.length;
    if (staff.length > 0) leftMs -= staff.length * (toMs - fromMs);
  }
  throw new Error('the last period never ends, and somebody is there');
}

/** So many departures in units of their mean distance, or fewer, at this quantile (Wilson and Hilferty 1931). */
function departures(count: number, quantile: number): number {
  const part = 1 / (9 * count);
  return count * Math.max(0, 1 - part + quantile * Math.sqrt(part)) ** 3;
}
