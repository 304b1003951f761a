import { describe, expect, test } from 'vitest';
import { mistakeText } from '../../src/base/index.ts';
import { PROBLEMS } from '../../src/flow/index.ts';
import { loadSmall, mistakesOf, unmarked } from './small-bundle.ts';

type Changes = Readonly<Record<string, string | undefined>>;
/** Changed files of the small bundle; "«CODE»" stands exactly where the mistake is to be found. */
type Case = readonly [what: string, changes: Changes];

/** A main flow with these steps. */
const steps = (lines: string, head = 'start: first'): Changes => ({
  'main.flow.yaml': `flow: main\n${head}\nsteps:\n${lines.replace(/^/gm, '  ')}\n`,
});
const END = 'end: { hangup: normal }';
const DEFAULTS = 'start: first\ndefaults: { on: { failed: end, timeout: end, full: end, unstaffed: end } }';

const YAML: readonly Case[] = [
  ['text that is no YAML', { 'numbers.yaml': 'default: [main\n«YAML_SYNTAX»' }],
  ['a tab as indentation', { 'numbers.yaml': 'numbers:\n«YAML_SYNTAX»\t"100": main\n' }],
  ['a second document', { 'numbers.yaml': 'default: main\n«YAML_SYNTAX»---\ndefault: main\n' }],
  ['a directive', { 'numbers.yaml': '«YAML_DIRECTIVE»%YAML 1.1\n---\ndefault: main\n' }],
  [
    'anchor and alias',
    {
      'numbers.yaml':
        'numbers:\n  "100": &a «YAML_ALIAS»{ flow: main }\n  "200": «YAML_ALIAS»*a\ndefault: main\n',
    },
  ],
  ['a tag', { 'numbers.yaml': 'default: !!str «YAML_TAG»main\n' }],
  [
    'a boolean of old',
    steps(`first: { play: { prompts: hello, barge_in: «YAML_BOOLEAN»no }, next: end }\n${END}`),
  ],
  ['nesting without an end', { 'numbers.yaml': `default: ${'['.repeat(31)}«YAML_DEPTH»${'['.repeat(9)}` }],
  [
    'one key in two spellings in a menu',
    steps(
      `first:\n  menu:\n    prompts: ask\n    keys: { 1: end, «DUPLICATE_KEY»"1": end }\n  on: { failed: end }\n${END}`,
    ),
  ],
  [
    'a number as a key that YAML reads as another number',
    {
      'numbers.yaml':
        'numbers:\n  «UNQUOTED_NUMBER»+74951234567: main\n  «UNQUOTED_NUMBER»0123: main\n  100: main\n',
    },
  ],
];

const FILES: readonly Case[] = [
  ['a file that nobody reads', { 'number.yaml': '«UNKNOWN_FILE»' }],
  ['a file beyond the limit', { 'numbers.yaml': `«FILE_TOO_LARGE»# ${'x'.repeat(2_000_000)}` }],
  [
    'a flow that calls itself by another name',
    { 'other.flow.yaml': 'flow: «NAME_MISMATCH»another\nstart: end\nsteps: { end: { hangup: normal } }\n' },
  ],
  [
    'a flow with the name of the last resort',
    {
      'last-resort.flow.yaml':
        'flow: «BAD_NAME»last-resort\nstart: end\nsteps: { end: { hangup: normal } }\n',
    },
  ],
];

const SHAPES: readonly Case[] = [
  [
    'an unknown key, and a name that is none',
    {
      'main.flow.yaml':
        'flow: main\nstart: end\n«UNKNOWN_KEY»step: {}\nsteps:\n  end: { hangup: normal }\n  «BAD_NAME»«UNREACHABLE_STEP»Bad Name: { hangup: normal }\n',
    },
  ],
  [
    'a missing key at the top of a file',
    { 'main.flow.yaml': '«MISSING_KEY»flow: main\nsteps: { end: { hangup: normal } }\n' },
  ],
  [
    'a missing key deep inside',
    steps(`first: { «MISSING_KEY»menu: { prompts: ask }, on: { failed: end } }\n${END}`),
  ],
  [
    'the mistakes of several steps at once',
    steps(
      `first: { play: hello, «UNKNOWN_KEY»nxt: end }\nsecond: { «MISSING_KEY»menu: { «UNKNOWN_KEY»promts: ask, keys: { 1: end } } }\nthird: { hangup: «WRONG_VALUE»now }`,
    ),
  ],
  ['a list where a map is wanted', { 'numbers.yaml': '«WRONG_TYPE»- main\n' }],
  [
    'a telephone without quotes',
    {
      'operators.yaml':
        'devices: { "1001": {} }\noperators:\n  anna: { name: A, device: «UNQUOTED_NUMBER»1001, skills: { help: 1, sales: 1 }, queues: { help: {}, sales: {} } }\n',
    },
  ],
  [
    'a duration without a unit, one that is none, and one out of range',
    steps(
      `first: { menu: { prompts: ask, keys: { 1: end }, timeout: «BAD_DURATION»5 }, on: { failed: end } }
second: { menu: { prompts: ask, keys: { 1: end }, timeout: «BAD_DURATION»soon }, on: { failed: end } }
third: { menu: { prompts: ask, keys: { 1: end }, timeout: «WRONG_VALUE»2h }, on: { failed: end } }
${END}`,
    ),
  ],
  [
    'a key that no phone has',
    steps(`first: { menu: { prompts: ask, keys: { «WRONG_VALUE»10: end } }, on: { failed: end } }\n${END}`),
  ],
  [
    'too many prompts',
    steps(
      `first: { play: «TOO_MANY»[${Array.from({ length: 21 }, () => 'hello').join(', ')}], next: end }\n${END}`,
    ),
  ],
];

const STEPS: readonly Case[] = [
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
  [
    'a step from which a silent caller never gets anywhere',
    steps(`«NEVER_ENDS»first: { menu: { prompts: ask, keys: { 1: end } }, on: { failed: first } }\n${END}`),
  ],
  [
    'a circle through two flows',
    {
      ...steps(`«NEVER_ENDS»first: { play: hello, next: { flow: other } }`),
      'other.flow.yaml': 'flow: other\nstart: back\nsteps:\n  «NEVER_ENDS»back: { goto: { flow: main } }\n',
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

const NAMES: readonly Case[] = [
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

const EXPRESSIONS: readonly Case[] = [
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

const SERVICE: readonly Case[] = [
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
  ['a pattern that is none', { 'numbers.yaml': 'numbers:\n  «BAD_PATTERN»"*49": main\n' }],
  [
    'a pattern in the shadow of another',
    {
      'numbers.yaml':
        'numbers:\n  "+7*": main\n  «PATTERN_SHADOWED»"+7495XXXXXXX": main\n  "+74951234567": main\n',
    },
  ],
];

const ALL = { YAML, FILES, SHAPES, STEPS, NAMES, EXPRESSIONS, SERVICE };

describe.each(Object.entries(ALL))('%s', (_, cases) => {
  test.each(cases)('%s', (_what, changes) => {
    const { files, mistakes } = unmarked(changes);
    expect(mistakesOf(files)).toEqual(mistakes);
    expect(mistakes).not.toEqual([]);
  });
});

describe('mistakes', () => {
  test('every code has a case with its place', () => {
    const cases = Object.values(ALL).flat();
    const shown = new Set(
      cases.flatMap(([, changes]) => unmarked(changes).mistakes.map((one) => one.split(' ')[1])),
    );
    const elsewhere = ['BAD_RECORDING', 'FILE_UNREADABLE', 'MISSING_FILE'];
    expect(
      Object.keys(PROBLEMS)
        .filter((code) => !shown.has(code))
        .toSorted(),
    ).toEqual(elsewhere);
  });

  test('every mistake says in a sentence what is wrong and what to do', () => {
    const { mistakes } = loadSmall(steps(`first: { play: helo, next: end }\n${END}`));
    expect(mistakes.map(mistakeText)).toEqual([
      'main.flow.yaml:4:18 UNKNOWN_PROMPT there is no prompt "helo"\n    did you mean "hello"?',
    ]);
  });

  test('a missing file is a mistake', () => {
    expect(mistakesOf({ 'queues.yaml': undefined })).toEqual(['queues.yaml:1:1 MISSING_FILE']);
    expect(mistakesOf({ 'main.flow.yaml': undefined })).toEqual([
      '<flow>.flow.yaml:1:1 MISSING_FILE',
      'numbers.yaml:1:10 UNKNOWN_FLOW',
    ]);
  });

  test('a file that cannot be read is one mistake, not one for each name that it should have defined', () => {
    for (const file of ['queues.yaml', 'prompts.yaml', 'operators.yaml', 'main.flow.yaml', 'bundle.yaml']) {
      expect(mistakesOf({ [file]: 'a: [' })).toEqual([`${file}:1:5 YAML_SYNTAX`]);
    }
  });

  test('a mistake inside one entry does not hide the entry, nor what is wrong with its neighbours', () => {
    const { files, mistakes } = unmarked({
      'prompts.yaml': `prompts:\n${['hello', 'sorry', 'farewell'].map((name) => `  ${name}: { en: «UNQUOTED_NUMBER»1, ru: да }\n`).join('')}`,
      'queues.yaml':
        'queues:\n  help: { «UNKNOWN_KEY»muts: "help >= 1" }\n  sales: { offer: { «UNKNOWN_KEY»rings: 3s } }\n',
    });
    expect(mistakesOf(files)).toEqual(mistakes);
  });

  test('recordings with a wrong place, language or double are mistakes', () => {
    const paths = ['hello.wav', 'de/hello.wav', 'en/hello.mp3', 'en/hello.wav', 'en/hello.gsm', 'en/bye.wav'];
    const { mistakes } = loadSmall(
      {},
      paths.map((path) => ({ path, hash: '1' })),
    );
    expect(mistakes.map(({ file, code }) => `${file} ${code}`)).toEqual([
      'prompts/de/hello.wav BAD_RECORDING',
      'prompts/en/hello.gsm BAD_RECORDING',
      'prompts/en/hello.mp3 BAD_RECORDING',
      'prompts/hello.wav BAD_RECORDING',
    ]);
  });
});
