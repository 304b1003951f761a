import type { InSteps } from '../base/index.ts';
import { type Circle as CircleOf, circlesIn, reached } from './circles.ts';
import { type Edge, type FlowFacts, type PathProblem, type StepFacts, stepPath } from './facts.ts';
import type { Complaint } from './problem.ts';
import { withSubflows } from './subflow-ways.ts';

/** A step among all steps of all flows. */
type Node = {
  readonly flow: FlowFacts;
  readonly step: StepFacts;
  next: { edge: Edge; node: Node | undefined }[];
  /** The first step of the flow that it calls. */
  called: Node | undefined;
};

type Circle = CircleOf<Node>;

/**
 * Walks all ways through all flows at once. Finds steps to which no way leads, circles that never wait for the caller,
 * steps from which a silent caller never gets anywhere, steps that speak before the call is answered (in flows that a
 * number enters with `answer: explicit`) or when the caller has gone. A flow with missing edges is left out: it would
 * only repeat what is known.
 */
export function* checkPaths(
  written: readonly FlowFacts[],
  explicit: readonly string[],
): InSteps<readonly PathProblem[]> {
  const { flows, problems: ofSubflows } = withSubflows(written);
  yield;
  const nodes = linked(flows);
  const all = [...nodes.values()].flat();
  const complete = flows.filter((flow) => flow.complete);
  const circles = circlesIn(all, instantly, nameOf);
  yield;
  const problems = [...ofSubflows];
  const checks = [
    ...complete.map((flow) => () => unreachable(nodes.get(flow.name)!)),
    () => restless(circles),
    () => endless(all, circles),
    () => unanswered(nodes, explicit),
    () => tooLate(all),
    ...complete.map((flow) => () => unheard(flow, nodes.get(flow.name)!)),
  ];
  for (const check of checks) {
    problems.push(...check());
    yield;
  }
  return problems;
}

/**
 * The steps of each flow as nodes; an edge into an incomplete flow leads to nobody knows where (undefined).
 */
function linked(flows: readonly FlowFacts[]): ReadonlyMap<string, readonly Node[]> {
  const complete = flows.filter((flow) => flow.complete);
  const nodes = new Map(
    complete.map((flow) => [
      flow.name,
      flow.steps.map((step): Node => ({ flow, step, next: [], called: undefined })),
    ]),
  );
  const starts = new Map(complete.map((flow) => [flow.name, nodes.get(flow.name)![flow.start]]));
  for (const node of [...nodes.values()].flat()) {
    node.called = starts.get(node.step.calls ?? '');
    node.next = node.step.edges.map((edge) => ({
      edge,
      node:
        typeof edge.target === 'number'
          ? nodes.get(node.flow.name)![edge.target]
          : starts.get(edge.target.flow),
    }));
  }
  return nodes;
}

function unreachable(nodes: readonly Node[]): PathProblem[] {
  const [first] = nodes;
  const starts = first === undefined ? [] : [nodes[first.flow.start], nodes[first.flow.onHangup ?? -1]];
  const seen = reached(starts, (node) => node.next.map((next) => next.node));
  return nodes
    .filter((node) => !seen.has(node))
    .map((node) =>
      problem(
        node,
        'UNREACHABLE_STEP',
        `no way leads to "${node.step.name}"`,
        'let a step lead to it, or remove it',
      ),
    );
}

/**
 * Ways that take no time and lead back to where they began. Each circle is reported once. Errors do not make one: the
 * interpreter handles them only so often.
 */
function restless(circles: readonly Circle[]): PathProblem[] {
  const hint = 'let the circle pass through a step that waits for the caller, such as a menu';
  return circles.map(({ first, way }) =>
    problem(first, 'LOOP_WITHOUT_WAIT', `the flow goes round without waiting for the caller: ${way}`, hint),
  );
}

/**
 * Steps from which a caller who does nothing never comes to an end; found backwards from the ends. Of a circle, and all
 * that leads into it, only its first step is reported; nothing where the circle is told of already.
 */
function endless(nodes: readonly Node[], told: readonly Circle[]): PathProblem[] {
  const before = new Map<Node, Node[]>();
  const ends: Node[] = [];
  for (const node of nodes) {
    const silent = node.next.filter(isSilent);
    if (node.step.ends || silent.some((next) => next.node === undefined)) ends.push(node);
    for (const { node: next } of silent) if (next !== undefined) add(before, next, node);
  }
  const finite = reached(ends, (node) => before.get(node) ?? []);
  const silently = (node: Node): (Node | undefined)[] => node.next.filter(isSilent).map((next) => next.node);
  const known = new Set(told.flatMap(({ all }) => [...all]));
  return circlesIn(nodes, (node) => (finite.has(node) ? [] : silently(node)), nameOf)
    .filter(({ all }) => ![...all].some((node) => known.has(node)))
    .map(({ first, way }) => {
      const say = `a caller who says nothing goes round for ever: ${way}`;
      return problem(first, 'NEVER_ENDS', say, `let one of them lead on to a queue or a hang-up`);
    });
}

function add(before: Map<Node, Node[]>, next: Node, node: Node): void {
  const known = before.get(next);
  if (known === undefined) before.set(next, [node]);
  else known.push(node);
}

/** In another flow than that of the first step its name alone says too little. */
const nameOf = ({ flow, step }: Node, first: Node): string =>
  flow === first.flow ? step.name : `${flow.name}/${step.name}`;

const isSilent = ({ edge }: Node['next'][number]): boolean => !edge.byCaller && edge.outcome !== 'error';

const instantly = (node: Node): (Node | undefined)[] =>
  node.next.filter(({ edge }) => edge.instant && edge.outcome !== 'error').map((next) => next.node);

/** From the flows that an explicit number enters, up to the first `answer` on each way. */
function unanswered(nodes: ReadonlyMap<string, readonly Node[]>, explicit: readonly string[]): PathProblem[] {
  const starts = explicit.flatMap((flow) => {
    const [first] = nodes.get(flow) ?? [];
    const start = first === undefined ? undefined : nodes.get(flow)?.[first.flow.start];
    return start === undefined ? [] : [start];
  });
  const seen = reached(starts, (node) =>
    node.step.kind === 'answer' ? [] : [node.called, ...node.next.flatMap(unlessAnswered)],
  );
  return [...seen]
    .filter((node) => node.step.needsAnswer)
    .map((node) => {
      const say = `"${node.step.name}" (${node.step.kind}) is reached before the call is answered`;
      return problem(
        node,
        'NOT_ANSWERED',
        say,
        'add an `answer` step before it, or let the number answer at the first sound',
      );
    });
}

/** Calls are turned away before they are answered: behind a step that answers it is too late. */
function tooLate(nodes: readonly Node[]): PathProblem[] {
  const onward = (node: Node): (Node | undefined)[] => [node.called, ...node.next.map((next) => next.node)];
  const answering = nodes.filter(({ step }) => step.needsAnswer || step.kind === 'answer');
  const inside = nodes.flatMap(({ next }) => next.filter(({ edge }) => edge.answered === true));
  const seen = reached([...answering.flatMap(onward), ...inside.map((next) => next.node)], onward);
  const hint = 'use `hangup` here, or put it before the first step that answers';
  return [...seen]
    .filter(({ step }) => step.kind === 'reject')
    .map((node) =>
      problem(
        node,
        'ALREADY_ANSWERED',
        `"${node.step.name}" (reject) is reached when the call is answered`,
        hint,
      ),
    );
}

/**
 * Steps that nobody hears, behind `on_hangup` and other outcomes of a caller who has gone, and ways from there into
 * other flows. Errors end it at once.
 */
function unheard(flow: FlowFacts, nodes: readonly Node[]): PathProblem[] {
  const onward = (node: Node): Node['next'] => node.next.filter(({ edge }) => edge.outcome !== 'error');
  const isOwn = ({ edge }: Node['next'][number]): boolean => typeof edge.target === 'number';
  const gone = nodes.flatMap(({ next }) => next.filter(({ edge }) => edge.gone));
  const starts = [nodes[flow.onHangup ?? -1], ...gone.filter(isOwn).map((next) => next.node)];
  const seen = reached(starts, (node) =>
    onward(node)
      .filter(isOwn)
      .map((next) => next.node),
  );
  const strays = nodes.filter(({ next }) => next.some((way) => way.edge.gone && !isOwn(way)));
  return [...[...seen].filter((node) => !node.step.finalizes || !onward(node).every(isOwn)), ...strays].map(
    (node) => {
      const isStray = !seen.has(node) || node.step.finalizes;
      const what = isStray ? 'leads to another flow' : `is a ${node.step.kind}`;
      const say = `"${node.step.name}" ${what}, and is reached when the caller has hung up`;
      const hint = 'behind on_hangup only what needs no caller can stand: tag, set, branch, hangup';
      return problem(node, 'NOBODY_LISTENS', say, hint);
    },
  );
}

const unlessAnswered = ({ edge, node }: Node['next'][number]): (Node | undefined)[] =>
  edge.answered === true ? [] : [node];

function problem({ flow, step }: Node, code: Complaint['code'], say: string, hint: string): PathProblem {
  return { flow: flow.name, path: stepPath(step), on: 'key', code, say, hint };
}
