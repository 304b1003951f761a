/**
 * Work in small steps: whoever drives it may let other things have their turn between any two of them. A step takes
 * well below a millisecond.
 */
export type InSteps<T> = Generator<void, T, void>;

/** Does all of it without a pause. */
export function atOnce<T>(work: InSteps<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
