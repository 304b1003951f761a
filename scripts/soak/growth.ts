/** A value at a moment of a soak. */
export type Sample = { readonly atMs: number; readonly value: number };

/** How fast a value grows: by least squares, an hour, and within which bounds that is known (two standard errors). */
export type Growth = { readonly perHour: number; readonly plusMinus: number };

const HOUR_MS = 3_600_000;
/** With fewer the bounds mean nothing. */
const SAMPLES_MIN = 6;

/** Null: of too few samples. */
export function growthOf(samples: readonly Sample[]): Growth | null {
  if (samples.length < SAMPLES_MIN) return null;
  const hours = samples.map(({ atMs }) => atMs / HOUR_MS);
  const [meanHours, meanValue] = [mean(hours), mean(samples.map(({ value }) => value))];
  const spread = sum(hours.map((hour) => (hour - meanHours) ** 2));
  const perHour =
    sum(samples.map(({ value }, at) => (hours[at]! - meanHours) * (value - meanValue))) / spread;
  const rest = samples.map(({ value }, at) => value - meanValue - perHour * (hours[at]! - meanHours));
  const variance = sum(rest.map((each) => each ** 2)) / (samples.length - 2);
  return { perHour, plusMinus: 2 * Math.sqrt(variance / spread) };
}

/** `tooShort`: within its bounds it may be over the limit, and may not. */
export type Verdict = 'grows' | 'holds' | 'tooShort';

export function verdictOn(growth: Growth | null, perHourMax: number): Verdict {
  if (growth === null) return 'tooShort';
  const { perHour, plusMinus } = growth;
  if (perHour - plusMinus > perHourMax) return 'grows';
  return perHour + plusMinus <= perHourMax ? 'holds' : 'tooShort';
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
