import type { Errand, ErrandResult } from '../flow/index.ts';
import { WISH_WORDS } from './wishes.ts';

/** The words for what others are to do, as a test expects them. */
export const WANTED_WORDS = [
  ...(['dial', 'transfer', 'voicemail', 'callback', 'survey'] as const),
  ...(['send_digits', 'conference', 'hold', 'bot'] as const),
  ...WISH_WORDS,
] as const;

export type WantedWord = (typeof WANTED_WORDS)[number];

type Of<K extends Errand['kind']> = Extract<Errand, { kind: K }>;

/** What a bot has heard of. */
type Slots = Readonly<Record<string, unknown>>;

/** What is known of a kind of errand where there is no exchange. */
type ErrandRule<E extends Errand = Errand> = {
  /** The word for it in a test, and what it is about: the number that is dialled, the box for a message. */
  wanted(errand: E): readonly [word: WantedWord, what: string];
  /** The word for what becomes of it. */
  readonly act: ErrandAct;
  result(outcome: string, slots: Slots): ErrandResult;
  /** What becomes of it when nobody does anything, and after how long. */
  byItself(errand: E): { readonly afterMs: number; readonly outcome: string };
};

const DIALLED = ['answered', 'busy', 'no_answer', 'failed', 'declined'] as const;
const MESSAGE = ['saved', 'empty'] as const;
const BOOKING = ['booked', 'exists', 'refused', 'full'] as const;
const STAY = ['left', 'ended', 'full'] as const;
const OVER = ['done'] as const;

/** How an errand can end, by the word of an act: `{ dialled: busy }`. A bot can mean anything. */
export const ERRAND_ACTS = {
  dialled: DIALLED,
  voicemail: MESSAGE,
  callback: BOOKING,
  spoken: MESSAGE,
  sent: OVER,
  conference: STAY,
  hold: OVER,
  bot: ['other', 'failed'],
} as const;

type ErrandAct = keyof typeof ERRAND_ACTS;

/** What is only written down takes so long. */
const STORE_MS = 1_000;

const RULES: { readonly [K in Errand['kind']]: ErrandRule<Of<K>> } = {
  dial: {
    wanted: (errand) => [errand.isTransfer ? 'transfer' : 'dial', calleeText(errand)],
    act: 'dialled',
    result: (outcome) => ({ kind: 'dial', outcome: among(DIALLED, outcome) }),
    byItself: ({ ringMs }) => ({ afterMs: ringMs, outcome: 'no_answer' }),
  },
  voicemail: {
    wanted: ({ box }) => ['voicemail', box],
    act: 'voicemail',
    result: (outcome) => ({ kind: 'voicemail', outcome: among(MESSAGE, outcome) }),
    byItself: ({ silenceMs }) => ({ afterMs: silenceMs, outcome: 'empty' }),
  },
  callback: {
    wanted: ({ queue }) => ['callback', queue],
    act: 'callback',
    result: (outcome) => ({ kind: 'callback', outcome: among(BOOKING, outcome) }),
    byItself: () => ({ afterMs: STORE_MS, outcome: 'booked' }),
  },
  survey: {
    wanted: ({ question }) => ['survey', question],
    act: 'spoken',
    result: (outcome) => ({ kind: 'survey', outcome: among(MESSAGE, outcome) }),
    byItself: ({ silenceMs }) => ({ afterMs: silenceMs, outcome: 'empty' }),
  },
  send_digits: {
    wanted: ({ digits }) => ['send_digits', digits],
    act: 'sent',
    result: () => ({ kind: 'send_digits' }),
    byItself: ({ digits, toneMs, gapMs }) => ({ afterMs: digits.length * (toneMs + gapMs), outcome: 'done' }),
  },
  conference: {
    wanted: ({ room }) => ['conference', room],
    act: 'conference',
    result: (outcome) => ({ kind: 'conference', outcome: among(STAY, outcome) }),
    byItself: ({ longestMs }) => ({ afterMs: longestMs, outcome: 'ended' }),
  },
  hold: {
    wanted: ({ music }) => ['hold', music],
    act: 'hold',
    result: () => ({ kind: 'hold' }),
    byItself: ({ forMs }) => ({ afterMs: forMs, outcome: 'done' }),
  },
  bot: {
    wanted: ({ bot }) => ['bot', bot],
    act: 'bot',
    result: (outcome, slots) => ({ kind: 'bot', intent: outcome === 'failed' ? null : outcome, slots }),
    byItself: ({ longestMs }) => ({ afterMs: longestMs, outcome: 'failed' }),
  },
};

function calleeText({ callee }: Of<'dial'>): string {
  if (callee.kind === 'operators') return callee.operators.join(', ');
  return callee.kind === 'number' ? callee.number : callee.address;
}

/** The outcome, which was checked when it was read. */
const among = <const O extends string>(outcomes: readonly O[], outcome: string): O =>
  outcomes.find((one) => one === outcome) ?? outcomes[0]!;

/** The rule of this very errand's kind. */
export const ruleOf = (errand: Errand): ErrandRule => RULES[errand.kind] as ErrandRule;

/** All in which this errand can end. */
export function endingsOf(errand: Errand): readonly string[] {
  const intents = errand.kind === 'bot' ? errand.intents : [];
  return [...intents, ...ERRAND_ACTS[ruleOf(errand).act]];
}
