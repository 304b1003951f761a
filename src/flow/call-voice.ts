import type { Now } from '../base/index.ts';
import { clockFace, type ZoneOffset } from './clock-face.ts';
import type { Errand } from './errand.ts';
import { type Expression, type Readings, reading, type Value, type ValueType } from './expression.ts';
import type { FetchRequest, FlowEffect, HangUpEffect, SpokenItem } from './flow-io.ts';
import type { FlowState } from './flow-state.ts';

/** A digit pressed early serves a later question for so long. */
const EARLY_DIGIT_MS = 10_000;
const EARLY_DIGITS_MAX = 20;
/** When nobody tells that a say has ended, the caller is not left in silence for ever. */
const SAY_MS_MAX = 300_000;

/** What a flow can do to a call at one instant: speak, listen, remember digits. It knows of no step. */
export class CallVoice {
  readonly state: FlowState;
  protected readonly now: Now;
  readonly #effects: FlowEffect[];
  readonly #zoneOffset: ZoneOffset | undefined;

  constructor(state: FlowState, now: Now, effects: FlowEffect[], zoneOffset?: ZoneOffset) {
    this.state = state;
    this.now = now;
    this.#zoneOffset = zoneOffset;
    this.#effects = effects;
  }

  emit(effect: FlowEffect): void {
    this.#effects.push(effect);
  }

  answer(): void {
    if (this.state.answered) return;
    this.state.answered = true;
    this.emit({ kind: 'answer' });
  }

  hangUp(reason: HangUpEffect['reason'], outcome: HangUpEffect['outcome']): void {
    this.emit({ kind: 'hangUp', reason, outcome });
    this.state.over = true;
  }

  /** Says one part of a script, under guard: `listenEnded` comes if its end is never told. */
  protected utter(part: number, language: string, items: readonly SpokenItem[]): void {
    const sayId = this.#newId('say');
    this.state.saying = { sayId, part };
    this.emit({ kind: 'say', sayId, language, items });
    this.listen(SAY_MS_MAX);
  }

  stopSaying(): void {
    if (this.state.saying === null) return;
    this.emit({ kind: 'stopSaying', sayId: this.state.saying.sayId });
    this.state.saying = null;
  }

  listen(ms: number): void {
    this.state.listenId = this.#newId('listen');
    this.emit({ kind: 'listen', listenId: this.state.listenId, ms });
  }

  protected stopListening(): void {
    if (this.state.listenId === null) return;
    this.state.listenId = null;
    this.emit({ kind: 'stopListening' });
  }

  fetch(request: FetchRequest, limitMs: number): void {
    const { visit } = this.state;
    const fetchId = this.#newId('fetch');
    this.state.fetching = { fetchId, visit };
    this.emit({ kind: 'fetch', fetchId, visit, limitMs, request });
  }

  /** What others do is not disturbed by anything that is said or timed here. */
  sendErrand(errand: Errand, limitMs: number): void {
    this.stopSaying();
    this.stopListening();
    const errandId = this.#newId('errand');
    this.state.errandId = errandId;
    this.emit({ kind: 'errand', errandId, visit: this.state.visit, limitMs, errand });
  }

  protected stopErrand(): void {
    if (this.state.errandId === null) return;
    this.emit({ kind: 'stopErrand', errandId: this.state.errandId });
    this.state.errandId = null;
  }

  #newId(what: string): string {
    this.state.ids += 1;
    return `${what}-${this.state.ids}`;
  }

  take(digit: string, secret: boolean): void {
    this.emit({ kind: 'digitTaken', digit: secret ? '•' : digit });
  }

  protected rememberDigit(digit: string, atMonoMs: number): void {
    this.state.earlyDigits = [...this.state.earlyDigits, { digit, atMonoMs }].slice(-EARLY_DIGITS_MAX);
  }

  nextEarly(): string | undefined {
    const fresh = this.state.earlyDigits.filter(({ atMonoMs }) => this.#isFresh(atMonoMs));
    this.state.earlyDigits = fresh.slice(1);
    return fresh[0]?.digit;
  }

  /** A time ahead of ours was taken by the clock of another process. */
  #isFresh(atMonoMs: number): boolean {
    const ageMs = this.now.monoMs - atMonoMs;
    return ageMs >= 0 && ageMs < EARLY_DIGIT_MS;
  }

  dropEarly(): void {
    this.state.earlyDigits = [];
  }

  protected readsSecret({ reads }: Expression): boolean {
    return [...reads].some((name) => Object.hasOwn(this.state.secrets, name));
  }

  /** The value of an expression over this call's variables, or why it has none. */
  protected valueOf(
    expression: Expression,
    types: ReadonlyMap<string, ValueType>,
  ): ReturnType<Expression['evaluate']> {
    const { start, language, variables, secrets } = this.state;
    const readings: Record<string, unknown> = {
      caller: { number: start.caller },
      dialled: start.dialled,
      language,
    };
    if (expression.reads.has('now')) readings.now = clockFace(this.state.enteredMs, this.#zoneOffset);
    for (const name of expression.reads) {
      const kept = [variables, secrets].find((values) => Object.hasOwn(values, name));
      const value: Value | undefined = kept?.[name];
      const type = types.get(name);
      if (value !== undefined && type !== undefined) readings[name] = reading(value, type);
    }
    return expression.evaluate(readings satisfies Readings);
  }
}
