import type { TestCaller } from './caller.ts';
import { flow, INPUT, MENU } from './flows.ts';

export type Case = readonly [
  name: string,
  flow: string,
  act: (caller: TestCaller) => void,
  transcript: readonly string[],
];

export const PLAYING: readonly Case[] = [
  [
    'the first sound answers, and each prompt leads to the next step',
    flow('first: { play: [hello, bye], next: help }\nhelp: { queue: help }'),
    (caller) => caller.call().hearAll(),
    ['answer', 'en: hello bye', 'queue help'],
  ],
  [
    'a key ends a prompt and serves the menu behind it',
    flow(
      'first: { play: hello, next: menu }\nmenu: { menu: { prompts: ask, keys: { 1: end } }, on: { failed: end } }',
    ),
    (caller) => caller.call().press('1'),
    ['answer', 'en: hello', '> 1', 'hang up: normal, self_served'],
  ],
  [
    'with barge_in: false a prompt is said to its end, and the key still counts behind it',
    flow(
      'first: { play: { prompts: hello, barge_in: false }, next: menu }\nmenu: { menu: { prompts: ask, keys: { 1: end } }, on: { failed: end } }',
    ),
    (caller) => caller.call().press('1').hear(),
    ['answer', 'en: hello', '> 1', 'hang up: normal, self_served'],
  ],
  [
    'a prompt that was not heard is noted, and the flow goes on',
    flow('first: { play: hello, next: help }\nhelp: { queue: help }'),
    (caller) => caller.call().hear(false),
    ['answer', 'en: hello', '! "first": not all of it was heard', 'queue help'],
  ],
  [
    'a text is filled with what the flow knows',
    flow(`first: { set: { tries: 2, name: '"Ada"' }, next: tell }
tell: { say: { text: { en: "{{ name }}, {{ tries + 1 }} from {{ caller.number }}", ru: "{{ name }}" } }, next: help }
help: { queue: help }`),
    (caller) => caller.call().hear(),
    ['answer', 'en: "Ada, 3 from +79161234567"', 'queue help'],
  ],
  [
    'values are given to the voice by their kind',
    flow(
      `first: { say: [{ prompt: hello }, { phone: caller.number }, { digits: dialled }, { number: 40 + 2 }], next: end }`,
    ),
    (caller) => caller.call().hear(),
    ['answer', 'en: hello phone(+79161234567) digits(100) number(42)', 'hang up: normal, self_served'],
  ],
];

export const CHOOSING: readonly Case[] = [
  [
    'a key chooses, while the prompt still speaks',
    MENU,
    (caller) => caller.call().press('1'),
    ['answer', 'en: ask', '> 1', 'queue sales'],
  ],
  [
    'silence is forgiven twice, each time with another prompt, and then the menu has failed',
    MENU,
    (caller) => caller.call().silence().silence().silence(),
    ['answer', 'en: ask', '> …', 'en: ask-again', '> …', 'en: ask-last', '> …', 'queue help'],
  ],
  [
    'wrong keys are forgiven twice, counted apart from silence',
    MENU,
    (caller) => caller.call().press('7').silence().press('8').silence().press('9'),
    [
      'answer',
      'en: ask',
      '> 7',
      'en: ask-again',
      '> …',
      'en: ask-last',
      '> 8',
      'en: ask-last',
      '> …',
      'en: ask-last',
      '> 9',
      'queue help',
    ],
  ],
  [
    'the counters begin anew when the menu is entered again',
    MENU,
    (caller) => caller.call().silence().silence().press('*').silence().silence().silence(),
    [
      'answer',
      'en: ask',
      '> …',
      'en: ask-again',
      '> …',
      'en: ask-last',
      '> *',
      'en: ask',
      '> …',
      'en: ask-again',
      '> …',
      'en: ask-last',
      '> …',
      'queue help',
    ],
  ],
  [
    'keys pressed ahead serve the menus that follow, each once',
    flow(`first: { play: hello, next: menu }
menu: { menu: { prompts: ask, keys: { 2: menu-two } }, on: { failed: end } }
menu-two: { menu: { prompts: ask-again, keys: { 2: menu-three } }, on: { failed: end } }
menu-three: { menu: { prompts: ask-last, keys: { 2: end } }, on: { failed: end } }`),
    (caller) => {
      caller.call();
      caller.state.earlyDigits = [{ digit: '2', atMonoMs: 1_000 }];
      caller.press('2');
    },
    ['answer', 'en: hello', '> 2', 'en: ask-last'],
  ],
  [
    'a key pressed ten seconds ago has had its day',
    flow(
      'first: { play: { prompts: hello, barge_in: false }, next: menu }\nmenu: { menu: { prompts: ask, keys: { 1: end } }, on: { failed: end } }',
    ),
    (caller) => caller.call().press('1', 9_000).hear(),
    ['answer', 'en: hello', '> 1', 'en: ask'],
  ],
  [
    'a key pressed a moment ago still has it, however long the call is',
    flow(
      'first: { play: { prompts: hello, barge_in: false }, next: menu }\nmenu: { menu: { prompts: ask, keys: { 1: end } }, on: { failed: end } }',
    ),
    (caller) => {
      caller.call().pass(60_000);
      caller.press('1', 8_000).hear();
    },
    ['answer', 'en: hello', '> 1', 'hang up: normal, self_served'],
  ],
  [
    'without type-ahead a menu wants keys pressed for itself',
    flow(
      'first: { play: hello, next: menu }\nmenu: { menu: { prompts: ask, keys: { 1: end }, type_ahead: false }, on: { failed: end } }',
    ),
    (caller) => caller.call().press('1'),
    ['answer', 'en: hello', '> 1', 'en: ask'],
  ],
  [
    'with barge_in: false a key pressed too early counts when the prompt is over',
    flow('first: { menu: { prompts: ask, keys: { 1: end }, barge_in: false }, on: { failed: end } }'),
    (caller) => caller.call().press('1').hear(),
    ['answer', 'en: ask', '> 1', 'hang up: normal, self_served'],
  ],
  [
    'with neither, it is lost',
    flow(
      'first: { menu: { prompts: ask, keys: { 1: end }, barge_in: false, type_ahead: false }, on: { failed: end } }',
    ),
    (caller) => caller.call().press('1').hear().press('1'),
    ['answer', 'en: ask', '> 1', '> 1', 'hang up: normal, self_served'],
  ],
  [
    'the choice of a language is said in each of them, and all that follows in the chosen one',
    flow(`first: { language: { prompts: choose, keys: { 1: en, 2: ru } }, on: { done: help, failed: help } }
help: { play: hello, next: line }
line: { queue: { name: help, needs: "{{ language }} >= 1" } }`),
    (caller) => caller.call().hear().press('2').hear(),
    ['answer', 'en: choose', 'ru: choose', '> 2', 'ru: hello', 'queue help (ru >= 1)'],
  ],
  [
    'what a step must have, needs and keeps is for the chosen language',
    flow(`first: { language: ru, next: line }
line: { queue: { name: help, must: "{{ language }} >= 1", needs: "{{ language }} >= 2", keep: true } }`),
    (caller) => caller.call(),
    ['answer', 'queue help (must ru >= 1, ru >= 2, kept)'],
  ],
  [
    'who does not choose a language keeps the one they came with',
    flow(`first: { language: { prompts: choose, keys: { 1: en, 2: ru }, retries: { no_input: 0 } }, on: { done: help, failed: help } }
help: { play: hello, next: end }`),
    (caller) => caller.call().silence(),
    ['answer', 'en: choose', 'ru: choose', '> …', 'en: hello'],
  ],
  [
    'a language can be set outright',
    flow('first: { language: ru, next: help }\nhelp: { play: hello, next: end }'),
    (caller) => caller.call(),
    ['answer', 'ru: hello'],
  ],
];

const AHEAD = flow(`first: { play: { prompts: hello, barge_in: false }, next: menu }
menu: { menu: { prompts: [ask, ask-again], keys: { 1: end, 2: menu }, retries: { no_match: 1 } }, on: { failed: help } }
help: { queue: help }`);

export const TYPING: readonly Case[] = [
  [
    'digits are complete with the last one',
    INPUT('digits: 3'),
    (caller) => caller.call().press('123').hear(),
    ['answer', 'en: ask', '> 1', '> 2', '> 3', 'en: digits(123)', 'hang up: normal, self_served'],
  ],
  [
    'hash ends the digits early',
    INPUT('min: 2, max: 5'),
    (caller) => caller.call().press('12#'),
    ['answer', 'en: ask', '> 1', '> 2', '> #', 'en: digits(12)'],
  ],
  [
    'so does a pause',
    INPUT('min: 2, max: 5'),
    (caller) => caller.call().press('12').silence(),
    ['answer', 'en: ask', '> 1', '> 2', '> …', 'en: digits(12)'],
  ],
  [
    'too few digits are invalid, nothing at all is silence',
    INPUT('digits: 4, retries: { no_input: 0, invalid: 1 }'),
    (caller) => caller.call().press('12#').silence(),
    ['answer', 'en: ask', '> 1', '> 2', '> #', 'en: ask-again', '> …', 'en: bye'],
  ],
  [
    'digits that make no date are invalid',
    INPUT('digits: 8, pattern: date, retries: { invalid: 0 }'),
    (caller) => caller.call().press('31022026'),
    ['answer', 'en: ask', ...[...'31022026'].map((digit) => `> ${digit}`), 'en: sorry'],
  ],
  [
    'a star among the digits is invalid',
    INPUT('digits: 3, retries: { invalid: 0 }'),
    (caller) => caller.call().press('1*'),
    ['answer', 'en: ask', '> 1', '> *', 'en: sorry'],
  ],
  [
    'digits typed ahead are the beginning of the entry',
    flow(`first: { play: { prompts: hello, barge_in: false }, next: input }
input: { input: { prompts: ask, into: account, digits: 3 }, on: { ok: good, failed: end } }
good: { say: [{ digits: account }], next: end }`),
    (caller) => caller.call().press('12').hear().press('3'),
    ['answer', 'en: hello', '> 1', '> 2', '> 3', 'en: digits(123)'],
  ],
];

export const ANSWERING: readonly Case[] = [
  [
    'what was typed ahead behind a wrong key meant the same question, and is forgotten',
    AHEAD,
    (caller) => caller.call().press('71').hear(),
    ['answer', 'en: hello', '> 7', '> 1', 'en: ask-again'],
  ],
  [
    'wrong keys are counted anew when the menu is entered again',
    AHEAD,
    (caller) => caller.call().hear().press('7').press('2').press('7'),
    ['answer', 'en: hello', 'en: ask', '> 7', 'en: ask-again', '> 2', 'en: ask', '> 7', 'en: ask-again'],
  ],
  [
    'silence and a wrong entry may lead elsewhere than any other failure',
    INPUT('digits: 3, retries: { no_input: 0, invalid: 0 }').replace('silent, ', 'silent, failed: end, '),
    (caller) => caller.call().silence(),
    ['answer', 'en: ask', '> …', 'en: bye'],
  ],
];

export const DECIDING: readonly Case[] = [
  [
    'a branch follows its condition',
    flow(
      `first: { branch: { if: 'caller.number.startsWith("+7")', then: help, else: end } }\nhelp: { queue: help }`,
    ),
    (caller) => caller.call(),
    ['answer', 'queue help'],
  ],
  [
    'a switch follows its case, or else',
    flow(
      `first: { branch: { switch: dialled, cases: { "200": end, "100": help }, else: end } }\nhelp: { queue: help }`,
    ),
    (caller) => caller.call(),
    ['answer', 'queue help'],
  ],
  [
    'another flow has variables of its own, and keeps the language it can speak',
    flow(
      'first: { set: { tries: 1 }, next: other }\nother: { branch: { if: tries == 1, then: { flow: other }, else: end } }',
    ),
    (caller) => caller.call().hear(),
    ['answer', 'ru: hello', 'hang up: normal, closed'],
  ],
  [
    'a hang-up without an answer is a rejection',
    flow('first: { branch: { if: caller.number == "", then: end, else: busy } }\nbusy: { hangup: busy }'),
    (caller) => caller.call(),
    ['hang up: busy, rejected'],
  ],
];

export const FAILING: readonly Case[] = [
  [
    'a mistake at run time goes where the step says',
    flow(
      `first: { set: { n: 1 / int(dialled) }, next: end, on: { error: trouble } }\ntrouble: { play: bye, next: end }`,
    ),
    (caller) => caller.call(),
    ['! "first": 1 / int(dialled): division by zero', 'answer', 'en: bye'],
  ],
  [
    'else where the flow says',
    flow(
      'first: { set: { n: 1 / int(dialled) }, next: end }\ntrouble: { play: bye, next: end }',
      'defaults: { on: { error: trouble } }',
    ),
    (caller) => caller.call(),
    ['! "first": 1 / int(dialled): division by zero', 'answer', 'en: bye'],
  ],
  [
    'else to the last resort: an apology, the safety queue, and a word before the end',
    flow('first: { set: { n: 1 / int(dialled) }, next: end }', 'defaults: {}'),
    (caller) => caller.call().hear().queueEnds('timeout').hear(),
    [
      '! "first": 1 / int(dialled): division by zero',
      '! the flow cannot handle the error',
      'answer',
      'en: sorry',
      'queue help',
      'queue ended: timeout',
      'en: farewell',
      'hang up: normal, failed',
    ],
  ],
  [
    'an error inside the target of an error goes to the last resort at once',
    flow(
      'first: { set: { n: 1 / int(dialled) }, next: end }\ntrouble: { set: { m: 1 / int(dialled) }, next: end }',
      'defaults: { on: { error: trouble } }',
    ),
    (caller) => caller.call(),
    [
      '! "first": 1 / int(dialled): division by zero',
      '! "trouble": 1 / int(dialled): division by zero',
      '! the flow cannot handle the error',
      'answer',
      'en: sorry',
    ],
  ],
];

export const QUEUEING: readonly Case[] = [
  [
    'after the talk the flow is over',
    flow('first: { queue: help }'),
    (caller) => caller.call().queueEnds('after_talk'),
    ['answer', 'queue help', 'queue ended: after_talk', 'hang up: normal, self_served'],
  ],
  [
    'unless it has something to say then',
    flow('first: { queue: help, on: { after_talk: thanks } }\nthanks: { play: bye, next: end }'),
    (caller) => caller.call().queueEnds('after_talk').hear(),
    ['answer', 'queue help', 'queue ended: after_talk', 'en: bye', 'hang up: normal, self_served'],
  ],
  [
    'each other end leads where the step says',
    flow(
      'first: { queue: help, on: { full: busy, unstaffed: gone } }\nbusy: { play: sorry, next: end }\ngone: { play: bye, next: end }',
    ),
    (caller) => caller.call().queueEnds('unstaffed'),
    ['answer', 'queue help', 'queue ended: unstaffed', 'en: bye'],
  ],
  [
    'an end that nobody foresaw is an error',
    flow('first: { queue: help, on: { error: trouble } }\ntrouble: { play: bye, next: end }'),
    (caller) => caller.call().queueEnds('struck_by_lightning'),
    [
      'answer',
      'queue help',
      'queue ended: struck_by_lightning',
      '! "first" ended with "struck_by_lightning", and nothing handles it',
      'en: bye',
    ],
  ],
  [
    'keys pressed before and in the queue do not serve the menu behind it',
    flow(
      'first: { play: hello, next: line }\nline: { queue: help, on: { timeout: menu } }\nmenu: { menu: { prompts: ask, keys: { 1: end } }, on: { failed: end } }',
    ),
    (caller) => caller.call().press('1').press('1').queueEnds('timeout'),
    ['answer', 'en: hello', '> 1', 'queue help', '> 1', 'queue ended: timeout', 'en: ask'],
  ],
];
