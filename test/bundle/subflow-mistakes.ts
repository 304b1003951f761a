import { type Case, type Changes, END, steps } from './mistake-case.ts';

/** A flow that may be called, with these steps. */
const part = (lines: string, head = ''): Changes => ({
  'part.flow.yaml': `flow: part\n${head}start: first\nsteps:\n${lines.replace(/^/gm, '  ')}\n`,
});
const CALL = 'first: { subflow: part, next: end }';
const SIGNED = 'inputs: { count: int, name: string }\noutputs: { sum: int }\n';
const RETURNING = part('first: { return: { outputs: { sum: count } } }', SIGNED);

export const SUBFLOWS: readonly Case[] = [
  [
    'a call of a flow that does not exist',
    steps(`first: { subflow: «UNKNOWN_FLOW»prat, next: end }\n${END}`),
  ],
  [
    'a call of a flow that never returns',
    {
      ...steps(`first: { subflow: «NEVER_RETURNS»part, next: end }\n${END}`),
      ...part(END.replace('end', 'first')),
    },
  ],
  [
    'inputs and outputs of a flow that never returns',
    part(
      'first: { hangup: normal }',
      '«NEVER_RETURNS»inputs: { count: int }\n«NEVER_RETURNS»outputs: { sum: int }\n',
    ),
  ],
  [
    'an exit that nothing handles, and one that does not exist',
    {
      ...steps(
        `«UNHANDLED_OUTCOME»first: { subflow: part, on: { found: end, «UNKNOWN_OUTCOME»fuond: end } }\n${END}`,
      ),
      ...part(
        'first: { branch: { if: dialled == "1", then: a, else: b } }\na: { return: found }\nb: { return: lost }',
      ),
    },
  ],
  [
    'an exit called error',
    {
      ...steps(`${CALL}\n${END}`),
      ...part(
        'first: { branch: { if: dialled == "1", then: a, else: b } }\na: { return: «BAD_NAME»error }\nb: { return: {} }',
      ),
    },
  ],
  [
    'goto into a flow that returns',
    { ...steps('first: { goto: «ONLY_SUBFLOW»{ flow: part } }'), ...part('first: { return: {} }') },
  ],
  [
    'a number, and a default, that lead into a flow that returns',
    {
      'bundle.yaml':
        'languages: [en, ru]\nsafety_queue: help\napology: sorry\nfarewell: farewell\ndefaults: { on: { error: { flow: «ONLY_SUBFLOW»part } } }\n',
      'numbers.yaml': 'numbers:\n  "1": «ONLY_SUBFLOW»part\ndefault: { flow: «ONLY_SUBFLOW»part }\n',
      ...part('first: { return: {} }'),
    },
  ],
  [
    'a flow that does not speak the languages of its caller',
    {
      ...steps(`first: { subflow: «MISSING_LANGUAGE»part, next: end }\n${END}`),
      ...part('first: { return: {} }', 'languages: [en]\n'),
    },
  ],
  [
    'inputs that are missing, wrong or unknown',
    {
      ...steps(
        `first: { subflow: { flow: part, inputs: «MISSING_KEY»{ count: «EXPRESSION_TYPE»true, «UNKNOWN_KEY»nmae: '"x"' } }, next: end }\n${END}`,
      ),
      ...RETURNING,
    },
  ],
  [
    'an input whose expression has another type, or cannot be read',
    {
      ...steps(
        `first: { subflow: { flow: part, inputs: { count: «EXPRESSION_TYPE»dialled, name: '«UNKNOWN_VARIABLE»nobody' } }, next: end }\n${END}`,
      ),
      ...RETURNING,
    },
  ],
  [
    'outputs that do not exist, at the call and at the return',
    {
      ...steps(`first: { subflow: { flow: part, outputs: { «UNKNOWN_KEY»smu: total } }, next: end }\n${END}`),
      ...part('first: { return: { outputs: { «UNKNOWN_KEY»smu: 1 } } }', 'outputs: { sum: int }\n'),
    },
  ],
  [
    'an output with another type',
    {
      ...steps(`${CALL}\n${END}`),
      ...part(`first: { return: { outputs: { sum: «EXPRESSION_TYPE»'"x"' } } }`, 'outputs: { sum: int }\n'),
    },
  ],
  [
    'an output into a variable of another type',
    {
      ...steps(
        `first: { set: { total: true }, next: call }\ncall: { subflow: { flow: part, outputs: { «BAD_VARIABLE»sum: total } }, next: end }\n${END}`,
      ),
      ...part('first: { return: { outputs: { sum: 1 } } }', 'outputs: { sum: int }\n'),
    },
  ],
  [
    'an output read behind an exit that does not give it',
    {
      ...steps(
        `first: { subflow: { flow: part, outputs: { sum: total } }, on: { found: tell, lost: tell-too } }\ntell: { say: "{{ total }}", next: end }\ntell-too: { say: «UNSET_VARIABLE»"{{ total }}", next: end }\n${END}`,
      ),
      ...part(
        'first: { branch: { if: dialled == "1", then: a, else: b } }\na: { return: { exit: found, outputs: { sum: 1 } } }\nb: { return: lost }',
        'outputs: { sum: int }\n',
      ),
    },
  ],
  [
    'a variable of the caller, read in the flow that it calls',
    {
      ...steps(`first: { set: { total: 1 }, next: call }\ncall: { subflow: part, next: end }\n${END}`),
      ...part('first: { say: "{{ «UNKNOWN_VARIABLE»total }}", next: back }\nback: { return: {} }'),
    },
  ],
  [
    'an output read in the called flow before it is set',
    {
      ...steps(`${CALL}\n${END}`),
      ...part(
        'first: { branch: { if: dialled == "1", then: set, else: back } }\nset: { set: { sum: 1 }, next: back }\nback: { return: { outputs: { sum: «UNSET_VARIABLE»sum } } }',
        'outputs: { sum: int }\n',
      ),
    },
  ],
  [
    'a variable read behind a hang-up that may come in a flow that is called before it is set',
    {
      ...steps(
        `first: { subflow: part, next: second }\nsecond: { set: { a: 1 }, next: third }\nthird: { play: bye, next: end }\ngone: { tag: «UNSET_VARIABLE»"{{ a }}", next: end }\n${END}`,
        'start: first\non_hangup: gone',
      ),
      ...part('first: { play: hello, next: back }\nback: { return: {} }'),
    },
  ],
  [
    'a secret that is given away',
    {
      ...steps(
        `first: { input: { prompts: ask, into: pin, secret: true }, on: { ok: call, no_input: end, invalid: end } }\ncall: { subflow: { flow: part, inputs: { count: 1, name: «SECRET_LEAK»pin } }, next: end }\n${END}`,
      ),
      ...RETURNING,
    },
  ],
  [
    'a secret that is given back',
    {
      ...steps(`first: { subflow: part, on: { done: end, lost: end } }\n${END}`),
      ...part(
        'first: { input: { prompts: ask, into: pin, secret: true }, on: { ok: back, no_input: lost, invalid: lost } }\nback: { return: { outputs: { name: «SECRET_LEAK»pin } } }\nlost: { return: lost }',
        'outputs: { name: string }\n',
      ),
    },
  ],
  [
    'a flow that calls itself',
    {
      ...steps(`${CALL}\n${END}`),
      ...part(
        'first: { menu: { prompts: ask, keys: { 1: again } }, on: { failed: back } }\nagain: { «SUBFLOW_CIRCLE»subflow: part, next: back }\nback: { return: {} }',
      ),
    },
  ],
  [
    'a chain of calls that is too long',
    {
      ...steps(`first: { «SUBFLOW_CIRCLE»subflow: part1, next: end }\n${END}`),
      ...Object.fromEntries(
        Array.from({ length: 9 }, (_, index) => {
          const call = index === 8 ? '' : `  call: { subflow: part${index + 2}, next: back }\n`;
          const start = index === 8 ? 'back' : 'call';
          return [
            `part${index + 1}.flow.yaml`,
            `flow: part${index + 1}\nstart: ${start}\nsteps:\n${call}  back: { return: {} }\n`,
          ];
        }),
      ),
    },
  ],
  [
    'a circle through a flow that returns at once',
    {
      ...steps(`«LOOP_WITHOUT_WAIT»first: { subflow: part, on: { again: first, done: end } }\n${END}`),
      ...part(
        'first: { branch: { if: dialled == "1", then: a, else: b } }\na: { return: again }\nb: { return: {} }',
      ),
    },
  ],
  [
    'a circle through a flow from which a silent caller always comes back',
    {
      ...steps(`«NEVER_ENDS»first: { subflow: part, on: { silent: first, done: end } }\n${END}`),
      ...part(
        'first: { menu: { prompts: ask, keys: { 1: b } }, on: { failed: a } }\na: { return: silent }\nb: { return: {} }',
      ),
    },
  ],
  [
    'a prompt before the answer, in a flow that is called, and behind it',
    {
      ...steps(
        `first: { subflow: part, on: { done: tell, bare: tell-too } }\ntell: { play: hello, next: end }\n«NOT_ANSWERED»tell-too: { play: hello, next: end }\n${END}`,
      ),
      ...part(
        'first: { branch: { if: dialled == "1", then: a, else: b } }\na: { answer: {}, next: heard }\nheard: { play: hello, next: back }\nback: { return: {} }\nb: { branch: { if: dialled == "2", then: c, else: bare } }\n«NOT_ANSWERED»c: { play: hello, next: bare }\nbare: { return: bare }',
      ),
      'numbers.yaml': 'numbers:\n  "1": { flow: main, answer: explicit }\n',
    },
  ],
];
