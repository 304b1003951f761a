import type { Now } from '../../src/base/index.ts';
import {
  createFlowState,
  type ErrandResult,
  type FetchResult,
  type FlowEffect,
  type FlowFact,
  type FlowInput,
  type FlowQuestion,
  type FlowSet,
  type FlowStart,
  type FlowState,
  type HandOverEvent,
  type KnownCaller,
  type QueueFacts,
  runFlow,
  type ScheduleState,
} from '../../src/flow/index.ts';
import { isSentence } from '../bundle/sentence.ts';

type Say = Extract<FlowEffect, { kind: 'say' }>;
type Errand = Extract<FlowEffect, { kind: 'errand' }>;
type Fetch = Extract<FlowEffect, { kind: 'fetch' }>;

/**
 * A caller and the exchange around them, for one flow: effects are carried out at once, time passes when told
 * to. The transcript is what a person beside the phone would note down. It throws when effects come in an
 * order that nobody could carry out.
 */
export class TestCaller {
  state: FlowState;
  readonly transcript: string[] = [];
  readonly effects: FlowEffect[] = [];
  saying: Say | null = null;
  listening: { listenId: string; ms: number } | null = null;
  fetching: Fetch | null = null;
  errand: Errand | null = null;
  answered = false;
  /** What is said before the answer is heard. */
  isHeardEarly = false;
  queued: string | null = null;
  ended: string | null = null;
  /** What every schedule says. */
  hours: ScheduleState | null = 'open';
  /** What is known of every queue, and of this caller. */
  queueFacts: QueueFacts | null = null;
  known: KnownCaller | null = null;
  /** The language chosen in an earlier call. */
  chose: string | null = null;
  /** True: the state goes through JSON before every input, as after a restart. */
  forgetful = false;
  #lastQueue = '';
  #monoMs = 1_000;
  readonly #set: FlowSet;

  constructor(set: FlowSet, start: Partial<FlowStart> = {}) {
    this.#set = set;
    this.state = createFlowState({
      flow: 'main',
      language: 'en',
      caller: '+79161234567',
      dialled: '100',
      class: null,
      boostMs: 0,
      ...start,
    });
  }

  call(): this {
    return this.input({ kind: 'started' });
  }

  /** The prompt plays to its end. */
  hear(ok = true): this {
    if (this.saying !== null) this.#finished(this.saying.sayId, ok);
    return this;
  }

  /** Hears everything that is said without being asked for anything. */
  hearAll(): this {
    for (let said = 0; this.saying !== null && said < 50; said++) this.hear();
    return this;
  }

  /** Presses keys, one after the other. */
  press(digits: string, pauseMs = 100): this {
    for (const digit of digits) {
      this.transcript.push(`> ${digit}`);
      this.input({ kind: 'digitPressed', digit, atMonoMs: this.#monoMs });
      this.pass(pauseMs);
    }
    return this;
  }

  /** Says nothing until the flow has had enough of it. */
  silence(): this {
    this.hearAll();
    const timer = this.listening;
    if (timer === null) return this;
    this.transcript.push('> …');
    this.#monoMs += timer.ms;
    return this.input({ kind: 'listenEnded', listenId: timer.listenId });
  }

  /** Somebody else's server has done what it does. */
  fetched(result: FetchResult): this {
    if (this.fetching === null) return this;
    const { fetchId } = this.fetching;
    this.transcript.push(`< ${result.kind === 'answered' ? `${result.status} ${result.body}` : result.kind}`);
    return this.input({ kind: 'fetched', fetchId, result });
  }

  /** What others were sent to do is over; that of another kind than was sent changes nothing. */
  errandEnds(result: ErrandResult): this {
    if (this.errand === null) return this;
    const { errandId } = this.errand;
    this.transcript.push(`< ${JSON.stringify(result)}`);
    return this.input({ kind: 'errandEnded', errandId, result });
  }

  /** The wait in the queue is over. */
  queueEnds(outcome: string): this {
    this.queued = null;
    this.transcript.push(`queue ended: ${outcome}`);
    return this.input({ kind: 'queueEnded', outcome });
  }

  /** Something happens to the caller, who is with an operator; but for being held, that ends the visit. */
  handedOver(event: HandOverEvent): this {
    if (event !== 'held') this.queued = null;
    return this.input({ kind: 'handedOver', event });
  }

  pass(ms: number): void {
    this.#monoMs += ms;
  }

  input(input: FlowInput): this {
    if (this.forgetful) this.state = JSON.parse(JSON.stringify(this.state)) as FlowState;
    this.#happened(input);
    const effects: FlowEffect[] = [];
    const now: Now = { monoMs: this.#monoMs, wallMs: 1_800_000_000_000 + this.#monoMs };
    runFlow(this.#set, this.state, input, now, effects);
    this.effects.push(...effects);
    for (const effect of effects) this.#carryOut(effect);
    if (this.state.over && this.ended === null && input.kind === 'errandEnded') this.ended = 'handed over';
    return this;
  }

  #finished(sayId: string, ok: boolean): void {
    this.#monoMs += 1_000;
    this.input({ kind: 'sayFinished', sayId, ok });
  }

  /** What the input says about the world is so before the flow hears of it. */
  #happened(input: FlowInput): void {
    if (input.kind === 'sayFinished' && input.sayId === this.saying?.sayId) this.saying = null;
    if (input.kind === 'listenEnded' && input.listenId === this.listening?.listenId) this.listening = null;
    if (input.kind === 'answered') this.answered = true;
    if (input.kind === 'fetched' && input.fetchId === this.fetching?.fetchId) this.fetching = null;
    if (input.kind === 'errandEnded' && input.errandId === this.errand?.errandId) this.errand = null;
    if (input.kind === 'resumed') {
      this.fetching = null;
      this.saying = null;
      this.listening = null;
    }
  }

  #answerTo({ about }: FlowQuestion): FlowFact {
    if (about === 'language') return { about, language: this.chose };
    if (about === 'schedule') return { about, state: this.hours };
    return about === 'queue' ? { about, queue: this.queueFacts } : { about, caller: this.known };
  }

  #mustBeQuiet(what: string): void {
    if (this.saying !== null || this.listening !== null || this.errand !== null)
      throw new Error(`${what} while something is said, timed or under way`);
  }

  #carryOut(effect: FlowEffect): void {
    if (this.ended !== null) throw new Error(`"${effect.kind}" after the end`);
    const isHeard = this.isHeardEarly && effect.kind === 'say';
    const needsAnswer = !isHeard && ['say', 'digitTaken', 'enqueue', 'errand'].includes(effect.kind);
    if (needsAnswer && !this.answered) throw new Error(`"${effect.kind}" before the answer`);
    switch (effect.kind) {
      case 'answer':
        this.answered = true;
        this.transcript.push('answer');
        return;
      case 'say':
        if (this.saying !== null || this.queued !== null) throw new Error('two sounds at once');
        this.saying = effect;
        this.transcript.push(`${effect.language}: ${effect.items.map(itemText).join(' ')}`);
        return;
      case 'stopSaying':
        this.saying = null;
        return;
      case 'listen':
        this.listening = effect;
        return;
      case 'stopListening':
        this.listening = null;
        return;
      case 'fetch':
        if (this.fetching !== null) throw new Error('two requests at once');
        this.fetching = effect;
        this.transcript.push(`${effect.request.method} ${effect.request.url}`);
        return;
      case 'errand':
        this.#mustBeQuiet('an errand');
        this.errand = effect;
        this.transcript.push(`errand ${JSON.stringify(effect.errand)}`);
        return;
      case 'stopErrand':
        this.errand = null;
        return;
      case 'stepEntered':
        this.fetching = null;
        return;
      case 'enqueue':
        this.#mustBeQuiet('a queue');
        this.queued = effect.queue;
        this.#lastQueue = effect.queue;
        this.transcript.push(`queue ${effect.queue}${asked(effect)}`);
        return;
      case 'backToLine':
        this.#mustBeQuiet('the line');
        this.queued = this.#lastQueue;
        this.transcript.push(`back to ${this.queued}`);
        return;
      case 'ask':
        this.#mustBeQuiet('a question to the house');
        this.input({ kind: 'told', fact: this.#answerTo(effect.question) });
        return;
      case 'hangUp':
        this.#mustBeQuiet('the end');
        this.ended = effect.outcome;
        this.transcript.push(`hang up: ${effect.reason}, ${effect.outcome}`);
        return;
      case 'wish':
        if (effect.wish.kind === 'early_media') this.isHeardEarly = true;
        this.transcript.push(`wish ${JSON.stringify(effect.wish)}`);
        return;
      case 'trouble':
        if (!isSentence(effect.what)) throw new Error(`nobody can read "${effect.what}"`);
        this.transcript.push(`! ${effect.what}`);
        return;
      default:
        return;
    }
  }
}

function asked({ must, needs, keepsNeeds }: Extract<FlowEffect, { kind: 'enqueue' }>): string {
  const words = [must === null ? '' : `must ${must}`, needs ?? '', keepsNeeds ? 'kept' : ''];
  const said = words.filter((word) => word !== '');
  return said.length === 0 ? '' : ` (${said.join(', ')})`;
}

function itemText(item: Say['items'][number]): string {
  if (item.kind === 'prompt') return item.name;
  return item.kind === 'text' ? `"${item.text}"` : `${item.kind}(${item.value})`;
}
