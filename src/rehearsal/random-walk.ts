import { type Prng, prngFrom } from '../base/index.ts';
import type { FlowGraph, FlowStart } from '../flow/index.ts';
import { endingsOf, ruleOf } from './errands.ts';
import type { Setting } from './facts.ts';
import { goodAnswer } from './good-answer.ts';
import type { Happening } from './happening.ts';
import { type Act, endsInOrder, perform } from './perform.ts';
import { type Answer, resultOf, SOME_NUMBER, SOME_TIME_MS } from './read-tests.ts';
import { Rehearsal } from './rehearsal.ts';
import { lastVerdictOf, type Verdict, verdictOf } from './verdict.ts';

/** A call by a caller who does anything whatever, and then is silent: all that is needed to make it again. */
export type Walk = {
  readonly start: FlowStart;
  readonly atMs: number;
  readonly queues: ReadonlyMap<string, readonly string[]>;
  /** What every server answers, as a test says it; null: none can be reached. */
  readonly answer: Answer | null;
  readonly script: readonly Act[];
};

/** What came of a walk; `verdict` is null for a good one. */
export type WalkRun = {
  readonly walk: Walk;
  /** The script was not enough: the caller was silent after it. */
  readonly fellSilent: boolean;
  readonly happenings: readonly Happening[];
  readonly verdict: Verdict | null;
};

const ACTS_MAX = 24;
const MINUTES_OF_YEAR = 525_600;
const CALLERS = ['', '+79161234567', '88005553535', '+12025550123', 'anonymous'];
const KEYS = [...'0123456789*#'];
/** What servers answer that do not know what the flow wants. That they may not be asked is an error of ours. */
const ANSWERS: readonly Answer[] = [
  { fails: 'timeout' },
  { status: 404 },
  { status: 500 },
  { body: 'no JSON' },
  { body: {} },
];
/** Within it any flow has brought a silent caller to something. */
export const LONG_SILENCE = '1h';

/** Whether calls can begin in the flow: one that returns is only ever called by others. */
export const canBegin = ({ steps }: FlowGraph): boolean => !steps.some(({ kind }) => kind === 'return');

/** Draws a call into this flow. The same seed gives the same call. */
export function randomWalk(flows: Setting, graph: FlowGraph, seed: number): WalkRun {
  const prng = prngFrom(seed);
  const caller = prng.pick(CALLERS);
  const language = prng.pick(graph.languages);
  const start = { flow: graph.name, language, caller, dialled: SOME_NUMBER, class: null, boostMs: 0 };
  const atMs = SOME_TIME_MS + prng.below(MINUTES_OF_YEAR) * 60_000;
  const queues = new Map<string, string[]>();
  const answer = drawAnswer(flows, prng);
  const rehearsal = new Rehearsal({
    ...{ flows: withAnswer(flows, answer), start, atMs },
    queueEnds: (queue, handled) => drawEnd(queue, handled, queues, prng),
  });
  rehearsal.call();
  const script: Act[] = [];
  for (let left = prng.below(ACTS_MAX); left > 0 && rehearsal.ended === null; left -= 1) {
    const act = drawAct(rehearsal, prng);
    script.push(act);
    perform(rehearsal, act);
  }
  return finished(rehearsal, { start, atMs, queues, answer, script });
}

/** Makes a walk again, word for word. */
export function walkAgain(flows: Setting, walk: Walk): WalkRun {
  const { start, atMs, queues, answer, script } = walk;
  const setting = withAnswer(flows, answer);
  const rehearsal = new Rehearsal({ flows: setting, start, atMs, queueEnds: endsInOrder(queues) });
  rehearsal.call();
  for (const act of script) perform(rehearsal, act);
  return finished(rehearsal, walk);
}

/** Half of those that can be reached know what the flow wants. */
function drawAnswer(flows: Setting, prng: Prng): Answer | null {
  return prng.chance(1, 4) ? null : (goodAnswer(flows, prng) ?? prng.pick(ANSWERS));
}

/** The flows with servers that all answer so. */
const withAnswer = (flows: Setting, answer: Answer | null): Setting =>
  answer === null ? flows : { ...flows, servers: () => resultOf(answer) };

function finished(rehearsal: Rehearsal, walk: Walk): WalkRun {
  const early = verdictOf(rehearsal);
  const fellSilent = early === null && rehearsal.ended === null;
  if (fellSilent) perform(rehearsal, { silence: LONG_SILENCE });
  const verdict = early ?? lastVerdictOf(rehearsal);
  return { walk, fellSilent, happenings: rehearsal.happenings, verdict };
}

/** One in four waits for good. Errors of a queue are ours, and no flow is asked to bear several of them. */
function drawEnd(
  queue: string,
  handled: readonly string[],
  queues: Map<string, string[]>,
  prng: Prng,
): string | null {
  if (prng.chance(1, 4)) return null;
  const outcome = prng.pick([...handled.filter((one) => one !== 'error'), 'after_talk']);
  queues.set(queue, [...(queues.get(queue) ?? []), outcome]);
  return outcome;
}

function drawAct(rehearsal: Rehearsal, prng: Prng): Act {
  const { errand } = rehearsal;
  if (errand !== null && prng.chance(2, 3)) {
    return { [ruleOf(errand).act]: prng.pick(endingsOf(errand)) };
  }
  if (rehearsal.queue !== null && prng.chance(1, 4)) return { held: true };
  const drawn = prng.below(100);
  if (drawn < 45) return { press: drawKey(rehearsal, prng) };
  if (drawn < 60) return { press: drawKeys(prng) };
  if (drawn < 78) return { hear: true };
  if (drawn < 97) return { silence: `${1 + prng.below(20)}s` };
  return { hangup: true };
}

/** Every other key is one that the step understands: wrong keys alone never get far. */
function drawKey(rehearsal: Rehearsal, prng: Prng): string {
  const meant = rehearsal.step.handled.flatMap((outcome) => KEY_OF.get(outcome) ?? []);
  return meant.length > 0 && prng.chance(1, 2) ? prng.pick(meant) : prng.pick(KEYS);
}

const KEY_OF: ReadonlyMap<string, string> = new Map(
  KEYS.map((key) => [key === '*' ? 'star' : key === '#' ? 'hash' : key, key]),
);

/** Digits as somebody types them who was asked for a number, often with the hash behind it. */
function drawKeys(prng: Prng): string {
  const digits = Array.from({ length: 1 + prng.below(10) }, () => String(prng.below(10)));
  return `${digits.join('')}${prng.chance(1, 2) ? '#' : ''}`;
}
