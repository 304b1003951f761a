import { matchesPattern } from '../digit-pattern.ts';
import type { Errand } from '../errand.ts';
import type { SpokenItem } from '../flow-io.ts';
import { duration, durationMs, flag, maybe, name, type Of, oneOf, record, whole } from '../schema.ts';
import { keyValue, prompts, several } from '../schema-steps.ts';
import type { Run, ScriptPart, StepActs } from '../step-acts.ts';
import type { StepCheck } from '../step-check.ts';
import { stepKind } from '../step-kind.ts';

const ANSWER_MS = 7_000;
const BETWEEN_MS = 3_000;
const BOOKING_MS = 5_000;
const TRIES_MAX = 3;
const DIGITS_MAX = 15;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const queueName = name('a queue');

const shape = record({
  queue: queueName,
  confirm: maybe(prompts),
  number: maybe(prompts),
  keep_place: maybe(flag('the caller keeps the place in the line')),
  schedule: maybe(name('a schedule')),
  after: maybe(duration('the time before which the caller is not called', MINUTE_MS, 14 * DAY_MS)),
  window: maybe(duration('the time within which the caller is called', HOUR_MS / 4, 14 * DAY_MS)),
  attempts: maybe(whole('attempts', 1, 10)),
  retry: maybe(duration('the time from one attempt to the next', MINUTE_MS, DAY_MS)),
  ring: maybe(duration('the time it rings', 5_000, 120_000)),
  first: maybe(oneOf('who is called first', ['operator', 'caller'])),
  whisper: maybe(prompts),
  take: maybe(keyValue),
});

type Params = Of<typeof shape>;

/** What the caller is asked: whether the number is right, or for another one. */
const CONFIRMING = 0;
const TYPING = 1;

/**
 * Books a call back. The number is read to the caller, who confirms it by 1, gives another one by 2, or refuses by the
 * star. Keys pressed before the question are no answer to it: nobody is called back by accident.
 */
export const callback = stepKind({
  kind: 'callback',
  about: 'books a call back for the caller',
  example: { queue: 'help', confirm: 'ask', number: 'ask-again', window: '4h', attempts: 2 },
  shape,
  short: { scalar: { key: 'queue', shape: queueName } },
  resume: 'ask',
  answered: true,
  ends: false,
  inherits: ['refused', 'full'],
  instant: () => false,
  outcomes: () => [
    { name: 'booked', must: true, byCaller: true },
    { name: 'exists', must: false, byCaller: true, or: 'booked' },
    { name: 'refused', must: true, instant: true },
    { name: 'full', must: true, byCaller: true },
  ],
  acts,
});

/** One booking: the questions, and what the caller's keys mean in each. */
class Booking {
  readonly #confirm: readonly string[];
  readonly #ask: readonly string[];
  readonly #errand: Omit<Extract<Errand, { kind: 'callback' }>, 'number'>;

  constructor(params: Params) {
    const { queue, keep_place, schedule, first = 'operator', attempts, after, window, retry, ring } = params;
    this.#confirm = several(params.confirm ?? []);
    this.#ask = several(params.number ?? []);
    this.#errand = {
      kind: 'callback',
      queue,
      keepsPlace: keep_place ?? true,
      schedule: schedule ?? null,
      afterMs: durationMs(after, 0),
      windowMs: durationMs(window, DAY_MS),
      attemptsMax: attempts ?? 3,
      retryMs: durationMs(retry, 15 * MINUTE_MS),
      ringMs: durationMs(ring, 25_000),
      first,
      whisper: several(params.whisper ?? []),
      takeKey: takeKeyOf(first, params.take),
    };
  }

  begin(run: Run): void {
    run.state.wrongs = 0;
    run.state.progress = { part: CONFIRMING, text: numberOf(run.state.start.caller) };
    this.#proceed(run);
  }

  script({ state: { progress } }: Run): readonly ScriptPart[] {
    if (progress.part === TYPING) return [{ language: null, items: promptItems(this.#ask) }];
    const number = { kind: 'phone', value: progress.text } as const;
    return [{ language: null, items: [number, ...promptItems(this.#confirm)] }];
  }

  digit(run: Run, digit: string): void {
    if (run.state.progress.part === CONFIRMING) return this.#confirmed(run, digit);
    if (digit === '#') return this.#typed(run);
    if (digit === '*') return this.#question(run, TYPING);
    run.state.entry += digit;
    if (run.state.entry.length >= DIGITS_MAX) this.#typed(run);
    else run.listen(BETWEEN_MS);
  }

  silence(run: Run): void {
    if (run.state.entry === '') this.#again(run);
    else this.#typed(run);
  }

  /** What is to be done with a number, or without one. */
  #proceed(run: Run): void {
    const { text } = run.state.progress;
    if (text === '' && this.#ask.length === 0) run.leave('refused');
    else if (text === '') this.#question(run, TYPING);
    else if (this.#confirm.length === 0) this.#book(run);
    else this.#question(run, CONFIRMING);
  }

  #book(run: Run): void {
    run.sendErrand({ ...this.#errand, number: run.state.progress.text }, BOOKING_MS);
  }

  #question(run: Run, part: number): void {
    run.state.progress = { ...run.state.progress, part };
    run.state.entry = '';
    run.say();
  }

  /** Silence and wrong keys count together: who does not understand the question is not booked. */
  #again(run: Run): void {
    run.state.wrongs += 1;
    if (run.state.wrongs >= TRIES_MAX) run.leave('refused');
    else this.#question(run, run.state.progress.part);
  }

  #confirmed(run: Run, digit: string): void {
    if (digit === '1') this.#book(run);
    else if (digit === '*') run.leave('refused');
    else if (digit === '2' && this.#ask.length > 0) this.#question(run, TYPING);
    else this.#again(run);
  }

  #typed(run: Run): void {
    const { entry } = run.state;
    if (!matchesPattern(entry, 'phone')) return this.#again(run);
    run.state.progress = { ...run.state.progress, text: entry };
    run.state.entry = '';
    this.#proceed(run);
  }
}

/** A customer presses 1, since a mailbox presses nothing; an operator's answer is enough, unless a key is named. */
function takeKeyOf(first: 'operator' | 'caller', written: string | number | undefined): string | null {
  if (written !== undefined) return String(written);
  return first === 'caller' ? '1' : null;
}

function acts(params: Params, check: StepCheck): StepActs {
  checkNames(params, check);
  const booking = new Booking(params);
  return {
    enter(run) {
      run.answer();
      run.dropEarly();
      booking.begin(run);
    },
    script: (run) => booking.script(run),
    said: (run) => run.listen(ANSWER_MS),
    digit(run, digit) {
      if (run.state.errandId !== null) return;
      run.stopSaying();
      run.take(digit, false);
      booking.digit(run, digit);
    },
    silence: (run) => booking.silence(run),
    errandEnded(run, result) {
      if (result.kind === 'callback') run.leave(result.outcome);
    },
  };
}

const promptItems = (names: readonly string[]): SpokenItem[] =>
  names.map((one) => ({ kind: 'prompt', name: one }));

/** The caller's own number, if it is one that can be called; otherwise nothing. */
const numberOf = (caller: string): string =>
  /^\+?\d+$/.test(caller) && matchesPattern(caller.replace('+', ''), 'phone') ? caller : '';

function checkNames({ queue, confirm, number, schedule, whisper, first }: Params, check: StepCheck): void {
  check.queueName(queue, ['queue']);
  if (confirm !== undefined) {
    check.prompts(several(confirm), ['confirm']);
    for (const language of check.languages) check.sayings.push({ language, valueKind: 'phone' });
  }
  if (number !== undefined) check.prompts(several(number), ['number']);
  if (whisper !== undefined) check.prompts(several(whisper), ['whisper']);
  if (schedule !== undefined) check.schedule(schedule, ['schedule']);
  if (first === 'caller' && whisper === undefined)
    check.wrong([], {
      code: 'MISSING_KEY',
      say: 'a customer who is called first has to hear what to press',
      hint: 'add "whisper": what is heard when the customer answers, such as "press 1 to be put through"',
    });
  if (number === undefined || confirm !== undefined) return;
  const hint = 'add "confirm": what is heard behind the number, such as "press 1 if that is right"';
  check.wrong([], { code: 'MISSING_KEY', say: 'a number that is typed has to be confirmed', hint });
}
