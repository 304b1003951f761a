import { describe, expect, test } from 'vitest';
import { mistakeText } from '../../src/base/index.ts';
import { type Changes, DEFAULTS, END, steps } from './mistake-case.ts';
import { FLOW, type Row, VARIABLES, WAYS, WORDS } from './mistake-texts.ts';
import { loadSmall } from './small-bundle.ts';

const operator = (more: string): Changes => ({
  'operators.yaml': `devices: { "1001": {} }\noperators:\n  anna: { name: A, ${more}, queues: { help: {}, sales: {} } }\n`,
});
const queues = (help: string): Changes => ({ 'queues.yaml': `queues:\n  help: ${help}\n  sales: {}\n` });

const SERVICE: readonly Row[] = [
  [
    'a queue to which nobody is bound',
    { 'queues.yaml': 'queues:\n  help: {}\n  sales: {}\n  lost: {}\n' },
    'queues.yaml:4:3 QUEUE_UNSERVED no operator is bound to "lost"',
    '    add "lost: {}" to the queues of an operator in operators.yaml',
  ],
  [
    'a queue whose level nobody has',
    queues('{ must: "help >= 4" }'),
    'queues.yaml:2:3 QUEUE_UNSERVED no operator of "help" meets "help >= 4", at any stage',
    '    ask for less, or give an operator the skills (anna: help 3, en 5, ru 2)',
  ],
  [
    'a queue whose widest stage nobody meets',
    queues('{ needs: "en >= 5 && ru >= 5", stages: [{ after: 30s, needs: "ru >= 4" }] }'),
    'queues.yaml:2:3 QUEUE_UNSERVED no operator of "help" meets "ru >= 4", at any stage',
    '    ask for less, or give an operator the skills (anna: help 3, en 5, ru 2)',
    'queues.yaml:2:51 BAD_STAGE this stage adds no operator to those before',
    '    ask for less in it, or leave it out',
  ],
  [
    'a step whose needs nobody meets',
    steps(`first: { queue: { name: help, needs: "en >= 1 && sales >= 1" } }\n${END}`, DEFAULTS),
    'main.flow.yaml:5:27 QUEUE_UNSERVED no operator of "help" meets "en >= 1 && sales >= 1" together with what the queue needs',
    '    ask for less, or add a stage to the queue that does',
  ],
  [
    'a step with a "must" that is met in one language only',
    steps(`first: { queue: { name: help, must: "{{ language }} >= 3" } }\n${END}`, DEFAULTS),
    'main.flow.yaml:5:39 QUEUE_UNSERVED no operator of "help" meets "ru >= 3", and "must" holds at every stage',
    '    ask for less, or give an operator of the queue the skills',
  ],
  [
    'a stage that adds nobody',
    queues('{ stages: [{ after: 60s, any_operator: true }] }'),
    'queues.yaml:2:22 BAD_STAGE this stage adds no operator to those before',
    '    ask for less in it, or leave it out',
  ],
];

const NUMBERS: readonly Row[] = [
  [
    'a pattern in the shadow of another',
    { 'numbers.yaml': 'numbers:\n  "+7*": main\n  "+7495XXXXXXX": main\n' },
    'numbers.yaml:3:3 PATTERN_SHADOWED "+7495XXXXXXX" is never reached: "+7*" above it takes all its numbers',
    '    write the narrower pattern first',
  ],
  [
    'dialled numbers without quotes',
    { 'numbers.yaml': 'numbers:\n  +74951234567: main\n  0123: main\n' },
    'numbers.yaml:2:3 UNQUOTED_NUMBER YAML reads this key as the number 74951234567',
    '    write "+74951234567" in quotes',
    'numbers.yaml:3:3 UNQUOTED_NUMBER YAML reads this key as the number 123',
    '    write "0123" in quotes',
  ],
  [
    'a telephone without quotes',
    operator('device: 1001, skills: { help: 1, sales: 1 }'),
    'operators.yaml:3:28 UNQUOTED_NUMBER 1001 is a number, text is wanted',
    '    write it in quotes: without them YAML drops a leading "+" or "0"',
  ],
];

/** All that the design says validation finds, as an admin reads it in the middle of the night. */
describe.each(Object.entries({ FLOW, WAYS, WORDS, VARIABLES, SERVICE, NUMBERS }))('%s', (_, rows) => {
  for (const [what, changes, ...text] of rows) {
    test(what, () => {
      expect(loadSmall(changes).mistakes.flatMap((one) => mistakeText(one).split('\n'))).toEqual(text);
    });
  }
});
