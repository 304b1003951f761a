import type { Setting } from './facts.ts';
import { type Walk, type WalkRun, walkAgain } from './random-walk.ts';
import { SOME_TIME_MS } from './read-tests.ts';

const TRIES_MAX = 2_000;

/**
 * The shortest walk that can be found with the same verdict: acts, keys and visits of queues are left out, one or many
 * at a time, as long as it stays bad (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input").
 */
export function shrinkWalk(flows: Setting, found: WalkRun): WalkRun {
  let best = found;
  let triesLeft = TRIES_MAX;
  const next = (): WalkRun | undefined => {
    for (const walk of shorter(best.walk)) {
      if (triesLeft === 0) return undefined;
      triesLeft -= 1;
      const run = walkAgain(flows, walk);
      if (run.verdict?.code === found.verdict?.code) return run;
    }
    return undefined;
  };
  for (let run = next(); run !== undefined; run = next()) best = run;
  return best;
}

/** All that is one step simpler, the boldest first. */
function* shorter(walk: Walk): Generator<Walk> {
  const { script, queues, start, atMs } = walk;
  for (const fewer of without(script)) yield { ...walk, script: fewer };
  for (const [queue, ends] of queues) {
    for (const fewer of without(ends)) {
      const others = [...queues].filter(([other]) => other !== queue);
      yield { ...walk, queues: new Map(fewer.length === 0 ? others : [...others, [queue, fewer]]) };
    }
  }
  for (const [index, act] of script.entries()) {
    for (const fewer of without([...(act.press ?? '')])) {
      if (fewer.length > 0) yield { ...walk, script: script.with(index, { press: fewer.join('') }) };
    }
  }
  if (walk.answer !== null) yield { ...walk, answer: null };
  if (start.caller !== '') yield { ...walk, start: { ...start, caller: '' } };
  if (atMs !== SOME_TIME_MS) yield { ...walk, atMs: SOME_TIME_MS };
}

/** The list without a part of it: parts of half the length first, single items last. */
function* without<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let size = items.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < items.length; from += size) yield items.toSpliced(from, size);
  }
}
