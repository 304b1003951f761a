import type { Errand, ErrandResult } from '../flow/index.ts';

/** The words for what others are to do, as a test expects them. */
export const WANTED_WORDS = ['dial', 'transfer', 'voicemail', 'callback', 'survey', 'surveyed'] as const;

type Of<K extends Errand['kind']> = Extract<Errand, { kind: K }>;

export type WantedWord = (typeof WANTED_WORDS)[number];

/** What is known of a kind of errand where there is no exchange. */
type ErrandRule<E extends Errand = Errand> = {
  /** The word for it in a test, and what it is about: the number that is dialled, the box for a message. */
  wanted(errand: E): readonly [word: WantedWord, what: string];
  /** The word for what becomes of it, and all that can. */
  readonly act: string;
  readonly outcomes: readonly string[];
  result(outcome: string): ErrandResult;
  /** What becomes of it when nobody does anything, and after how long. */
  byItself(errand: E): { readonly afterMs: number; readonly outcome: string };
};

const DIALLED = ['answered', 'busy', 'no_answer', 'failed', 'declined'] as const;

const MESSAGE = ['saved', 'empty'] as const;
const BOOKING = ['booked', 'refused', 'full'] as const;

/** What is only written down takes so long. */
const STORE_MS = 1_000;

const RULES: { readonly [K in Errand['kind']]: ErrandRule<Of<K>> } = {
  dial: {
    wanted: (errand) => [errand.isTransfer ? 'transfer' : 'dial', calleeText(errand)],
    act: 'dialled',
    outcomes: DIALLED,
    result: (outcome) => ({ kind: 'dial', outcome: among(DIALLED, outcome) }),
    byItself: ({ ringMs }) => ({ afterMs: ringMs, outcome: 'no_answer' }),
  },
  voicemail: {
    wanted: ({ box }) => ['voicemail', box],
    act: 'voicemail',
    outcomes: MESSAGE,
    result: (outcome) => ({ kind: 'voicemail', outcome: among(MESSAGE, outcome) }),
    byItself: ({ silenceMs }) => ({ afterMs: silenceMs, outcome: 'empty' }),
  },
  callback: {
    wanted: ({ queue }) => ['callback', queue],
    act: 'callback',
    outcomes: BOOKING,
    result: (outcome) => ({ kind: 'callback', outcome: among(BOOKING, outcome) }),
    byItself: () => ({ afterMs: STORE_MS, outcome: 'booked' }),
  },
  survey: {
    wanted: ({ question }) => ['survey', question],
    act: 'spoken',
    outcomes: MESSAGE,
    result: (outcome) => ({ kind: 'survey', outcome: among(MESSAGE, outcome) }),
    byItself: ({ silenceMs }) => ({ afterMs: silenceMs, outcome: 'empty' }),
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

/** All in which an errand can end that an act of a script is about: `{ dialled: busy }`. */
export const ERRAND_ACTS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.values(RULES).map(({ act, outcomes }) => [act, outcomes]),
);
