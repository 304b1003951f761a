import { expect, test } from 'vitest';
import { loadSmall } from '../bundle/small-bundle.ts';
import { flow } from './flows.ts';

/**
 * What the language of expressions keeps for itself: its reserved words, the names of its types and functions (CEL
 * language definition, "Syntax" and "Standard definitions"), and what an object of JavaScript would find by its name.
 */
const WORDS = [
  ...[
    'true',
    'false',
    'null',
    'in',
    'as',
    'break',
    'const',
    'continue',
    'else',
    'for',
    'function',
    'if',
    'import',
  ],
  ...['let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while'],
  ...[
    'size',
    'string',
    'int',
    'uint',
    'double',
    'bool',
    'bytes',
    'list',
    'map',
    'type',
    'null_type',
    'dyn',
    'has',
  ],
  ...['cel', 'optional', 'google', 'prototype'],
  ...['caller', 'dialled', 'language', 'now'],
];

test.each(WORDS)('%s cannot be a variable', (word) => {
  const { mistakes } = loadSmall({
    'main.flow.yaml': flow(`first: { set: { "${word}": 1 }, next: end }`),
  });
  expect(mistakes).toMatchObject([
    { code: 'BAD_VARIABLE', line: 5, column: 19, say: `"${word}" means something else already` },
  ]);
});

test.each(['sizes', 'caller2', 'this_one'])('%s may be one', (word) => {
  const { mistakes } = loadSmall({
    'main.flow.yaml': flow(`first: { set: { ${word}: 1 }, next: end }`),
  });
  expect(mistakes).toEqual([]);
});
