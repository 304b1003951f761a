import type { Step } from './step.ts';

/** Tries are bounded: a world that is slow to replay stays longer than it could be. */
const TRIES_MAX = 3_000;

/**
 * The shortest list of steps found that still fails (delta debugging, Zeller and Hildebrandt 2002, greedy): parts are
 * dropped in ever smaller pieces, then single calls within a step.
 */
export function shrink(steps: readonly Step[], fails: (steps: readonly Step[]) => boolean): readonly Step[] {
  let tries = 0;
  const stillFails = (fewer: readonly Step[]): boolean => {
    tries += 1;
    return tries <= TRIES_MAX && fails(fewer);
  };
  let left = steps;
  for (;;) {
    const before = sizeOf(left);
    for (let size = Math.ceil(left.length / 2); size >= 1; size = Math.floor(size / 2)) {
      left = withoutPieces(left, size, stillFails);
    }
    left = withoutCalls(left, stillFails);
    if (sizeOf(left) === before || tries > TRIES_MAX) return left;
  }
}

const sizeOf = (steps: readonly Step[]): number =>
  steps.reduce((sum, { calls }) => sum + 1 + calls.length, 0);

function withoutPieces(
  steps: readonly Step[],
  size: number,
  fails: (steps: readonly Step[]) => boolean,
): readonly Step[] {
  let left = steps;
  for (let at = 0; at < left.length; ) {
    const fewer = left.toSpliced(at, size);
    if (fails(fewer)) left = fewer;
    else at += size;
  }
  return left;
}

function withoutCalls(steps: readonly Step[], fails: (steps: readonly Step[]) => boolean): readonly Step[] {
  let left = steps;
  for (let at = 0; at < left.length; at += 1) {
    for (let call = left[at]!.calls.length - 1; call >= 0; call -= 1) {
      const step = left[at]!;
      const fewer = left.with(at, { ...step, calls: step.calls.toSpliced(call, 1) });
      if (fails(fewer)) left = fewer;
    }
  }
  return left;
}
