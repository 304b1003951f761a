/** A mean and how far the truth may lie from it, at the confidence asked for. */
export type Interval = { readonly mean: number; readonly half: number };

/**
 * Student's confidence interval of the mean of independent replications.
 * Source: A. M. Law, Simulation Modeling and Analysis, section 9.4.1.
 */
export function intervalOf(values: readonly number[], confidence: number): Interval {
  const count = values.length;
  const mean = values.reduce((total, value) => total + value, 0) / count;
  const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / (count - 1);
  const half = studentQuantile(count - 1, 1 - (1 - confidence) / 2) * Math.sqrt(variance / count);
  return { mean, half };
}

/** The `share` quantile (0.5 to 1) of Student's t with so many degrees of freedom, by bisection of its integral. */
export function studentQuantile(degrees: number, share: number): number {
  let low = 0;
  let high = 1;
  while (studentShare(degrees, high) < share) high *= 2;
  while (high - low > 1e-9 * high) {
    const middle = (low + high) / 2;
    if (studentShare(degrees, middle) < share) low = middle;
    else high = middle;
  }
  return high;
}

/** P(T ≤ t) for t ≥ 0: with t = √degrees · tan u the density becomes a power of the cosine, which Simpson's rule sums. */
function studentShare(degrees: number, t: number): number {
  return 0.5 + cosines(degrees, Math.atan(t / Math.sqrt(degrees))) / (2 * cosines(degrees, Math.PI / 2));
}

/** The integral of cos^(degrees − 1) from 0 to `to`. */
function cosines(degrees: number, to: number): number {
  const steps = 400;
  let total = 0;
  for (let step = 0; step <= steps; step += 1) {
    const factor = step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2;
    total += factor * Math.max(0, Math.cos((to * step) / steps)) ** (degrees - 1);
  }
  return (total * to) / (3 * steps);
}
