import { atOnce, type InSteps } from '../base/index.ts';
import type { NumberRule, NumberTable } from '../bundle/index.ts';
import type { Entry } from '../journal/index.ts';
import type { Setting } from './facts.ts';
import { Rehearsal } from './rehearsal.ts';

/** What became of a call that was made again in other flows. */
export type Comparison =
  | { readonly kind: 'same' }
  /** `say`: the first difference, in words. */
  | { readonly kind: 'differs'; readonly say: string }
  /** `why`: which input of the call the journal does not keep. */
  | { readonly kind: 'notComparable'; readonly why: string };

/** The flows that are compared, and which number leads where. */
export type Candidate = { readonly flows: Setting; readonly numbers: NumberTable };

const SECRET = 'secret keys are not kept';
/** Kind of a step → what it is told, which nobody writes down. */
const UNKEPT: ReadonlyMap<string, string> = new Map([
  ['http', 'what servers answered is not kept'],
  ['check_queue', 'what the queue was like is not kept'],
  ['secure_input', SECRET],
]);

type Arrived = Extract<Entry, { kind: 'callArrived' }>;

/**
 * Makes a call again in other flows, with the keys, silences and ends of waits that its timeline tells, and finds the
 * first step that is another one. How long prompts were is not kept: keys are pressed when the step asks for them, and
 * a step that went on without one has met silence.
 */
export const compareCall = (timeline: readonly Entry[], candidate: Candidate): Comparison =>
  atOnce(compareCallInSteps(timeline, candidate));

/** The same in steps, one for each entry: where real calls go on, they have their turn in between. */
export function* compareCallInSteps(timeline: readonly Entry[], candidate: Candidate): InSteps<Comparison> {
  const arrived = timeline.find((entry) => entry.kind === 'callArrived');
  if (arrived?.flow == null) return { kind: 'notComparable', why: 'the call met no flow' };
  if (timeline.some(isSecret)) return { kind: 'notComparable', why: SECRET };
  const number = candidate.numbers.find(arrived.dialled);
  if (number === undefined) return { kind: 'differs', say: `nobody answers ${arrived.dialled}` };
  const again = new CallAgain(arrived, number, candidate.flows);
  const course = untilGone(timeline);
  for (const entry of course) {
    again.take(entry);
    yield;
  }
  return again.comparedWith(course);
}

/** Without what the flow still did in the moment in which the caller had gone: `on_hangup`. */
function untilGone(timeline: readonly Entry[]): readonly Entry[] {
  const end = timeline.find((entry) => entry.kind === 'callEnded');
  if (end?.by !== 'caller') return timeline;
  return timeline.filter((entry) => entry.kind !== 'stepEntered' || entry.atMs < end.atMs);
}

const isSecret = (entry: Entry): boolean => entry.kind === 'digitPressed' && entry.digit === '•';

class CallAgain {
  readonly #rehearsal: Rehearsal;
  readonly #flows: Setting;
  /** Happenings of the call made again that were looked at, and the steps among them. */
  #seenCount = 0;
  #enteredAgainCount = 0;
  /** Of the real call: steps so far, and since the last key, or the beginning of the step, how often it spoke. */
  #enteredCount = 0;
  #saidCount = 0;
  #hasPressed = false;

  constructor({ atMs, caller, dialled }: Arrived, number: NumberRule, flows: Setting) {
    const { flow, language, boostMs } = number;
    const start = { flow, language, boostMs, class: number.class, caller, dialled };
    this.#flows = flows;
    this.#rehearsal = new Rehearsal({ flows, start, atMs, queueEnds: () => null });
    this.#rehearsal.call();
  }

  /** The next thing that happened in the real call. */
  take(entry: Entry): void {
    switch (entry.kind) {
      case 'stepEntered':
        this.#enteredCount += 1;
        return this.#actIn(false);
      case 'said':
        return this.#said();
      case 'digitPressed':
        this.#rehearsal.hear();
        this.#rehearsal.press(entry.digit);
        return this.#actIn(true);
      case 'stepLeft':
        return this.#left(entry.outcome);
      default:
        return;
    }
  }

  comparedWith(timeline: readonly Entry[]): Comparison {
    this.#rehearsal.hear();
    const now = this.#rehearsal.happenings.flatMap((one) =>
      one.kind === 'entered' ? [{ name: one.step, flow: one.flow }] : [],
    );
    const then = timeline.flatMap((entry) => (entry.kind === 'stepEntered' ? [entry.step] : []));
    const at = then.findIndex((step, index) => step !== now[index]?.name);
    const unkept = now.slice(0, at < 0 ? now.length : at).map(({ flow, name }) => this.#unkept(flow, name));
    const why = unkept.find((one) => one !== undefined);
    if (why !== undefined) return { kind: 'notComparable', why };
    if (at >= 0) return { kind: 'differs', say: difference(then, now[at]?.name, at) };
    return this.#queues(timeline);
  }

  #queues(timeline: readonly Entry[]): Comparison {
    const { happenings } = this.#rehearsal;
    const now = happenings.flatMap((one) => (one.kind === 'queued' ? [one.queue] : []));
    const then = timeline.flatMap((entry) => (entry.kind === 'queueEntered' ? [entry.queue] : []));
    const at = then.findIndex((queue, index) => queue !== now[index]);
    if (at < 0) return this.#end(timeline);
    const queue = now[at] === undefined ? 'into none' : `into "${now[at]}"`;
    return { kind: 'differs', say: `the caller came into the queue "${then[at]}", and comes ${queue} now` };
  }

  /** A caller who hung up may have done so at any moment; a flow that did so does it again, or not. */
  #end(timeline: readonly Entry[]): Comparison {
    const then = timeline.find((entry) => entry.kind === 'callEnded');
    const { ended, step } = this.#rehearsal;
    const hasTalked = timeline.some(({ kind }) => kind === 'talkBegan');
    if (then?.by !== 'system' || hasTalked || ended !== null) return { kind: 'same' };
    return { kind: 'differs', say: `the flow hung up, and goes on to "${step.name}" now` };
  }

  #actIn(hasPressed: boolean): void {
    this.#saidCount = 0;
    this.#hasPressed = hasPressed;
  }

  /** A step that speaks again, and did not do so at once because of a key, has waited for one in vain. */
  #said(): void {
    this.#saidCount += 1;
    if (this.#saidCount > 1) this.#rehearsal.hear();
    if (this.#saidCount > 1 || this.#hasPressed) this.#wasSilent();
  }

  #left(outcome: string): void {
    if (this.#rehearsal.queue === null) this.#rehearsal.hear();
    if (this.#isInStep && this.#rehearsal.queue !== null) this.#rehearsal.leaveQueue(outcome);
    else this.#wasSilent();
  }

  /** If the same step still waits for the caller, it waits in vain. */
  #wasSilent(): void {
    const { waitMs } = this.#rehearsal;
    if (this.#isInStep && waitMs !== null) this.#rehearsal.silence(waitMs);
  }

  /** Whether the call made again is in the step, and the visit of it, in which the real one was. */
  get #isInStep(): boolean {
    const { happenings } = this.#rehearsal;
    for (; this.#seenCount < happenings.length; this.#seenCount++)
      if (happenings[this.#seenCount]!.kind === 'entered') this.#enteredAgainCount += 1;
    return this.#enteredAgainCount === this.#enteredCount;
  }

  #unkept(flow: string, name: string): string | undefined {
    const graph = this.#flows.flows.get(flow);
    return UNKEPT.get(graph?.steps[graph.indexOf.get(name) ?? -1]?.kind ?? '');
  }
}

function difference(then: readonly string[], now: string | undefined, at: number): string {
  const where = at === 0 ? 'at first' : `after "${then[at - 1]}"`;
  const next = now === undefined ? 'goes no further now' : `comes to "${now}" now`;
  return `${where} the caller came to "${then[at]}", and ${next}`;
}
