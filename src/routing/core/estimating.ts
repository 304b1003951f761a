import type { Estimate } from '../routing.ts';
import type { Bits } from './bits.ts';
import type { KnownDemand } from './demands.ts';
import type { Tables } from './tables.ts';

/** Where somebody stands or would stand. `startMs` is the moment of entering less the boost. */
export type Standpoint = {
  readonly demand: KnownDemand;
  readonly stagesBegun: number;
  readonly enteredMs: number;
  readonly class: number;
  readonly startMs: number;
  readonly seq: number;
};

/** Quantiles of the standard normal distribution for one half and for nine tenths. */
const HALF = 0;
const NINE_TENTHS = 1.2815515655446004;

/**
 * How long a caller will probably wait (routing rules S11). Let `n(s)` be the operators signed in who are
 * eligible at the stages begun at age `s`, `h` the queue's mean handling time with wrap-up, and `k` the
 * callers with a smaller key for whom one of these is eligible at their own stages begun (taken at the first
 * stage from now on with n > 0). While all of them are busy, one becomes free at the rate `n(s) / h`; the
 * caller is served when that has happened `k + 1` times. Departures taken as a Poisson process, the wait `t`
 * that a share `q` of callers stays below solves
 *
 *   ∫ n(s) / h ds from now to t  =  quantile q of the Gamma distribution with shape k + 1
 *
 * whose right side is Wilson and Hilferty's: (k + 1) · (1 − 1/(9(k + 1)) + z_q · √(1/(9(k + 1))))³. Null when
 * n(s) is 0 for good.
 */
export function estimated(tables: Tables, nowMs: number, standpoint: Standpoint): Estimate | null {
  const { demand, stagesBegun } = standpoint;
  const staff = demand.eligible.map((eligible) => tables.operators.signedIn.countCommon(eligible));
  const served = staff.findIndex((count, stage) => stage >= stagesBegun && count > 0);
  if (served === -1) return null;
  const departures = countAhead(tables, standpoint, demand.eligible[served]!) + 1;
  const p50Ms = waitMs(nowMs, standpoint, staff, gammaQuantile(departures, HALF));
  const p90Ms = waitMs(nowMs, standpoint, staff, gammaQuantile(departures, NINE_TENTHS));
  return { p50Ms, p90Ms };
}

/** Callers who come before and compete for somebody signed in. */
function countAhead(tables: Tables, standpoint: Standpoint, own: Bits): number {
  const { lines, callers, operators } = tables;
  let count = 0;
  for (const line of lines.all()) {
    if (lines.eldestOf(line) < 0) continue;
    if (!haveCommon(operators.signedIn, own, lines.eligibleFor(line))) continue;
    for (let caller = lines.eldestOf(line); caller >= 0; caller = lines.nextByAge(line, caller)) {
      const order =
        callers.classOf(caller) - standpoint.class ||
        callers.headStartMsOf(caller) - standpoint.startMs ||
        callers.seqOf(caller) - standpoint.seq;
      if (order < 0) count += 1;
    }
  }
  return count;
}

function haveCommon(signedIn: Bits, one: Bits, other: Bits): boolean {
  for (let at = signedIn.nextCommon(one, 0); at >= 0; at = signedIn.nextCommon(one, at + 1)) {
    if (other.has(at)) return true;
  }
  return false;
}

/**
 * When so many departures are to be expected: the operators, stage by stage, have to work that many handling
 * times. `staff` must not be 0 for good.
 */
function waitMs(nowMs: number, standpoint: Standpoint, staff: readonly number[], departures: number): number {
  const { demand, stagesBegun, enteredMs } = standpoint;
  const { stages, skipUnstaffed } = demand.rules;
  let workMs = demand.queue.handlingMs * departures;
  let atMs = nowMs;
  for (let stage = stagesBegun; stage < stages.length; stage += 1) {
    const count = staff[stage]!;
    if (count === 0 && skipUnstaffed) continue;
    const untilMs = Math.max(atMs, enteredMs + stages[stage]!.afterMs);
    if (count > 0 && workMs <= count * (untilMs - atMs)) return atMs + workMs / count - nowMs;
    if (count > 0) workMs -= count * (untilMs - atMs);
    atMs = untilMs;
  }
  return atMs + workMs / staff[stages.length]! - nowMs;
}

function gammaQuantile(shape: number, z: number): number {
  const part = 1 / (9 * shape);
  return shape * Math.max(0, 1 - part + z * Math.sqrt(part)) ** 3;
}
