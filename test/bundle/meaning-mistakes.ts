import { type Case, DEFAULTS, END, steps } from './mistake-case.ts';

export const STEPS: readonly Case[] = [
  ['a step that does nothing', steps(`«NO_KIND»first: {}\n${END}`)],
  ['a step that does two things', steps(`first: { play: hello, «TWO_KINDS»say: hi, next: end }\n${END}`)],
  [
    'an outcome that the step does not have',
    steps(`first: { play: hello, on: { done: end, «UNKNOWN_OUTCOME»timout: end } }\n${END}`),
  ],
  [
    '"next" beside a step that is never just done',
    steps(`first: { queue: help, «UNKNOWN_OUTCOME»next: end }\n${END}`, DEFAULTS),
  ],
  ['"next" twice', steps(`first: { play: hello, «WRONG_VALUE»next: end, on: { done: end } }\n${END}`)],
  [
    'outcomes that nothing handles',
    steps(`«UNHANDLED_OUTCOME»«UNHANDLED_OUTCOME»first: { queue: help, on: { timeout: end } }\n${END}`),
  ],
  [
    'an exit of the queue that nothing handles',
    {
      ...steps(`«UNHANDLED_OUTCOME»first: { queue: help }\n${END}`, DEFAULTS),
      'queues.yaml': 'queues:\n  help: { exits: [voicemail] }\n  sales: { must: "sales >= 1" }\n',
    },
  ],
  [
    'a default for an outcome that nobody has',
    steps(`first: { goto: end }\n${END}`, 'start: first\ndefaults: { on: { «UNKNOWN_OUTCOME»eror: end } }'),
  ],
  ['a target that is no step', steps(`first: { play: hello, next: «MISSING_TARGET»ned }\n${END}`)],
  ['a start that is no step', steps(END, 'start: «MISSING_TARGET»first')],
  [
    'a wrong default, told once',
    steps(
      `first: { queue: help }\nsecond: { queue: help }\n${END}`,
      'start: first\ndefaults: { on: { timeout: «MISSING_TARGET»ned, full: end, unstaffed: end } }',
    ),
  ],
  [
    'a step to which no way leads',
    steps(`first: { play: hello, next: end }\n«UNREACHABLE_STEP»lost: { play: bye, next: end }\n${END}`),
  ],
  [
    'a circle without a wait, told once',
    steps(
      `«LOOP_WITHOUT_WAIT»first: { goto: second }\nsecond: { branch: { if: dialled == "1", then: first, else: end } }\n${END}`,
    ),
  ],
  ['a tag that says nothing', steps(`first: { tag: «WRONG_VALUE»{}, next: end }\n${END}`)],
  [
    'a split that leaves nobody for "else"',
    steps(
      `first: { split: { ways: «WRONG_VALUE»[{ percent: 40, to: end }, { percent: 60, to: end }], else: end } }\n${END}`,
    ),
  ],
  [
    'a wait beyond its bounds, and a loop without them',
    steps(
      `first: { wait: «WRONG_VALUE»2m, next: second }\nsecond: { loop: «WRONG_VALUE»1000, on: { again: first, done: end } }\n${END}`,
    ),
  ],
  [
    'a loop whose end nothing handles',
    steps(
      `first: { play: hello, next: second }\n«UNHANDLED_OUTCOME»second: { loop: 3, on: { again: first } }\n${END}`,
    ),
  ],
  [
    'a queue that a refusal leads back to',
    steps(
      `«LOOP_WITHOUT_WAIT»first: { queue: help, on: { timeout: end, full: first, unstaffed: end } }\n${END}`,
    ),
  ],
  [
    'a step from which a silent caller never gets anywhere',
    steps(`«NEVER_ENDS»first: { menu: { prompts: ask, keys: { 1: end } }, on: { failed: first } }\n${END}`),
  ],
  [
    'a circle through two flows, told once',
    {
      ...steps(`«NEVER_ENDS»first: { play: hello, next: { flow: other } }`),
      'other.flow.yaml': 'flow: other\nstart: back\nsteps:\n  back: { goto: { flow: main } }\n',
    },
  ],
  [
    'an on_hangup that is no step',
    steps(`first: { play: hello, next: end }\n${END}`, 'start: first\non_hangup: «MISSING_TARGET»gone'),
  ],
  [
    'steps behind on_hangup that need the caller, or lead elsewhere',
    {
      ...steps(
        `first: { play: hello, next: end }\ngone: { branch: { if: dialled == "1", then: tell, else: away } }\n«NOBODY_LISTENS»tell: { play: bye, next: end }\n«NOBODY_LISTENS»away: { tag: gone, next: { flow: other } }\n${END}`,
        'start: first\non_hangup: gone',
      ),
      'other.flow.yaml': 'flow: other\nstart: end\nsteps:\n  end: { hangup: normal }\n',
    },
  ],
  [
    'a prompt before the answer',
    {
      ...steps(
        `first: { branch: { if: dialled == "1", then: tell, else: pick-up } }\npick-up: { answer: {}, next: tell }\n«NOT_ANSWERED»tell: { play: hello, next: end }\n${END}`,
      ),
      'numbers.yaml': 'numbers:\n  "1": { flow: main, answer: explicit }\n',
    },
  ],
];

export const NAMES: readonly Case[] = [
  ['a flow that does not exist', { 'numbers.yaml': 'default: «UNKNOWN_FLOW»mian\n' }],
  ['a flow that a step goes to', steps(`first: { goto: «UNKNOWN_FLOW»{ flow: mian } }`)],
  ['a queue that does not exist', steps(`first: { queue: { name: «UNKNOWN_QUEUE»hlep } }\n${END}`, DEFAULTS)],
  [
    'a prompt that does not exist, alone and in a list',
    steps(
      `first: { play: «UNKNOWN_PROMPT»helo, next: second }\nsecond: { play: [hello, «UNKNOWN_PROMPT»buy], next: end }\n${END}`,
    ),
  ],
  [
    'a prompt without words in a language of the flow',
    {
      ...steps(`first: { play: «MISSING_PROMPT»news, next: end }\n${END}`),
      'prompts.yaml':
        'prompts:\n  news: { en: News }\n  sorry: { en: Sorry, ru: Увы }\n  farewell: { en: Bye, ru: Пока }\n',
    },
  ],
  ['a language that does not exist', steps(`first: { language: «UNKNOWN_LANGUAGE»de, next: end }\n${END}`)],
  [
    'a text in one language of two',
    steps(`first: { say: «MISSING_LANGUAGE»"You are in queue", next: end }\n${END}`),
  ],
];

export const EXPRESSIONS: readonly Case[] = [
  [
    'an expression that ends too early',
    steps(`first: { set: { a: "1 + «BAD_EXPRESSION»" }, next: end }\n${END}`),
  ],
  [
    'a regular expression',
    steps(
      `first: { branch: { if: '«BAD_EXPRESSION»dialled.matches("(a+)+$")', then: end, else: end } }\n${END}`,
    ),
  ],
  [
    'a template that is never closed',
    steps(`first: { say: "1 «BAD_EXPRESSION»{{ dialled", next: end }\n${END}`),
  ],
  [
    'text compared with a number',
    steps(`first: { branch: { if: «EXPRESSION_TYPE»dialled == 1, then: end, else: end } }\n${END}`),
  ],
  [
    'a condition that is a number',
    steps(`first: { branch: { if: «EXPRESSION_TYPE»1 + 1, then: end, else: end } }\n${END}`),
  ],
  [
    'a case that the value cannot be',
    steps(`first: { branch: { switch: 1 + 1, cases: { «EXPRESSION_TYPE»two: end }, else: end } }\n${END}`),
  ],
  ...(
    [
      ['a day that the calendar does not have', `date: «WRONG_VALUE»'"2026-02-29"'`],
      ['a time of day beyond midnight', `time: «WRONG_VALUE»'"24:00"'`],
      ['a number beyond those that have words', 'number: «WRONG_VALUE»1000000 * 1000000000 + 1'],
      ['an ordinal below zero', 'ordinal: «WRONG_VALUE»"-1"'],
      ['an ordinal that is no whole number', 'ordinal: «EXPRESSION_TYPE»"1.5"'],
      ['money of three decimals', `money: «WRONG_VALUE»'"1.005"', currency: EUR`],
      ['money of a currency that has no words', 'money: "12", currency: «WRONG_VALUE»BTC'],
      ['a duration without a unit', `duration: «WRONG_VALUE»'"90"'`],
      ['digits without any', `digits: «WRONG_VALUE»'"none"'`],
      ['a phone number with letters', `phone: «WRONG_VALUE»'"0800-CALL-ME"'`],
      ['a gender where there is none', `date: '"11-25"', «WRONG_VALUE»gender: neuter`],
      ['a case of a prompt', 'prompt: hello, «WRONG_VALUE»case: dative'],
    ] as const
  ).map(([what, item]): Case => [what, steps(`first: { say: [{ ${item} }], next: end }\n${END}`)]),
  ['money without its currency', steps(`first: { say: [«MISSING_KEY»{ money: "12" }], next: end }\n${END}`)],
  [
    'a variable that nothing sets',
    steps(`first: { say: "{{ «UNKNOWN_VARIABLE»dialed }}", next: end }\n${END}`),
  ],
  [
    'a place inside a block of text',
    steps(
      `first:\n  say:\n    text: |\n      1\n      2 {{ «UNKNOWN_VARIABLE»dialed }}\n  next: end\n${END}`,
    ),
  ],
  [
    'a variable read where it may not be set',
    steps(
      `first: { branch: { if: dialled == "1", then: setting, else: tell } }\nsetting: { set: { a: 1 }, next: tell }\ntell: { say: «UNSET_VARIABLE»"{{ a }}", next: end }\n${END}`,
    ),
  ],
  [
    'a variable read behind a hang-up that may come before it is set',
    steps(
      `first: { play: hello, next: second }\nsecond: { set: { a: 1 }, next: third }\nthird: { play: bye, next: end }\ngone: { tag: «UNSET_VARIABLE»"{{ a }}", next: end }\n${END}`,
      'start: first\non_hangup: gone',
    ),
  ],
  [
    'a variable read behind on_hangup, and on a way past every step that sets it',
    steps(
      `first: { branch: { if: dialled == "1", then: second, else: gone } }\nsecond: { set: { a: 1 }, next: third }\nthird: { play: bye, next: gone }\ngone: { tag: «UNSET_VARIABLE»"{{ a }}", next: end }\n${END}`,
      'start: first\non_hangup: gone',
    ),
  ],
  [
    'a secret among cases, and in a tag',
    steps(
      `first: { secure_input: { prompts: ask, into: pin }, on: { ok: second, no_input: end, invalid: third } }\nsecond: { branch: { switch: «SECRET_LEAK»pin, cases: { "1": end }, else: third } }\nthird: { tag: «SECRET_LEAK»«UNSET_VARIABLE»"{{ pin }}", next: end }\n${END}`,
    ),
  ],
  [
    'a variable that is set from itself',
    steps(`first: { set: { a: «UNKNOWN_VARIABLE»a + 1 }, next: end }\n${END}`),
  ],
  [
    'a name that means something else',
    steps(`first: { set: { «BAD_VARIABLE»caller: 1 }, next: end }\n${END}`),
  ],
  [
    'a variable of two types',
    steps(
      `first: { set: { a: 1 }, next: second }\nsecond: { set: { «BAD_VARIABLE»a: true }, next: end }\n${END}`,
    ),
  ],
  [
    'a secret that would be spoken, and one that would be copied',
    steps(
      `first: { input: { prompts: ask, into: pin, secret: true }, on: { ok: tell, failed: end } }
tell: { say: «SECRET_LEAK»"{{ pin }}", next: copy }
copy: { set: { a: «SECRET_LEAK»pin }, next: end }
${END}`,
    ),
  ],
];

export const SERVICE: readonly Case[] = [
  [
    'needs that cannot be read',
    { 'queues.yaml': 'queues:\n  help: { must: "help > «BAD_NEEDS»> 1" }\n  sales: {}\n' },
  ],
  [
    'needs of a step that cannot be read',
    steps(`first: { queue: { name: help, needs: "en >= «BAD_NEEDS»" } }\n${END}`, DEFAULTS),
  ],
  [
    'needs of a step made of more than the language',
    steps(`first: { queue: { name: help, needs: «BAD_NEEDS»"{{ dialled }} >= 1" } }\n${END}`, DEFAULTS),
  ],
  [
    'a queue to which nobody is bound',
    { 'queues.yaml': 'queues:\n  help: {}\n  sales: {}\n  «QUEUE_UNSERVED»lost: {}\n' },
  ],
  [
    'a queue beyond all skills',
    { 'queues.yaml': 'queues:\n  «QUEUE_UNSERVED»help: { must: "help >= 4" }\n  sales: {}\n' },
  ],
  [
    'a step beyond all skills',
    steps(
      `first: { queue: { name: «QUEUE_UNSERVED»help, needs: "en >= 1 && sales >= 1" } }\n${END}`,
      DEFAULTS,
    ),
  ],
  [
    'a step whose needs and those of the queue meet in nobody',
    {
      ...steps(`first: { queue: { name: «QUEUE_UNSERVED»help, needs: "ru >= 3" } }\n${END}`, DEFAULTS),
      'queues.yaml': 'queues:\n  help: { needs: "en >= 1" }\n  sales: {}\n',
      'operators.yaml':
        'devices: { "1": {}, "2": {} }\noperators:\n  a: { name: A, device: "1", skills: { en: 5 }, queues: { help: {} } }\n  b: { name: B, device: "2", skills: { ru: 5 }, queues: { help: {}, sales: {} } }\n',
    },
  ],
  [
    'a "must" of a step that cannot be read, and one made of more than the language',
    steps(
      `first: { queue: { name: help, must: "en >= «BAD_NEEDS»" }, on: { timeout: more } }
more: { queue: { name: help, must: «BAD_NEEDS»"{{ dialled }} >= 1" } }\n${END}`,
      DEFAULTS,
    ),
  ],
  [
    'a "must" that no operator bound to the queue meets, though others do and a later stage asks for nothing',
    {
      ...steps(`first: { queue: { name: help, must: «QUEUE_UNSERVED»"sales >= 1" } }\n${END}`, DEFAULTS),
      'queues.yaml':
        'queues:\n  help: { needs: "en >= 5", stages: [{ after: 60s, needs: "ru >= 2" }] }\n  sales: {}\n',
      'operators.yaml':
        'devices: { "1": {}, "2": {}, "3": {} }\noperators:\n  a: { name: A, device: "1", skills: { en: 5 }, queues: { help: {} } }\n  b: { name: B, device: "2", skills: { ru: 5 }, queues: { help: {} } }\n  c: { name: C, device: "3", skills: { sales: 5 }, queues: { sales: {} } }\n',
    },
  ],
  [
    'a "must" that is met in one language only',
    steps(`first: { queue: { name: help, must: «QUEUE_UNSERVED»"{{ language }} >= 3" } }\n${END}`, DEFAULTS),
  ],
  [
    'a "must" and what the queue needs at every stage meet in nobody',
    {
      ...steps(`first: { queue: { name: help, must: «QUEUE_UNSERVED»"ru >= 3" } }\n${END}`, DEFAULTS),
      'queues.yaml': 'queues:\n  help: { needs: "en >= 1" }\n  sales: {}\n',
      'operators.yaml':
        'devices: { "1": {}, "2": {} }\noperators:\n  a: { name: A, device: "1", skills: { en: 5 }, queues: { help: {} } }\n  b: { name: B, device: "2", skills: { ru: 5 }, queues: { help: {}, sales: {} } }\n',
    },
  ],
  [
    'needs that are kept at every stage, and that nobody meets at any',
    {
      ...steps(
        `first: { queue: { name: «QUEUE_UNSERVED»help, needs: "sales >= 1", keep: true } }\n${END}`,
        DEFAULTS,
      ),
      'queues.yaml':
        'queues:\n  help: { needs: "help >= 3", stages: [{ after: 60s, any_operator: true }] }\n  sales: {}\n',
      'operators.yaml':
        'devices: { "1": {}, "2": {}, "3": {} }\noperators:\n  a: { name: A, device: "1", skills: { help: 3 }, queues: { help: {} } }\n  b: { name: B, device: "2", skills: { help: 1 }, queues: { help: {} } }\n  c: { name: C, device: "3", skills: { sales: 5 }, queues: { sales: {} } }\n',
    },
  ],
  [
    'a stage that adds nobody, for needs that are kept in it',
    {
      ...steps(`first: { queue: { name: help, needs: "en >= 1", keep: true } }\n${END}`, DEFAULTS),
      'queues.yaml':
        'queues:\n  help: { stages: [{ «BAD_STAGE»after: 60s, any_operator: true }] }\n  sales: {}\n',
    },
  ],
  [
    '"keep" without needs that it could keep',
    steps(`first: { queue: { name: help, must: "en >= 1", keep: «WRONG_VALUE»true } }\n${END}`, DEFAULTS),
  ],
  [
    'stages out of order',
    {
      'queues.yaml':
        'queues:\n  help:\n    needs: "help >= 5"\n    stages:\n      - { after: 60s, needs: "help >= 3" }\n      - { after: «BAD_STAGE»30s, any_operator: true }\n  sales: {}\n',
    },
  ],
  [
    'a stage that says nothing',
    { 'queues.yaml': 'queues:\n  help: { stages: [«BAD_STAGE»{ after: 60s }] }\n  sales: {}\n' },
  ],
  [
    'a stage that adds nobody',
    {
      'queues.yaml':
        'queues:\n  help: { stages: [{ «BAD_STAGE»after: 60s, any_operator: true }] }\n  sales: {}\n',
    },
  ],
  [
    'a wrap-up longer than the longest',
    { 'queues.yaml': 'queues:\n  help: { wrap_up: { default: 60s, max: «WRONG_VALUE»30s } }\n  sales: {}\n' },
  ],
  [
    'a safety queue that does not exist, and an apology without words',
    {
      'bundle.yaml':
        'languages: [en, ru]\nsafety_queue: «UNKNOWN_QUEUE»hlep\napology: «UNKNOWN_PROMPT»nothing\nfarewell: farewell\n',
    },
  ],
  [
    'a phone that is not listed, and one that is shared',
    {
      'operators.yaml':
        'devices: { "1001": {} }\noperators:\n  anna: { name: A, device: "1001", queues: { help: {} } }\n  boris: { name: B, device: «DEVICE_CLASH»"1001", queues: { sales: {} } }\n  clara: { name: C, device: «DEVICE_CLASH»"1003" }\n',
    },
  ],
  [
    'numbers that are shared, and an operator whom nobody can reach',
    {
      'operators.yaml':
        'devices: { "1001": {}, "1002": {} }\noperators:\n  anna: { name: A, device: "1001", queues: { help: {} } }\n  boris: { name: B, number: «NUMBER_CLASH»"1001", queues: { sales: {} } }\n  «NUMBER_CLASH»clara: { name: C }\n',
    },
  ],
  [
    'a phone and an operator with the number of a call outside',
    {
      'routes.yaml': 'routes:\n  ambulance: { to: ["112"], trunks: [carrier], operators: true }\n',
      'operators.yaml':
        'devices: { "1001": {}, «NUMBER_CLASH»"112": {} }\noperators:\n  anna: { name: A, device: "1001", queues: { help: {} } }\n  boris: { name: B, number: «NUMBER_CLASH»"112", queues: { sales: {} } }\n',
    },
  ],
  [
    'a phone that stands apart from the others, and one that is not listed among them',
    {
      'operators.yaml':
        'devices: { "1001": {}, "1002": {}, "1004": {} }\noperators:\n  anna: { name: A, «WRONG_VALUE»device: "1001", phones: ["1004"], queues: { help: {} } }\n  boris: { name: B, phones: ["1002", «DEVICE_CLASH»"1003"], queues: { sales: {} } }\n',
    },
  ],
  ['a pattern that is none', { 'numbers.yaml': 'numbers:\n  «BAD_PATTERN»"*49": main\n' }],
  [
    'a pattern in the shadow of another',
    {
      'numbers.yaml':
        'numbers:\n  "+7*": main\n  «PATTERN_SHADOWED»"+7495XXXXXXX": main\n  "+74951234567": main\n',
    },
  ],
];
