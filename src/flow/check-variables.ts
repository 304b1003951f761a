import type { InSteps } from '../base/index.ts';
import { waysFrom, wayText, wayTo } from './circles.ts';
import type { FlowFacts, PathProblem } from './facts.ts';

/**
 * Finds variables that are read where some way leads past every step that sets them. What is set for certain
 * at a step is what is set on all ways to it: sets of variables as bits, made smaller until nothing changes.
 */
export function* checkVariables(flow: FlowFacts): InSteps<readonly PathProblem[]> {
  if (!flow.complete || flow.steps.length === 0) return [];
  const bits = new Map(
    [...new Set([...flow.inputs, ...flow.steps.flatMap(({ sets }) => [...sets.values()].flat())])].map(
      (name, bit) => [name, 1n << BigInt(bit)],
    ),
  );
  const certain = yield* certainlySet(flow, bits);
  const wayWithout = waysWithout(flow);
  return flow.steps.flatMap((step, index) =>
    step.reads
      .filter(({ name }) => certain[index] !== undefined && (certain[index] & (bits.get(name) ?? 0n)) === 0n)
      .map(({ name, path }) => ({
        flow: flow.name,
        path,
        on: 'value' as const,
        code: 'UNSET_VARIABLE' as const,
        say: `"${name}" may be read here before it is set`,
        hint: hintFor(flow, name, wayWithout(name, index)),
      })),
  );
}

/** For each variable the ways on which nothing sets it: a way to a step, the shortest one, as "first → tell". */
function waysWithout(flow: FlowFacts): (name: string, goal: number) => readonly number[] {
  const known = new Map<string, ReadonlyMap<number, number | undefined>>();
  const find = (name: string): ReadonlyMap<number, number | undefined> =>
    waysFrom([flow.start], (index) => {
      const step = flow.steps[index]!;
      const onward = step.edges.flatMap(({ outcome, target }) =>
        typeof target === 'number' && step.sets.get(outcome)?.includes(name) !== true ? [target] : [],
      );
      return step.waits && flow.onHangup !== null ? [...onward, flow.onHangup] : onward;
    });
  return (name, goal) => {
    const ways = known.get(name) ?? find(name);
    known.set(name, ways);
    return wayTo(goal, ways);
  };
}

/** A step on the way that could have set it knows how. */
function hintFor({ steps }: FlowFacts, name: string, way: readonly number[]): string {
  const onWay = way.map((index) => steps[index]!);
  const text = wayText(onWay.map((step) => step.name));
  const could = onWay.findLast(({ certain }) => certain.has(name));
  if (could === undefined) return `set it on every way that leads here; on this one it is not: ${text}`;
  return `in "${could.name}" write ${could.certain.get(name)}, for on this way it is not set: ${text}`;
}

/**
 * Per step the variables that are set for certain when it begins; undefined where no way leads. Behind a hang-up only
 * what is set in every step in which the caller may hang up is certain.
 */
function* certainlySet(
  flow: FlowFacts,
  bits: ReadonlyMap<string, bigint>,
): InSteps<readonly (bigint | undefined)[]> {
  const certain: (bigint | undefined)[] = flow.steps.map(() => undefined);
  certain[flow.start] = flow.inputs.reduce((all, name) => all | bits.get(name)!, 0n);
  yield* spread(flow, flow.start, certain, bits);
  if (flow.onHangup === null) return certain;
  const waiting = flow.steps.map((step, index) => (step.waits ? certain[index] : undefined));
  const known = [...waiting, certain[flow.onHangup]].filter((one) => one !== undefined);
  certain[flow.onHangup] = known.reduce((all, one) => all & one, -1n);
  yield* spread(flow, flow.onHangup, certain, bits);
  return certain;
}

/** Carries what is certain at one step along all ways from it. */
function* spread(
  flow: FlowFacts,
  from: number,
  certain: (bigint | undefined)[],
  bits: ReadonlyMap<string, bigint>,
): InSteps<void> {
  const open = [from];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const step = flow.steps[index]!;
    for (const { outcome, target } of step.edges) {
      if (typeof target !== 'number') continue;
      const own = (step.sets.get(outcome) ?? []).reduce(
        (all, name) => all | bits.get(name)!,
        certain[index]!,
      );
      const before = certain[target];
      const after = before === undefined ? own : before & own;
      if (after === before) continue;
      certain[target] = after;
      open.push(target);
    }
    yield;
  }
}
