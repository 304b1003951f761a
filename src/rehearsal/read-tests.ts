import { atOnce, type Mistake } from '../base/index.ts';
import type { Bundle, SourceFile } from '../bundle/index.ts';
import {
  type FetchResult,
  type FlowGraph,
  type FlowStart,
  type Path,
  type ScheduleState,
  shaped,
  unknownName,
} from '../flow/index.ts';
import { checkTest } from './check-test.ts';
import { type Servers, serversFrom } from './facts.ts';
import {
  type Ends,
  outcomesShape,
  testShape,
  testsOutline,
  type WrittenAct,
  type WrittenTest,
} from './test-shape.ts';
import { parseWallTime } from './wall-time.ts';

/** A call, and what is to become of it. */
export type FlowTest = {
  readonly name: string;
  readonly start: FlowStart;
  /** Since the Unix epoch. */
  readonly atMs: number;
  /** Queue → how the visits of it end, in their order; after the last the caller waits there. */
  readonly queues: ReadonlyMap<string, readonly string[]>;
  /** Schedule → what it says whatever the time is; the others go by the time of the call. */
  readonly hours: ReadonlyMap<string, ScheduleState>;
  /** The language that the caller chose in an earlier call; null: none. */
  readonly chose: string | null;
  /** What is asked of servers → what they answer. */
  readonly servers: Servers;
  readonly mayFallOut: boolean;
  readonly script: readonly WrittenAct[];
  readonly ends: Ends | undefined;
  /** Where the test stands in its file. */
  readonly path: Path;
};

/** The tests that can be run, and everything that is wrong with the file. */
export type ReadTests = { readonly tests: readonly FlowTest[]; readonly mistakes: readonly Mistake[] };

/** A Monday at noon: a test without a time is about something else. */
export const SOME_TIME_MS = parseWallTime('2026-01-05T12:00:00Z')!;
export const SOME_NUMBER = '100';

/** Reads the tests of the flow `flowName` from the file beside it. */
export function readTests(file: SourceFile, flowName: string, bundle: Bundle): ReadTests {
  const outline = shaped(testsOutline, file.value, [], file.problems);
  const graph = bundle.flows.flows.get(flowName);
  checkFlow(outline?.flow ?? flowName, flowName, graph, { file, bundle });
  const written = outline?.tests ?? [];
  const tests = written.map((raw, index) =>
    graph === undefined ? undefined : readTest(raw, ['tests', index], graph, { file, bundle }),
  );
  return { tests: tests.filter((test) => test !== undefined), mistakes: atOnce(file.mistakes()) };
}

type Around = { readonly file: SourceFile; readonly bundle: Bundle };

function checkFlow(
  inside: string,
  name: string,
  graph: FlowGraph | undefined,
  { file, bundle }: Around,
): void {
  if (inside !== name) {
    const say = `the tests are of "${inside}", the file is "${name}"`;
    const hint = `write "flow: ${name}", or call the file ${inside}.test.yaml`;
    file.problems.add(['flow'], { code: 'NAME_MISMATCH', say, hint });
  } else if (graph === undefined) {
    file.problems.add(['flow'], unknownName('UNKNOWN_FLOW', 'flow', name, bundle.flows.flows.keys()));
  }
}

function readTest(
  raw: unknown,
  path: Path,
  graph: FlowGraph,
  { file, bundle }: Around,
): FlowTest | undefined {
  const before = file.problems.list.length;
  const written = shaped(testShape, raw, path, file.problems);
  if (written === undefined) return undefined;
  const queues = new Map(
    Object.entries(written.queues ?? {}).map(([queue, ends]) => [
      queue,
      shaped(
        outcomesShape,
        typeof ends === 'string' ? [ends] : ends,
        [...path, 'queues', queue],
        file.problems,
      ) ?? [],
    ]),
  );
  checkTest(written, queues, path, { problems: file.problems, graph, bundle });
  if (file.problems.list.length > before) return undefined;
  return {
    name: written.name,
    start: callInto(graph, bundle, written),
    atMs: written.at === undefined ? SOME_TIME_MS : parseWallTime(written.at)!,
    queues,
    hours: new Map(Object.entries(written.hours ?? {})) as FlowTest['hours'],
    chose: written.chose ?? null,
    servers: serversFrom(
      Object.entries(written.http ?? {}).map(([asked, answer]) => [asked, resultOf(answer)] as const),
    ),
    mayFallOut: written.last_resort ?? false,
    script: written.script ?? [],
    ends: written.ends,
    path,
  };
}

/** Who calls, and how; what is left out is as it is in the bundle, or does not matter. */
export type Caller = {
  readonly caller?: string | undefined;
  readonly dialled?: string | undefined;
  readonly language?: string | undefined;
};

/** How such a call comes into a flow. What the bundle says about a dialled number holds here as well. */
export function callInto(
  graph: FlowGraph,
  bundle: Bundle,
  { caller = '', dialled, language }: Caller,
): FlowStart {
  const rule = dialled === undefined ? undefined : bundle.numbers.find(dialled);
  return {
    flow: graph.name,
    language: language ?? rule?.language ?? graph.languages[0]!,
    caller,
    dialled: dialled ?? SOME_NUMBER,
    class: rule?.class ?? null,
    boostMs: rule?.boostMs ?? 0,
  };
}

/** The path of an act of a test in its file. */
export const actPath = (test: FlowTest, index: number): Path => [...test.path, 'script', index];

/** What a server answers, as a test says it. */
export type Answer = NonNullable<WrittenTest['http']>[string];

/** The same as the flow gets it. */
export function resultOf({ status = 200, body = '', fails }: Answer): FetchResult {
  if (fails === 'timeout') return { kind: 'timeout' };
  if (fails === 'refused') return { kind: 'refused', why: 'the test says so' };
  return { kind: 'answered', status, body: typeof body === 'string' ? body : JSON.stringify(body) };
}
