import { assertNever } from '../base/index.ts';
import type { Errand, FlowEffect } from '../flow/index.ts';
import { ruleOf } from './errands.ts';
import type { Happening, HungUp } from './happening.ts';
import { wishInWords } from './wishes.ts';

/** All that is said lasts so long: a test must not depend on the length of a recording. */
const SAY_MS = 2_000;

/** What a flow may still want when the caller has hung up. */
const NOTED: readonly FlowEffect['kind'][] = ['stepEntered', 'stepLeft', 'tagged', 'wish', 'trouble'];

/** Plain omission would forget which kinds there are. */
type Note = Happening extends infer One ? (One extends Happening ? Omit<One, 'atMs'> : never) : never;

type Of<K extends FlowEffect['kind']> = Extract<FlowEffect, { kind: K }>;

/** An errand, and how it ends by itself. */
type UnderWay = {
  readonly errandId: string;
  readonly errand: Errand;
  readonly endsMs: number;
  readonly outcome: string;
};

/**
 * The exchange around one call, on a clock that is moved from outside. It carries out at once what the flow wants; what
 * no real exchange could do is among the faults.
 */
export class OfflineExchange {
  readonly happenings: Happening[] = [];
  readonly faults: string[] = [];
  /** Since the call's first moment. */
  nowMs = 0;
  saying: { readonly sayId: string; readonly endsMs: number } | null = null;
  listening: { readonly listenId: string; readonly endsMs: number } | null = null;
  errand: UnderWay | null = null;
  queue: string | null = null;
  /** The caller is known to wait in the queue for good. */
  isSettled = false;
  ended: HungUp | null = null;
  /** Where the flow was when it wanted the last thing: its state is ahead of that. */
  flow = '';
  step = '';
  #isAnswered = false;
  /** What is said before the answer is heard. */
  #isHeard = false;
  readonly #kindOf: (flow: string, step: string) => string;

  /** `kindOf` tells the kind of a step. */
  constructor(kindOf: (flow: string, step: string) => string) {
    this.#kindOf = kindOf;
  }

  /** When the next thing ends by itself; infinite when nothing does. */
  get dueMs(): number {
    const never = Number.POSITIVE_INFINITY;
    const ends = [this.saying, this.listening, this.errand].map((one) => one?.endsMs ?? never);
    return Math.min(...ends);
  }

  note(what: Note): void {
    this.happenings.push({ ...what, atMs: this.nowMs } as Happening);
  }

  /** The caller hangs up. */
  hangUp(): void {
    this.#end({ kind: 'hungUp', by: 'caller' });
    this.saying = null;
    this.listening = null;
    this.errand = null;
  }

  /** Another one has the caller for good. */
  handOver(to: string): void {
    this.#mustBeQuiet();
    this.#end({ kind: 'hungUp', by: 'nobody', to });
  }

  carryOut(effect: FlowEffect): void {
    const isNoted = this.ended?.by === 'caller' && NOTED.includes(effect.kind);
    if (this.ended !== null && !isNoted)
      this.faults.push(`"${effect.kind}" is wanted after the end of the call`);
    switch (effect.kind) {
      case 'answer':
        this.#isAnswered = true;
        return this.note({ kind: 'answered' });
      case 'say':
        return this.#say(effect);
      case 'stopSaying':
        this.saying = null;
        return;
      case 'listen':
        return this.#listen(effect);
      case 'stopListening':
        this.listening = null;
        return;
      case 'errand':
        return this.#begin(effect);
      case 'stopErrand':
        this.errand = null;
        return;
      case 'enqueue':
        return this.#enqueue(effect);
      case 'backToLine':
        return this.#backToLine();
      case 'hangUp':
        this.#mustBeQuiet();
        return this.#end({ kind: 'hungUp', by: 'flow', reason: effect.reason, outcome: effect.outcome });
      case 'stepEntered':
        this.flow = effect.flow;
        this.step = effect.step;
        return this.note({ kind: 'entered', flow: effect.flow, step: effect.step });
      case 'stepLeft':
        return this.note({ kind: 'left', flow: effect.flow, step: effect.step, outcome: effect.outcome });
      case 'wish':
        return this.#wish(effect);
      case 'tagged':
        return this.note({ kind: 'tagged', label: effect.label, reason: effect.reason });
      case 'digitTaken':
      case 'answerMissed':
      case 'languageChosen':
      case 'ask':
      case 'fetch':
        return;
      case 'trouble':
        return this.note({ kind: 'trouble', what: effect.what });
      default:
        return assertNever(effect);
    }
  }

  #say({ sayId, language, items }: Of<'say'>): void {
    if (this.saying !== null) this.faults.push(`"${this.step}" speaks while something is said`);
    if (!this.#isHeard) this.#mustBeAnswered();
    this.saying = { sayId, endsMs: this.nowMs + SAY_MS };
    this.note({ kind: 'said', language, items });
  }

  #listen({ listenId, ms }: Of<'listen'>): void {
    const stepKind = this.#kindOf(this.flow, this.step);
    // A pause asks nobody anything: it may be made before the answer.
    if (stepKind !== 'wait' && !(this.#isHeard && this.saying !== null)) this.#mustBeAnswered();
    this.listening = { listenId, endsMs: this.nowMs + ms };
    // While something is said the timer only guards its end.
    if (this.saying !== null) return;
    this.note({ kind: 'asked', step: this.step, stepKind });
  }

  #begin({ errandId, errand }: Of<'errand'>): void {
    this.#mustBeAnswered();
    this.#mustBeQuiet();
    const rule = ruleOf(errand);
    const { afterMs, outcome } = rule.byItself(errand);
    this.errand = { errandId, errand, endsMs: this.nowMs + afterMs, outcome };
    const [word, what] = rule.wanted(errand);
    this.note({ kind: 'begun', word, what });
  }

  #wish({ wish }: Of<'wish'>): void {
    if (wish.kind === 'early_media') this.#isHeard = true;
    if (wish.kind === 'record') this.#mustBeAnswered();
    const [word, what] = wishInWords(wish);
    this.note({ kind: 'begun', word, what });
  }

  #enqueue({ queue, needs, class: rank, label }: Of<'enqueue'>): void {
    this.#mustBeAnswered();
    this.#mustBeQuiet();
    this.queue = queue;
    this.isSettled = false;
    this.note({ kind: 'queued', queue, needs, class: rank, label });
  }

  /** The same queue again: the place is nothing that a caller could hear here. */
  #backToLine(): void {
    this.#mustBeQuiet();
    const last = this.happenings.findLast((happening) => happening.kind === 'queued');
    if (last === undefined)
      return void this.faults.push(`"${this.step}" leads back to a line that nobody was in`);
    this.queue = last.queue;
    this.isSettled = false;
    const { atMs: _, ...queued } = last;
    this.note(queued);
  }

  #end(how: HungUp): void {
    this.queue = null;
    this.ended = how;
    this.note(how);
  }

  #mustBeAnswered(): void {
    if (!this.#isAnswered) this.faults.push(`"${this.step}" speaks or listens before the answer`);
  }

  #mustBeQuiet(): void {
    if (this.saying !== null || this.listening !== null || this.errand !== null)
      this.faults.push(`"${this.step}" leaves a sound, a timer or an errand behind`);
  }
}
