import type { Bundle } from '../bundle/index.ts';
import {
  type Complaint,
  type FlowGraph,
  type Path,
  type ProblemCode,
  type Problems,
  unknownName,
} from '../flow/index.ts';
import { ERRAND_ACTS, WANTED_WORDS } from './errands.ts';
import { HAND_OVERS } from './rehearsal.ts';
import type { Expectation, WrittenAct, WrittenTest } from './test-shape.ts';

type Around = { readonly problems: Problems; readonly graph: FlowGraph; readonly bundle: Bundle };

/** Ends of a queue that no flow needs to handle. */
const ALWAYS = ['after_talk', 'error', ...HAND_OVERS];

/** Checks that all that a test names exists: a test that can never pass is a mistake, not a failure. */
export function checkTest(
  test: WrittenTest,
  queues: ReadonlyMap<string, readonly string[]>,
  path: Path,
  around: Around,
): void {
  const { problems, bundle, graph } = around;
  checkNumber(test, path, around);
  for (const key of ['language', 'chose'] as const) {
    const language = test[key];
    if (language === undefined || graph.languages.includes(language)) continue;
    problems.add([...path, key], unknownName('UNKNOWN_LANGUAGE', 'language', language, graph.languages));
  }
  for (const name of Object.keys(test.hours ?? {}))
    known('schedule', name, bundle.schedules.keys(), [...path, 'hours', name], problems, 'key');
  const outcomes = queueOutcomes(bundle);
  for (const [queue, ends] of queues) {
    known('queue', queue, bundle.queues.keys(), [...path, 'queues', queue], problems, 'key');
    for (const [index, outcome] of ends.entries())
      known('outcome', outcome, outcomes, [...path, 'queues', queue, index], problems);
  }
  for (const [index, act] of (test.script ?? []).entries()) checkAct(act, [...path, 'script', index], around);
  if (test.ends !== undefined) checkEnds(test.ends, [...path, 'ends'], around);
  if ((test.script ?? []).length > 0 || test.ends !== undefined) return;
  const hint = 'write what the caller does under "script", or how the call ends under "ends"';
  problems.add(path, { code: 'MISSING_KEY', say: 'the test says nothing', hint });
}

function checkNumber({ dialled }: WrittenTest, path: Path, { problems, graph, bundle }: Around): void {
  if (dialled === undefined) return;
  const rule = bundle.numbers.find(dialled);
  if (rule?.flow === graph.name) return;
  const where = rule === undefined ? 'nowhere' : `to the flow "${rule.flow}"`;
  problems.add([...path, 'dialled'], {
    code: 'WRONG_VALUE',
    say: `"${dialled}" leads ${where}`,
    hint: `dial a number that leads to "${graph.name}", or leave it out`,
  });
}

/** All in which any visit of any queue can end, as the flows of this bundle handle it. */
function queueOutcomes(bundle: Bundle): ReadonlySet<string> {
  const steps = [...bundle.flows.flows.values()].flatMap(({ steps: all }) => all);
  const handled = steps.filter(({ kind }) => kind === 'queue').flatMap(({ targets }) => [...targets.keys()]);
  return new Set([...handled, ...ALWAYS]);
}

function checkAct(act: WrittenAct, path: Path, around: Around): void {
  const endings = Object.keys(ERRAND_ACTS);
  one(act, ['expect', 'press', 'silence', 'hear', 'hangup', 'held', ...endings], path, around.problems);
  for (const key of ['hear', 'hangup', 'held'] as const) {
    if (act[key] !== false) continue;
    const complaint = {
      code: 'WRONG_VALUE',
      say: `"${key}: false" does nothing`,
      hint: 'leave it out',
    } as const;
    around.problems.add([...path, key], complaint);
  }
  if (act.slots !== undefined && act.bot === undefined) {
    const complaint = {
      code: 'WRONG_VALUE',
      say: '"slots" are what a bot has heard of',
      hint: 'write it beside "bot"',
    } as const;
    around.problems.add([...path, 'slots'], complaint, 'key');
  }
  if (act.expect !== undefined) checkExpectation(act.expect, [...path, 'expect'], around);
}

const WANTED = ['play', 'say', 'menu', 'input', 'language', 'queue', 'step', ...WANTED_WORDS] as const;
/** What can be expected of a step, by the kind that it must have. */
const STEPS = ['menu', 'input', 'language'] as const;

function checkExpectation(expected: Expectation, path: Path, { problems, bundle }: Around): void {
  one(expected, WANTED, path, problems);
  const { play, queue, step, in: language, say } = expected;
  if (play !== undefined) known('prompt', play, bundle.prompts.keys(), [...path, 'play'], problems);
  if (queue !== undefined) known('queue', queue, bundle.queues.keys(), [...path, 'queue'], problems);
  if (language !== undefined) known('language', language, bundle.languages, [...path, 'in'], problems);
  const steps = [...bundle.flows.flows.values(), bundle.flows.lastResort].flatMap((graph) => graph.steps);
  if (step !== undefined) {
    const names = steps.map(({ name }) => name);
    known('step', step, names, [...path, 'step'], problems);
  }
  for (const kind of STEPS) {
    const name = expected[kind];
    const names = steps.filter((other) => other.kind === kind).map((other) => other.name);
    if (name !== undefined) known(`${kind} step`, name, names, [...path, kind], problems);
  }
  if (language === undefined || play !== undefined || say !== undefined) return;
  const hint = 'write it beside "play" or "say"';
  problems.add([...path, 'in'], { code: 'WRONG_VALUE', say: '"in" is about what is heard', hint }, 'key');
}

const END_WORDS = { queue: ['needs', 'class', 'label'], hangup: ['outcome'] } as const;

function checkEnds(ends: NonNullable<WrittenTest['ends']>, path: Path, { problems, bundle }: Around): void {
  if (ends.queue !== undefined)
    known('queue', ends.queue, bundle.queues.keys(), [...path, 'queue'], problems);
  const isCause = ends.outcome !== undefined && ends.queue === undefined && ends.transfer === undefined;
  if (!isCause) one(ends, ['queue', 'hangup', 'transfer'], path, problems);
  for (const [of, words] of [
    ['hangup', END_WORDS.queue],
    ['transfer', [...END_WORDS.queue, ...END_WORDS.hangup]],
    ['queue', END_WORDS.hangup],
  ] as const) {
    for (const word of words) {
      if (ends[word] === undefined || ends[of] === undefined) continue;
      const say = `"${word}" says nothing beside "${of}"`;
      problems.add([...path, word], { code: 'WRONG_VALUE', say, hint: 'leave it out' }, 'key');
    }
  }
}

/** Exactly one of the keys must be there. */
function one(
  written: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  path: Path,
  problems: Problems,
): void {
  const found = keys.filter((key) => written[key] !== undefined);
  if (found.length === 1) return;
  const say = found.length === 0 ? 'this says nothing' : `two things at once: ${found.join(' and ')}`;
  const complaint: Complaint = { code: 'WRONG_VALUE', say, hint: `write one of: ${keys.join(', ')}` };
  problems.add(path, complaint);
}

const CODES: Readonly<Record<string, ProblemCode>> = {
  queue: 'UNKNOWN_QUEUE',
  schedule: 'UNKNOWN_SCHEDULE',
  prompt: 'UNKNOWN_PROMPT',
  language: 'UNKNOWN_LANGUAGE',
  outcome: 'UNKNOWN_OUTCOME',
};

function known(
  what: string,
  name: string,
  names: Iterable<string>,
  path: Path,
  problems: Problems,
  on: 'key' | 'value' = 'value',
): void {
  const all = new Set(names);
  if (!all.has(name)) problems.add(path, unknownName(CODES[what] ?? 'MISSING_TARGET', what, name, all), on);
}
