import { type Case, DEFAULTS, END, steps } from './mistake-case.ts';

const LONG = 'x'.repeat(1_001);
const EGRESS = {
  'bundle.yaml':
    'languages: [en, ru]\nsafety_queue: help\napology: sorry\nfarewell: farewell\negress: [crm.example]\n',
};
const HTTP_ON = 'on: { ok: end, http_error: end }';

/** A flow whose first step is this one, and where every failure leads to the end. */
const first = (step: string, more = ''): Case[1] => steps(`first: { ${step} }\n${more}${END}`, DEFAULTS);
const http = (parameters: string): Case[1] => ({
  ...steps(`first: { http: { ${parameters} }, ${HTTP_ON} }\n${END}`),
  ...EGRESS,
});
const URL = 'url: "https://crm.example/"';

export const BRANCHES: readonly Case[] = [
  ['a branch on nothing', first('branch: «WRONG_VALUE»{ else: end }')],
  ['a condition without what follows', first('branch: «WRONG_VALUE»{ if: "true", else: end }')],
  [
    'a condition with cases',
    first('branch: «WRONG_VALUE»{ if: "true", then: end, cases: { a: end }, else: end }'),
  ],
  ['a switch without cases', first('branch: «WRONG_VALUE»{ switch: dialled, else: end }')],
  [
    'a switch with no cases in its map',
    first('branch: «WRONG_VALUE»{ switch: dialled, cases: {}, else: end }'),
  ],
  [
    'a switch with a condition',
    first('branch: «WRONG_VALUE»{ switch: dialled, if: "true", cases: { a: end }, else: end }'),
  ],
  [
    'a switch with a "then"',
    first('branch: «WRONG_VALUE»{ switch: dialled, then: end, cases: { a: end }, else: end }'),
  ],
  [
    'a case of neither true nor false',
    first(
      `branch: { switch: 'dialled == "1"', cases: { "true": end, «EXPRESSION_TYPE»"truer": end, «EXPRESSION_TYPE»"untrue": end }, else: end }`,
    ),
  ],
  [
    'a case that is no whole number',
    first(
      'branch: { switch: size(dialled), cases: { "-1": end, «EXPRESSION_TYPE»"1.5": end, «EXPRESSION_TYPE»"x1": end }, else: end }',
    ),
  ],
];

export const QUESTIONS: readonly Case[] = [
  ['a menu without keys', first('menu: { prompts: ask, keys: «WRONG_VALUE»{} }')],
  [
    'a menu with keys that no phone has',
    first('menu: { prompts: ask, keys: { «WRONG_VALUE»10: end, «WRONG_VALUE»pound: end } }'),
  ],
  [
    'a menu of too many prompts, and one of none',
    first(
      `menu: { prompts: «TOO_MANY»[${Array.from({ length: 21 }, () => 'ask').join(', ')}], keys: { 1: second } }`,
      'second: { menu: { prompts: «TOO_MANY»[], keys: { 1: end } } }\n',
    ),
  ],
  [
    'a prompt in a list that can be no name',
    first('menu: { prompts: «BAD_NAME»[ask, Ask], keys: { 1: end } }'),
  ],
  [
    'digits and their number twice',
    first('input: { prompts: ask, into: account, digits: «WRONG_VALUE»3, min: 1 }, on: { ok: end }'),
  ],
  [
    'digits and their most twice',
    first('input: { prompts: ask, into: account, digits: «WRONG_VALUE»3, max: 5 }, on: { ok: end }'),
  ],
  [
    'fewer digits at most than at least',
    first('input: { prompts: ask, into: account, min: «WRONG_VALUE»5, max: 4 }, on: { ok: end }'),
  ],
  [
    'as many at most as at least are well',
    first(
      'input: { prompts: ask, into: account, min: 4, max: 4, retries: { no_input: «WRONG_VALUE»10 } }, on: { ok: end }',
    ),
  ],
  ['a variable that is a number', first('input: { prompts: ask, into: «WRONG_TYPE»5 }, on: { ok: end }')],
  [
    'a variable that can be none',
    first('input: { prompts: ask, into: «BAD_VARIABLE»My-Account }, on: { ok: end }'),
  ],
  ['a choice of no language', first('language: «MISSING_KEY»{ prompts: choose }, next: end')],
  ['a choice without a prompt', first('language: «MISSING_KEY»{ keys: { 1: en } }, next: end')],
  [
    'a choice of an unknown language',
    first('language: { prompts: choose, keys: { 1: en, 2: «UNKNOWN_LANGUAGE»de } }, next: end'),
  ],
  ['a flag that is none', first('menu: { prompts: ask, keys: { 1: end }, barge_in: «WRONG_TYPE»maybe }')],
];

export const SAYING: readonly Case[] = [
  ['nothing to say', first('say: «WRONG_VALUE»{}, next: end')],
  [
    'two things to say',
    first('say: «WRONG_VALUE»{ text: "{{ dialled }}", items: [{ prompt: hello }] }, next: end'),
  ],
  ['an item that says nothing', first('say: [«WRONG_VALUE»{}], next: end')],
  ['an item that says two things', first('say: [«WRONG_VALUE»{ prompt: hello, number: "1" }], next: end')],
  ['a text of nothing', first('say: { text: «WRONG_VALUE»" " }, next: end')],
  [
    'a text per language, one of nothing',
    first('say: { text: «WRONG_VALUE»{ en: Hello, ru: "" } }, next: end'),
  ],
  ['a text that is too long', first(`say: { text: «WRONG_VALUE»{ en: ${LONG}, ru: ${LONG} } }, next: end`)],
  ['a text in no language', first('say: { text: «WRONG_TYPE»{} }, next: end')],
  ['a text that is a number', first('say: { text: «UNQUOTED_NUMBER»5 }, next: end')],
  ['no items', first('say: «WRONG_VALUE»[], next: end')],
  [
    'too many items',
    first(`say: «TOO_MANY»[${Array.from({ length: 21 }, () => '{ prompt: hello }').join(', ')}], next: end`),
  ],
  [
    'a gender where there is none',
    first('say: [{ phone: dialled, «WRONG_VALUE»gender: feminine }], next: end'),
  ],
  ['a gender of a text', first('say: [{ text: "{{ dialled }}", «WRONG_VALUE»gender: feminine }], next: end')],
  ['a currency of a number', first('say: [{ number: "1", «WRONG_VALUE»currency: EUR }], next: end')],
  ['money of no currency', first('say: [«MISSING_KEY»{ money: "1" }], next: end')],
];

export const SETTINGS: readonly Case[] = [
  ['an expression that is too long', first(`set: { a: «WRONG_VALUE»${LONG} }, next: end`)],
  ['a variable set to a list', first('set: { a: «WRONG_TYPE»[] }, next: end')],
  ['a variable set to nothing', first('set: { a: «WRONG_TYPE»null }, next: end')],
  ['a label that is too long', first(`tag: «WRONG_VALUE»${'x'.repeat(300)}, next: end`)],
  ['an answer with parameters', first('answer: «WRONG_TYPE»{ at: once }, next: end')],
  [
    'a menu and a wait that are lists',
    first('menu: «WRONG_TYPE»[ask]', 'second: { wait: «WRONG_TYPE»[1s], next: end }\n'),
  ],
  ['an answer that is a number', first('answer: «WRONG_TYPE»5, next: end')],
  ['a call rejected for a wrong reason', first('reject: «WRONG_VALUE»tired')],
  ['a wait without a unit', first('wait: «BAD_DURATION»5, next: end')],
  ['a wait that is no duration', first('wait: «BAD_DURATION»"5 minutes", next: end')],
  ['a wait that is a truth', first('wait: { for: «WRONG_TYPE»true }, next: end')],
  ['a target that is a number', first('play: hello, next: «UNQUOTED_NUMBER»5')],
  [
    'a target that is a list',
    first('play: hello, next: «WRONG_TYPE»[end]'.replace('«WRONG_TYPE»', '«WRONG_TYPE»')),
  ],
  ['a target with more than a flow', first('play: hello, next: «WRONG_TYPE»{ flow: main, step: end }')],
  ['a step that is a text', steps(`first: «WRONG_TYPE»hello\n${END}`)],
  ['a step that is nothing', steps(`first: «WRONG_TYPE»\n${END}`)],
  [
    'a variable that is secret in one step and plain in another',
    first(
      'input: { prompts: ask, into: pin, secret: true }, on: { ok: second }',
      'second: { set: { «BAD_VARIABLE»pin: dialled }, next: end }\n',
    ),
  ],
  ['an outcome twice', first('play: hello, on: { done: end }, «WRONG_VALUE»next: end')],
];

export const ASKING: readonly Case[] = [
  ['a body that is a list', http(`${URL}, method: post, body: «WRONG_TYPE»[1]`)],
  [
    'a body with a text that is too long',
    http(`${URL}, method: post, body: «WRONG_VALUE»{ a: [{ b: ${LONG} }] }`),
  ],
  [
    'a body of which one value among good ones is too long',
    http(`${URL}, method: post, body: «WRONG_VALUE»{ a: 1, b: [2, ${LONG}] }`),
  ],
  [
    'a body that is too deep',
    http(`${URL}, method: post, body: «WRONG_VALUE»{ a: { b: { c: { d: { e: { f: { g: 1 } } } } } } }`),
  ],
  [
    'a body that is deep enough',
    http(`${URL}, method: post, body: { a: { b: { c: { d: { e: { f: 1 } } } } } }, «UNKNOWN_KEY»bdoy: {}`),
  ],
  ['a header of nothing', http(`${URL}, headers: { x-a: «WRONG_VALUE»"" }`)],
  ['a header that is too long', http(`${URL}, headers: { x-a: «WRONG_VALUE»${LONG} }`)],
  ['a header that is a number', http(`${URL}, headers: { x-a: «UNQUOTED_NUMBER»5 }`)],
  ['a header that is nothing', http(`${URL}, headers: { x-a: «WRONG_TYPE»null }`)],
  ['a header that is a list', http(`${URL}, headers: { x-a: «WRONG_TYPE»[a] }`)],
  ['a secret that can be no name', http(`${URL}, headers: { x-a: «BAD_NAME»{ secret: ../key } }`)],
  ['a secret and more', http(`${URL}, headers: { x-a: «WRONG_TYPE»{ secret: a, more: b } }`)],
  [
    'too many headers',
    http(
      `${URL}, headers: «TOO_MANY»{ ${Array.from({ length: 21 }, (_, index) => `x-${index}: a`).join(', ')} }`,
    ),
  ],
  [
    'a header that the flow cannot set',
    http(`${URL}, headers: { «BAD_HEADER»host: a, «BAD_HEADER»x-forwarded-for: a }`),
  ],
  ['a fallback that is a list', http(`${URL}, into: { a: { from: b, otherwise: «WRONG_TYPE»[] } }`)],
  ['a fallback that is too long', http(`${URL}, into: { a: { from: b, otherwise: «WRONG_VALUE»${LONG} } }`)],
  ['a place in an answer that is none', http(`${URL}, into: { a: { from: «WRONG_VALUE»"b..c" } }`)],
  ['a type that is none', http(`${URL}, into: { a: { from: b, type: «WRONG_VALUE»text } }`)],
];

const dial = (callee: string): Case[1] => first(`dial: ${callee}, on: { answered: end }`);

export const CALLEES: readonly Case[] = [
  ['a server of which a part is the caller’s', dial('{ sip: «WRONG_VALUE»"sip:a@{{ dialled }}.example" }')],
  ['a server that is all the caller’s', dial('{ sip: «WRONG_VALUE»"sip:a@pbx.{{ dialled }}" }')],
  ['a SIP address without a server', dial('{ sip: «WRONG_VALUE»"sip:anna" }')],
  ['a SIP address of another kind', dial('{ sip: «WRONG_VALUE»"tel:anna@pbx.example" }')],
  ['a SIP address that is never closed', dial('{ sip: "sip:«BAD_EXPRESSION»{{ dialled @pbx.example" }')],
  ['a number that is never closed', dial('{ number: "12«BAD_EXPRESSION»{{ dialled" }')],
  ['a number that is too long', dial('{ number: «WRONG_VALUE»"1234567890123456" }')],
  ['a number that is too short', dial('{ number: «WRONG_VALUE»"1" }')],
  ['an empty group', first('dial: { group: «WRONG_VALUE»[] }, on: { answered: end }')],
  [
    'a shown number that is a number',
    first('dial: { number: "123", caller_id: «UNQUOTED_NUMBER»123 }, on: { answered: end }'),
  ],
];

const outline = (text: string): Case[1] => ({ 'main.flow.yaml': text });
const BODY = `steps:\n  first: { play: hello, next: «MISSING_TARGET»ned }\n  ${END}\n`;

/** What is wrong inside a file is found beside what is wrong with its outline. */
export const OUTLINES: readonly Case[] = [
  ['a flow without a start', outline(`«MISSING_KEY»flow: main\n${BODY}`)],
  ['a flow whose start is a list', outline(`flow: main\nstart: «WRONG_TYPE»[first]\n${BODY}`)],
  ['languages that are none', outline(`flow: main\nlanguages: «WRONG_VALUE»[]\nstart: first\n${BODY}`)],
  [
    'a language that is a number',
    outline(`flow: main\nlanguages: [«UNQUOTED_NUMBER»5]\nstart: first\n${BODY}`),
  ],
  [
    'a language that the bundle does not have',
    outline(
      `flow: main\nlanguages: [en, «UNKNOWN_LANGUAGE»de]\nstart: first\nsteps:\n  first: { play: «MISSING_PROMPT»hello, next: end }\n  ${END}\n`,
    ),
  ],
  [
    'a language among others that is a number',
    outline(`flow: main\nlanguages: [en, «UNQUOTED_NUMBER»5]\nstart: first\n${BODY}`),
  ],
  ['steps that are a list', outline('flow: main\nstart: «MISSING_TARGET»first\nsteps: «WRONG_TYPE»[]\n')],
  ['a flow that is a list', outline('«WRONG_TYPE»- flow: main\n')],
];
