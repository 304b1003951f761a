import { type Case, END, steps } from './mistake-case.ts';

export const YAML: readonly Case[] = [
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

export const FILES: readonly Case[] = [
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

export const SHAPES: readonly Case[] = [
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
    'a step into a queue with a class, a head start, a "must" and a "keep" that are none',
    steps(
      `first: { queue: { name: help, class: «WRONG_VALUE»10, boost: «WRONG_VALUE»25h }, on: { timeout: more, full: end, unstaffed: end } }
more: { queue: { name: help, class: «WRONG_TYPE»first, boost: «BAD_DURATION»5, must: «WRONG_TYPE»true, keep: «WRONG_TYPE»"1" }, on: { timeout: end, full: end, unstaffed: end } }
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
