import type { Complaint } from './problem.ts';
import {
  duration,
  flag,
  isSlug,
  leaf,
  maybe,
  nameComplaint,
  record,
  type Shape,
  shortened,
  whole,
  wrongType,
} from './schema.ts';
import type { WrittenTarget } from './step-kind.ts';

/** Where to go: a step of this flow, or the start of another one. */
export const target: Shape<WrittenTarget> = leaf(
  {
    description: 'a step of this flow, or { flow: name } for the start of another',
    anyOf: [
      { type: 'string' },
      {
        type: 'object',
        properties: { flow: { type: 'string' } },
        required: ['flow'],
        additionalProperties: false,
      },
    ],
  },
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return nameComplaint(value);
    const keys = Object.keys(value);
    if (keys.length === 1 && keys[0] === 'flow') return nameComplaint((value as { flow: unknown }).flow);
    return wrongType('a step or { flow: name }', value);
  },
);

/** One prompt or several. */
export const prompts: Shape<string | readonly string[]> = leaf(
  {
    description: 'a prompt, or a list of prompts',
    anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 20 }],
  },
  (value) => {
    if (!Array.isArray(value)) return nameComplaint(value);
    if (value.length < 1 || value.length > 20)
      return { code: 'TOO_MANY', say: `${value.length} prompts`, hint: 'name 1 to 20' };
    return value.every(isSlug) ? undefined : nameComplaint(value.find((prompt) => !isSlug(prompt)));
  },
);

/** The list behind "one or several". */
export const several = (written: string | readonly string[]): readonly string[] =>
  typeof written === 'string' ? [written] : written;

const KEY_WORDS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'star', 'hash'];

const keyComplaint = (value: unknown): Complaint | undefined =>
  KEY_WORDS.includes(String(value))
    ? undefined
    : {
        code: 'WRONG_VALUE',
        say: `no phone has the key "${String(value)}"`,
        hint: 'use 0 to 9, star or hash',
      };

/** A key of the phone as an admin writes it, as a key of a map, whose keys are all texts. */
export const keyWord: Shape<string> = leaf({ enum: KEY_WORDS }, keyComplaint);

/** The same as a value: `confirm: 1` is a number. */
export const keyValue: Shape<string | number> = leaf(
  { enum: [...KEY_WORDS, ...KEY_WORDS.flatMap((word) => (/\d/.test(word) ? [Number(word)] : []))] },
  keyComplaint,
);

/** The key's name for what the phone sent. */
export const wordOfKey = (digit: string): string => (digit === '*' ? 'star' : digit === '#' ? 'hash' : digit);

/** The other way round. */
export const digitOfKey = (word: string): string => (word === 'star' ? '*' : word === 'hash' ? '#' : word);

/** What all questions to the caller have in common. */
export const questionFields = {
  prompts,
  timeout: maybe(duration('the time for an answer', 1_000, 60_000)),
  barge_in: maybe(flag('whether a key stops the prompt')),
  type_ahead: maybe(flag('whether keys pressed earlier count')),
};

/** How often silence and wrong answers are forgiven. */
export const menuRetries = maybe(
  record({ no_input: maybe(whole('no_input', 0, 9)), no_match: maybe(whole('no_match', 0, 9)) }),
);

/** The name of a variable. */
const VARIABLE = /^[a-z][a-z0-9_]{0,31}$/;
export const variable: Shape<string> = leaf(
  { type: 'string', pattern: VARIABLE.source, description: 'name of a variable' },
  (value) => {
    if (typeof value === 'string' && VARIABLE.test(value)) return undefined;
    if (typeof value !== 'string') return wrongType('the name of a variable', value);
    return {
      code: 'BAD_VARIABLE',
      say: `"${shortened(value)}" cannot be a variable`,
      hint: 'use 1 to 32 small letters, digits and "_"',
    };
  },
);

/** Whether it can be an attribute of a caller: a text of at most 200 characters, a whole number, true or false. */
export const isAttribute = (value: unknown): value is string | number | boolean =>
  typeof value === 'boolean' ||
  (typeof value === 'string' && value.length <= 200) ||
  (typeof value === 'number' && Number.isSafeInteger(value));

/** The type of the variable that an attribute becomes. */
export const attributeType = (value: string | number | boolean): 'string' | 'int' | 'bool' =>
  typeof value === 'string' ? 'string' : typeof value === 'number' ? 'int' : 'bool';

/** A duration for `boost` and a class for the queue, as step and number may give them. */
export const boost = maybe(duration('the head start in the queue', 0, 86_400_000));
export const queueClass = maybe(whole('the class', 0, 9));
