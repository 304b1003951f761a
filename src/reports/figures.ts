import { type Measure, type Sums, VISIT_ENDS, WAIT_BOUNDS_MS } from './measures.ts';

/** A sum over nothing is 0; a share or a mean of nothing is null. */
type Figure = number | null;

export function sumOf(sums: Sums, ...measures: readonly Measure[]): number {
  let total = 0;
  for (const measure of measures) total += sums[measure] ?? 0;
  return total;
}

const ratio = (part: number, whole: number): Figure => (whole === 0 ? null : part / whole);
export const percent = (part: number, whole: number): Figure => ratio(100 * part, whole);
export const mean = (sums: Sums, total: Measure, count: Measure): Figure =>
  ratio(sums[total] ?? 0, sums[count] ?? 0);

/**
 * Service level, with early abandons left out: callers answered within the target, of all who were answered and of
 * those who gave up later than the target. Who gives up within it did not wait long enough to be failed. Percent.
 */
export function serviceLevel(sums: Sums, targetMs: number): Figure {
  const answered = sumOf(sums, 'visit_answered');
  const gaveUpLate = sumOf(sums, 'visit_abandoned') - within(sums, 'abandonedIn', targetMs);
  return percent(within(sums, 'answeredIn', targetMs), answered + gaveUpLate);
}

function within(sums: Sums, name: 'answeredIn' | 'abandonedIn', targetMs: number): number {
  const parts = WAIT_BOUNDS_MS.filter((boundMs) => boundMs <= targetMs).map((_, part) => part);
  return sumOf(sums, ...parts.map((part) => `${name}${part}` as const));
}

/** Net promoter score: the percentage of promoters less that of detractors, from -100 to 100. */
export const recommendation = (sums: Sums): Figure =>
  percent(sumOf(sums, 'npsPromoters') - sumOf(sums, 'npsDetractors'), sumOf(sums, 'npsAnswers'));

/** Average handling time: talk, time on hold in it, and wrap-up, per talk. Milliseconds. */
export const handlingMs = (sums: Sums): Figure =>
  ratio(sumOf(sums, 'talkMs', 'wrapUpMs'), sumOf(sums, 'talks'));

/** Time at work with callers: rung, in talk, wrapping up. */
const workedMs = (sums: Sums): number => sumOf(sums, 'ringingMs', 'busyMs', 'wrappingUpMs');

export const signedInMs = (sums: Sums): number => workedMs(sums) + sumOf(sums, 'freeMs', 'pausedMs');

/** Occupancy: time at work with callers, of that and of the time in which the operator was free for one. Percent. */
export const occupancy = (sums: Sums): Figure =>
  percent(workedMs(sums), workedMs(sums) + sumOf(sums, 'freeMs'));

/** How many visits ended, in whatever way. */
export const visitsEnded = (sums: Sums): number => sumOf(sums, ...VISIT_ENDS);
