import { type Edge, type FlowFacts, type PathProblem, type StepFacts, stepPath } from './facts.ts';
import { STACK_MAX } from './flow-stack.ts';

/** How a flow that was called can come back. */
type Ways = {
  /** A caller who says nothing may stay in it for good: in a queue, or by a hang-up. */
  readonly ends: boolean;
  /** Exit → whether it may come at once, without the caller's doing, without an answer. */
  readonly exits: ReadonlyMap<string, { readonly [K in 'instant' | 'silent' | 'unanswered']: boolean }>;
  /** How many flows wait for each other in it, itself included. */
  readonly depth: number;
};

/** Of a flow of which not all is known: nothing is to be blamed on it. */
const UNKNOWN: Ways = { ends: true, exits: new Map(), depth: 0 };

/**
 * The same flows, with edges out of each `subflow` step that tell what the called flow does on its ways. Flows that
 * call each other in a circle, or too deeply, are reported.
 */
export function withSubflows(flows: readonly FlowFacts[]): {
  readonly flows: readonly FlowFacts[];
  readonly problems: readonly PathProblem[];
} {
  const weaver = new Weaver(flows);
  return { flows: flows.map((flow) => weaver.woven(flow)), problems: weaver.problems };
}

class Weaver {
  readonly problems: PathProblem[] = [];
  readonly #flows: ReadonlyMap<string, FlowFacts>;
  readonly #woven = new Map<string, FlowFacts>();
  readonly #ways = new Map<string, Ways>();
  readonly #open = new Set<string>();

  constructor(flows: readonly FlowFacts[]) {
    this.#flows = new Map(flows.map((flow) => [flow.name, flow]));
  }

  woven(flow: FlowFacts): FlowFacts {
    const known = this.#woven.get(flow.name);
    if (known !== undefined) return known;
    this.#open.add(flow.name);
    const depths = [0];
    const steps = flow.steps.map((step) => {
      if (step.calls === null) return step;
      const ways = this.#waysOf(step.calls, flow, step);
      depths.push(ways.depth);
      return { ...step, ends: ways.ends, edges: step.edges.map((edge) => edgeOf(edge, ways)) };
    });
    this.#open.delete(flow.name);
    const woven = { ...flow, steps };
    this.#woven.set(flow.name, woven);
    this.#ways.set(flow.name, flow.complete ? waysThrough(woven, Math.max(...depths) + 1) : UNKNOWN);
    return woven;
  }

  #waysOf(called: string, flow: FlowFacts, step: StepFacts): Ways {
    const other = this.#flows.get(called);
    if (other === undefined) return UNKNOWN;
    if (this.#open.has(called)) {
      const say = `"${called}" is called here while it waits for this very flow`;
      this.#report(flow, step, say, 'let a `loop` repeat what is to be repeated');
      return UNKNOWN;
    }
    this.woven(other);
    const ways = this.#ways.get(called) ?? UNKNOWN;
    if (ways.depth !== STACK_MAX + 1) return ways;
    const say = `"${called}" needs ${ways.depth} flows that wait for each other, ${STACK_MAX} are allowed`;
    this.#report(flow, step, say, 'let one flow do more by itself, or go on by `goto`');
    return ways;
  }

  #report(flow: FlowFacts, step: StepFacts, say: string, hint: string): void {
    const path = [...stepPath(step), 'subflow'];
    this.problems.push({ flow: flow.name, path, on: 'key', code: 'SUBFLOW_CIRCLE', say, hint });
  }
}

function edgeOf(edge: Edge, { exits }: Ways): Edge {
  if (edge.outcome === 'error') return edge;
  const way = exits.get(edge.outcome) ?? { instant: false, silent: true, unanswered: false };
  return { ...edge, instant: way.instant, byCaller: !way.silent, answered: !way.unanswered };
}

function waysThrough(flow: FlowFacts, depth: number): Ways {
  const instantly = reached(flow, ({ edge }) => edge.instant && edge.outcome !== 'error');
  const silently = reached(flow, ({ edge }) => !edge.byCaller && edge.outcome !== 'error');
  const unanswered = reached(flow, ({ step, edge }) => step.kind !== 'answer' && edge.answered !== true);
  const exits = new Map<string, { instant: boolean; silent: boolean; unanswered: boolean }>();
  for (const step of flow.steps) {
    if (step.returns === null) continue;
    const before = exits.get(step.returns);
    exits.set(step.returns, {
      instant: before?.instant === true || instantly.has(step),
      silent: before?.silent === true || silently.has(step),
      unanswered: before?.unanswered === true || unanswered.has(step),
    });
  }
  const ends = [...silently].some(
    (step) =>
      (step.ends && step.returns === null) ||
      step.edges.some(({ byCaller, target }) => !byCaller && typeof target !== 'number'),
  );
  return { ends, exits, depth };
}

/** The steps of a flow that are reached from its start by edges of a kind. */
function reached(
  flow: FlowFacts,
  follows: (way: { readonly step: StepFacts; readonly edge: Edge }) => boolean,
): ReadonlySet<StepFacts> {
  const seen = new Set<StepFacts>([flow.steps[flow.start]!]);
  for (const step of seen)
    for (const edge of step.edges)
      if (typeof edge.target === 'number' && follows({ step, edge })) seen.add(flow.steps[edge.target]!);
  return seen;
}
