import { STEP_KINDS } from '../../src/flow/steps/step-kinds.ts';
import { type Changes, END, steps } from './mistake-case.ts';

/** What an admin does wrong, and word for word what is said about it. */
export type Row = readonly [what: string, changes: Changes, ...text: readonly string[]];

const EGRESS = {
  'bundle.yaml':
    'languages: [en, ru]\nsafety_queue: help\napology: sorry\nfarewell: farewell\negress: [crm.example]\n',
};
const PIN = 'first: { input: { prompts: ask, into: pin, secret: true }, on: { ok: second, failed: end } }';
const HTTP_ON = 'on: { ok: end, http_error: end }';

export const FLOW: readonly Row[] = [
  [
    'an unknown key',
    steps(`first: { play: hello, nxt: end }\n${END}`),
    'main.flow.yaml:4:25 UNKNOWN_KEY "nxt" has no meaning here',
    '    did you mean "next"?',
  ],
  [
    'an unknown key in the place of one that must be there',
    steps(`first: { menu: { promts: ask, keys: { 1: end } }, on: { failed: end } }\n${END}`),
    'main.flow.yaml:4:12 MISSING_KEY "prompts" is missing',
    '    add "prompts:" here',
    'main.flow.yaml:4:20 UNKNOWN_KEY "promts" has no meaning here',
    '    did you mean "prompts"?',
  ],
  [
    'an unknown kind of step',
    steps(`first: { paly: hello, next: end }\n${END}`),
    'main.flow.yaml:4:12 UNKNOWN_KEY "paly" has no meaning here',
    '    did you mean "play"?',
  ],
  [
    'a step that the exchange cannot do yet',
    steps(`first: { bot: { name: b, intents: {} }, on: { failed: end } }\n${END}`),
    'main.flow.yaml:4:12 STEP_NOT_AVAILABLE the exchange cannot do "bot" yet',
    '    use a `menu` until speech bots can be connected; `./cordboard test` and `walk` do run it',
  ],
  [
    'two to call at once',
    steps(`first: { dial: { number: "123", operator: anna }, on: { answered: end, failed: end } }\n${END}`),
    'main.flow.yaml:4:18 WRONG_VALUE two at once: number and operator',
    '    write one of: number, sip, operator, group',
    'main.flow.yaml:4:28 NO_ROUTE "123" can never be called: no route allows it',
    '    write it in the "to" of a route in routes.yaml, in full: docs/calling-out.md',
  ],
  [
    'a circle of many steps',
    steps(
      `${Array.from({ length: 12 }, (_, index) => `${index === 0 ? 'first' : `s${index}`}: { goto: ${index === 11 ? 'first' : `s${index + 1}`} }`).join('\n')}`,
    ),
    'main.flow.yaml:4:3 LOOP_WITHOUT_WAIT the flow goes round without waiting for the caller: first → s1 → s2 → s3 → s4 → s5 → … → first',
    '    let the circle pass through a step that waits for the caller, such as a menu',
  ],
  [
    'a target that is missing',
    steps(`first: { play: hello, next: ned }\n${END}`),
    'main.flow.yaml:4:31 MISSING_TARGET there is no step "ned"',
    '    did you mean "end"?',
  ],
  [
    'a target of a key that is like no other',
    steps(`first: { menu: { prompts: ask, keys: { 1: sales } }, on: { failed: end } }\n${END}`),
    'main.flow.yaml:4:45 MISSING_TARGET there is no step "sales"',
    '    there is: first, end',
  ],
  [
    'a step to which no way leads',
    steps(`first: { play: hello, next: end }\nlost: { play: bye, next: end }\n${END}`),
    'main.flow.yaml:5:3 UNREACHABLE_STEP no way leads to "lost"',
    '    let a step lead to it, or remove it',
  ],
  [
    'a way that never ends',
    steps(
      'first: { menu: { prompts: ask, keys: { 1: first } }, on: { failed: second } }\nsecond: { play: bye, next: first }',
    ),
    'main.flow.yaml:4:3 NEVER_ENDS a caller who says nothing goes round for ever: first → second → first',
    '    let one of them lead on to a queue or a hang-up',
  ],
  [
    'a way that never ends, through another flow',
    {
      ...steps('first: { play: hello, next: { flow: other } }'),
      'other.flow.yaml': 'flow: other\nstart: back\nsteps:\n  back: { goto: { flow: main } }\n',
    },
    'main.flow.yaml:4:3 NEVER_ENDS a caller who says nothing goes round for ever: first → other/back → first',
    '    let one of them lead on to a queue or a hang-up',
  ],
  [
    'a loop without an exit',
    steps('first: { set: { a: 1 }, next: second }\nsecond: { goto: first }'),
    'main.flow.yaml:4:3 LOOP_WITHOUT_WAIT the flow goes round without waiting for the caller: first → second → first',
    '    let the circle pass through a step that waits for the caller, such as a menu',
  ],
  [
    'outcomes that nothing handles',
    steps(`first: { menu: { prompts: ask, keys: { 1: second } } }\nsecond: { play: bye }\n${END}`),
    'main.flow.yaml:4:3 UNHANDLED_OUTCOME "first" (menu) can end with "failed", and nothing says what then',
    '    add "on: { failed: some-step }"',
    'main.flow.yaml:5:3 UNHANDLED_OUTCOME "second" (play) can end with "done", and nothing says what then',
    '    add "next: some-step"',
  ],
  [
    'a key of a menu in two spellings',
    steps(`first: { menu: { prompts: ask, keys: { 1: end, "1": end } }, on: { failed: end } }\n${END}`),
    'main.flow.yaml:4:50 DUPLICATE_KEY "1" is here twice',
    '    keep one of them',
  ],
];

export const WORDS: readonly Row[] = [
  [
    'a prompt that does not exist',
    steps(`first: { play: helo, next: end }\n${END}`),
    'main.flow.yaml:4:18 UNKNOWN_PROMPT there is no prompt "helo"',
    '    did you mean "hello"?',
  ],
  [
    'a prompt without words in one language',
    {
      ...steps(`first: { play: news, next: end }\n${END}`),
      'prompts.yaml':
        'prompts:\n  sorry: { en: a, ru: b }\n  farewell: { en: a, ru: b }\n  news: { en: Some news. }\n',
    },
    'main.flow.yaml:4:18 MISSING_PROMPT the prompt "news" has no words in ru',
    '    add them to prompts.yaml, or a recording',
  ],
  [
    'a text without words in one language',
    steps(`first: { say: { text: { en: Hello } }, next: end }\n${END}`),
    'main.flow.yaml:4:25 MISSING_LANGUAGE the text has no words in ru',
    '    write a text per language: { en: …, ru: … }',
  ],
];

export const VARIABLES: readonly Row[] = [
  [
    'a variable that is read before it is set',
    steps(
      `first: { menu: { prompts: ask, keys: { 1: second } }, on: { failed: tell } }
second: { set: { a: 1 }, next: tell }
tell: { say: "{{ a }}", next: end }\n${END}`,
    ),
    'main.flow.yaml:6:16 UNSET_VARIABLE "a" may be read here before it is set',
    '    set it on every way that leads here; on this one it is not: first → tell',
  ],
  [
    'a value of an answer that is read where there may be none',
    {
      ...steps(
        `first:
  http: { url: "https://crm.example/", into: { vip: { from: customer.vip, type: bool } } }
  on: { ok: tell, http_error: tell }
tell: { branch: { if: vip, then: end, else: end } }\n${END}`,
      ),
      'bundle.yaml':
        'languages: [en, ru]\nsafety_queue: help\napology: sorry\nfarewell: farewell\negress: [crm.example]\n',
    },
    'main.flow.yaml:7:25 UNSET_VARIABLE "vip" may be read here before it is set',
    '    in "first" write vip: { from: "customer.vip", type: bool, otherwise: false }, for on this way it is not set: first → tell',
  ],
  [
    'the time in a bundle without a zone',
    {
      ...steps(`first: { branch: { if: now.hour < 9, then: end, else: end } }\n${END}`),
      'schedules.yaml': 'schedules: { office: { zone: Europe/Berlin, hours: { mon: 09:00-18:00 } } }\n',
    },
    'main.flow.yaml:4:26 MISSING_ZONE nothing says in which time zone "now" is',
    '    write "zone: Europe/Berlin" into bundle.yaml, as in the schedule "office"',
  ],
  [
    'a variable that may be read when the caller has gone',
    steps(
      `first: { play: hello, next: second }
second: { set: { a: 1 }, next: third }
third: { play: bye, next: end }
gone: { tag: "{{ a }}", next: end }\n${END}`,
      'start: first\non_hangup: gone',
    ),
    'main.flow.yaml:8:16 UNSET_VARIABLE "a" may be read here before it is set',
    '    set it on every way that leads here; on this one it is not: first → gone',
  ],
  [
    'a variable that nothing sets',
    steps(`first: { say: "{{ nobody }}", next: end }\n${END}`),
    'main.flow.yaml:4:21 UNKNOWN_VARIABLE nothing sets "nobody"',
    '    set it in a step before, by `set` or `input`',
  ],
  [
    'a secret that is noted in the record',
    steps(`${PIN}\nsecond: { tag: "{{ pin }}", next: end }\n${END}`),
    'main.flow.yaml:5:18 SECRET_LEAK "pin" is secret and would be spoken, copied or noted here',
    '    a secret can only be compared, in `branch`',
  ],
  [
    'a secret in an address',
    {
      ...EGRESS,
      ...steps(`${PIN}\nsecond: { http: { url: "https://crm.example/{{ pin }}" }, ${HTTP_ON} }\n${END}`),
    },
    'main.flow.yaml:5:26 SECRET_LEAK "pin" is secret and would be written into an address or a log here',
    "    a caller's secret may stand in the body; one of yours: headers: { authorization: { secret: name } }",
  ],
  [
    'a comparison of text with a number',
    steps(`first: { branch: { if: dialled == 1, then: end, else: end } }\n${END}`),
    'main.flow.yaml:4:26 EXPRESSION_TYPE "==" cannot stand between text and a whole number',
    '    text stands in quotes; int(x), double(x) and string(x) convert',
  ],
  [
    'a sum of text and a number',
    steps(`first: { set: { a: dialled + 1 }, next: end }\n${END}`),
    'main.flow.yaml:4:22 EXPRESSION_TYPE "+" cannot stand between text and a whole number',
    '    text stands in quotes; int(x), double(x) and string(x) convert',
  ],
  [
    'a condition that is none',
    steps(`first: { branch: { if: dialled, then: end, else: end } }\n${END}`),
    'main.flow.yaml:4:26 EXPRESSION_TYPE the value is text, wanted is true or false',
    '    int(x), double(x) and string(x) convert; == and < compare',
  ],
  [
    'digits of a caller in the place of a number',
    steps(
      `first: { input: { prompts: ask, into: n }, on: { ok: tell, failed: end } }\ntell: { say: [{ number: n }], next: end }\n${END}`,
    ),
    'main.flow.yaml:5:27 EXPRESSION_TYPE the value is text, wanted is a whole number or a number',
    '    int(x), double(x) and string(x) convert; == and < compare',
  ],
];

const OTHER = { 'other.flow.yaml': 'flow: other\nstart: end\nsteps:\n  end: { hangup: normal }\n' };
const MANY = Array.from({ length: 12 }, (_, index) => `s${index}`);

export const WAYS: readonly Row[] = [
  [
    'steps that need the caller, behind on_hangup',
    {
      ...steps(
        `first: { play: hello, next: end }\ngone: { tag: gone, on: { done: tell } }\ntell: { play: bye, next: away }\naway: { goto: { flow: other } }\n${END}`,
        'start: first\non_hangup: gone',
      ),
      ...OTHER,
    },
    'main.flow.yaml:7:3 NOBODY_LISTENS "tell" is a play, and is reached when the caller has hung up',
    '    behind on_hangup only what needs no caller can stand: tag, set, branch, hangup',
    'main.flow.yaml:8:3 NOBODY_LISTENS "away" leads to another flow, and is reached when the caller has hung up',
    '    behind on_hangup only what needs no caller can stand: tag, set, branch, hangup',
  ],
  [
    'a prompt before the answer',
    {
      ...steps(`first: { play: hello, next: end }\n${END}`),
      'numbers.yaml': 'numbers:\n  "1": { flow: main, answer: explicit }\n',
    },
    'main.flow.yaml:4:3 NOT_ANSWERED "first" (play) is reached before the call is answered',
    '    add an `answer` step before it, or let the number answer at the first sound',
  ],
  [
    'a rejection behind the answer',
    steps('first: { play: hello, next: away }\naway: { reject: busy }'),
    'main.flow.yaml:5:3 ALREADY_ANSWERED "away" (reject) is reached when the call is answered',
    '    use `hangup` here, or put it before the first step that answers',
  ],
  [
    'a target that is missing among many steps',
    steps(
      `first: { play: hello, next: «nowhere» }\n${MANY.map((name, index) => `${name}: { play: hello, next: ${MANY[index + 1] ?? 'end'} }`).join('\n')}\n${END}`,
    ),
    'main.flow.yaml:4:31 BAD_NAME "«nowhere»" cannot be a name',
    '    use 1 to 64 small letters a–z, digits, "-" and "_", beginning with a letter or digit',
  ],
  [
    'a queue that is missing, where there is nothing like it',
    steps(`first: { queue: { name: elsewhere }, on: { timeout: end, full: end, unstaffed: end } }\n${END}`),
    'main.flow.yaml:4:27 UNKNOWN_QUEUE there is no queue "elsewhere"',
    '    there is: help, sales',
  ],
  [
    'a server that the bundle does not name, far from all and near to one that it does',
    {
      ...steps(
        `first: { http: { url: "https://orders.test/" }, on: { ok: second, http_error: end } }\nsecond: { http: { url: "https://crn.example/" }, ${HTTP_ON} }\n${END}`,
      ),
      ...EGRESS,
    },
    'main.flow.yaml:4:25 UNKNOWN_HOST the bundle does not name the server "orders.test"',
    '    add it to bundle.yaml: egress: [orders.test]',
    'main.flow.yaml:5:26 UNKNOWN_HOST the bundle does not name the server "crn.example"',
    '    did you mean "crm.example"?',
  ],
  [
    'a step of two kinds, and one of none',
    steps(`first: { play: hello, wait: 1s, next: second }\nsecond: { next: end }\n${END}`),
    'main.flow.yaml:4:25 TWO_KINDS the step does two things: play and wait',
    '    make two steps, joined by next',
    'main.flow.yaml:5:3 NO_KIND the step does nothing',
    `    give it one of: ${[...STEP_KINDS.keys()].join(', ')}`,
  ],
  [
    'values of other types',
    steps(
      `first: { play: null, next: second }\nsecond: { wait: [1], next: third }\nthird: { set: { a: { b: 1 } }, next: fourth }\nfourth: { menu: { prompts: true, keys: 5 }, on: { failed: end } }\n${END}`,
    ),
    'main.flow.yaml:4:18 WRONG_TYPE a map is wanted, this is nothing',
    '    write a map here',
    'main.flow.yaml:5:19 WRONG_TYPE a map is wanted, this is a list',
    '    write a map here',
    'main.flow.yaml:6:22 WRONG_TYPE an expression, a number, true or false is wanted, this is a map',
    '    write an expression, a number, true or false here',
    'main.flow.yaml:7:30 WRONG_TYPE text is wanted, this is true or false',
    '    write text here',
    'main.flow.yaml:7:42 WRONG_TYPE a map is wanted, this is a number',
    '    write a map here',
  ],
  [
    'values out of their bounds',
    steps(
      `first: { menu: { prompts: ask, keys: { 1: second }, timeout: 1ms, retries: { no_input: 1.5, no_match: 10 } }, on: { failed: end } }\nsecond: { wait: 25h, next: end }\n${END}`,
    ),
    'main.flow.yaml:4:64 WRONG_VALUE the time for an answer cannot be 1ms',
    '    write a duration from 1s to 60s',
    'main.flow.yaml:4:90 WRONG_TYPE a whole number is wanted, this is a number',
    '    write a whole number here',
    'main.flow.yaml:4:105 WRONG_VALUE no_match cannot be 10',
    '    write a number from 0 to 9',
    'main.flow.yaml:5:19 WRONG_VALUE the time of silence cannot be 25h',
    '    write a duration from 100ms to 60s',
  ],
  [
    'a head start of more than a day',
    steps(
      `first: { queue: { name: help, boost: 25h }, on: { timeout: end, full: end, unstaffed: end } }\n${END}`,
    ),
    'main.flow.yaml:4:40 WRONG_VALUE the head start in the queue cannot be 25h',
    '    write a duration from 0s to 24h',
  ],
  [
    'words that are none of a few',
    steps(
      `first: { input: { prompts: ask, into: a, terminator: pound, pattern: 5 }, on: { ok: end, failed: end } }\n${END}`,
    ),
    'main.flow.yaml:4:56 WRONG_VALUE the terminator cannot be "pound"',
    '    choose one of: hash, star, none',
    'main.flow.yaml:4:72 UNQUOTED_NUMBER 5 is a number, text is wanted',
    '    write it in quotes: without them YAML drops a leading "+" or "0"',
  ],
];
