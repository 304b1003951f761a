import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../src/flow/answer-fields.ts';
import { Scope } from '../../src/flow/expression.ts';
import { PROBLEMS } from '../../src/flow/index.ts';
import type { Run } from '../../src/flow/step-acts.ts';
import { parseTemplate } from '../../src/flow/template.ts';
import { flowsOf } from '../bundle/small-bundle.ts';
import { runs } from '../properties.ts';
import { TestCaller } from './caller.ts';
import { flow } from './flows.ts';

/** Names under which JavaScript keeps what a flow must never reach; those that a variable may bear are variables. */
const NAMES = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'process'];
const OTHERS = [
  'prototype',
  'globalThis',
  'this',
  'require',
  'Function',
  'Object',
  'eval',
  'window',
  '__defineGetter__',
];
const SET = ['name', 'count', 'vip', 'share'] as const;

const scope = new Scope();
scope.declare('name', 'string');
scope.declare('count', 'int');
scope.declare('vip', 'bool');
scope.declare('share', 'double');
for (const name of NAMES) scope.declare(name, 'string');

const READINGS = {
  ...{ caller: { number: '+79161234567' }, dialled: '100', language: 'ru' },
  ...{ name: 'x'.repeat(1_000), count: 3n, vip: true, share: 0.5 },
};

const times = (text: string, count: number, between = ''): string =>
  new Array(count).fill(text).join(between);

describe('hostile expressions', () => {
  test.each<[string, string, string]>([
    ['a thousand times not', `${times('!', 900)}vip`, 'BAD_EXPRESSION at 700'],
    ['brackets', `${times('(', 490)}1${times(')', 490)}`, 'BAD_EXPRESSION at 20'],
    ['lists in lists', `${times('[', 499)}${times(']', 499)}`, 'BAD_EXPRESSION at 20'],
    ['choices in choices', `${times('vip?', 150)}1${times(':1', 150)}`, 'BAD_EXPRESSION at 80'],
    ['calls in calls', `${times('string(', 100)}1${times(')', 100)}`, 'BAD_EXPRESSION at 140'],
    ['a macro in a macro', '[1].map(x, [1].map(y, [1].map(z, x)))', 'BAD_EXPRESSION at 0'],
    ['all of all of all', `${times('[1].all(x,', 9)}vip${times(')', 9)}`, 'BAD_EXPRESSION at 0'],
    ['a filter', '[name].filter(x, x == name).size() > 0', 'BAD_EXPRESSION at 0'],
    ['a regular expression', 'name.matches("(a+)+$")', 'BAD_EXPRESSION at 0'],
    ['a text a thousand times', 'name.split("").join(name)', 'BAD_EXPRESSION at 0'],
    ['a number of 900 digits', `count + ${times('9', 900)}`, 'BAD_EXPRESSION at 8'],
    ['a number too large for any', `1e${times('9', 900)}`, 'BAD_EXPRESSION at 0'],
    ['what nobody sees', 'na\u200Bme', 'BAD_EXPRESSION at 2'],
    ['what reads backwards', '\u202Ename', 'BAD_EXPRESSION at 0'],
    ['a zero', 'name\0', 'BAD_EXPRESSION at 4'],
    ['an escape that is none', '"\\q"', 'BAD_EXPRESSION at 1'],
    ['too long a text', times(' ', 1_001), 'BAD_EXPRESSION at 1000'],
    ['the constructor of a text', 'name.constructor("return process")', 'BAD_EXPRESSION at 0'],
    ['the prototype of a map', 'caller.__proto__', 'EXPRESSION_TYPE at 7'],
    ['a function of JavaScript', 'Function("return 1")', 'BAD_EXPRESSION at 0'],
    ['the process', 'globalThis.process.exit()', 'BAD_EXPRESSION at 0'],
  ])('%s', (_, text, wrong) => {
    const parsed = scope.parse(text);
    if (parsed.ok) throw new Error('it was not refused');
    expect(`${parsed.complaint.code} at ${parsed.offset}`).toBe(wrong);
    expect(parsed.complaint.say.length).toBeLessThan(300);
    expect(Object.keys(PROBLEMS)).toContain(parsed.complaint.code);
  });

  test.each<[string, string, string]>([
    ['a text that grows', times('name', 60, ' + '), 'the result is longer than 1000 characters'],
    ['a number that grows', times('9223372036854775807', 9, ' * '), 'integer overflow'],
    ['an endless number', '1e308 * 10.0', 'the result is not a number'],
    ['no number', 'double("NaN")', 'the result is not a number'],
    ['a variable that JavaScript would know', 'constructor + "x"', 'unknown variable: constructor'],
    ['another one', 'hasOwnProperty', 'unknown variable: hasOwnProperty'],
  ])('%s ends in an error', (_, text, say) => {
    const parsed = scope.parse(text);
    if (!parsed.ok) throw new Error(parsed.complaint.say);
    const result = parsed.expression.evaluate(READINGS);
    expect(result.ok ? result.value : result.say).toContain(say);
  });

  test.each<[string, string, string]>([
    ['one in another', '{{ {{ name }} }}', 'BAD_EXPRESSION at 10'],
    ['never closed', times('{{', 500), 'BAD_EXPRESSION at 0'],
    ['empty', `{{${times(' ', 900)}}}`, 'BAD_EXPRESSION at 902'],
    ['with a quote that is not closed', 'Hello {{ "name }}', 'BAD_EXPRESSION at 9'],
  ])('a template, %s', (_, text, wrong) => {
    const parsed = parseTemplate(text, (expression) => scope.parse(expression));
    expect(parsed.ok ? 'ok' : `${parsed.complaint.code} at ${parsed.offset}`).toBe(wrong);
  });
});

describe('a flow that goes round', () => {
  /** The transcript of a caller who waits to the end. */
  function waited(main: string): TestCaller {
    const caller = new TestCaller(flowsOf(main)).call();
    for (let count = 0; count < 200 && caller.ended === null; count++) caller.hear().silence();
    return caller;
  }

  test('and makes a text longer each time ends in the outcome error before it is long', () => {
    const caller = waited(
      flow(`first: { set: { text: '"0123456789"' }, next: more }
more: { set: { text: text + text }, on: { done: again, error: bye } }
again: { loop: { times: 100 }, on: { again: pause, done: end } }
pause: { wait: 1s, next: more }
bye: { play: bye, next: end }`),
    );
    expect(caller.transcript).toContain('en: bye');
    expect(String(caller.state.variables.text)).toHaveLength(640);
  });

  test('does so as often as it says, whatever JavaScript knows by the name of its step', () => {
    const caller = waited(
      flow(`first: { set: { n: 0 }, next: more }
more: { set: { n: n + 1 }, next: constructor }
constructor: { loop: { times: 3 }, on: { again: pause, done: end } }
pause: { wait: 1s, next: more }`),
    );
    expect(caller.state.variables.n).toBe('4');
  });
});

describe('nothing of JavaScript is ever reached', () => {
  const name = fc.constantFrom(...NAMES, ...OTHERS, ...SET, 'caller', 'caller.number', 'dialled');
  const literal = fc.constantFrom('1', '"a"', 'true', '0.5', 'null', '"__proto__"', '"constructor"');
  const { any } = fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      name,
      literal,
      fc.tuple(tie('any'), fc.constantFrom('+', '==', '&&', '<', 'in'), tie('any')).map((of) => of.join(' ')),
      fc.tuple(tie('any'), name).map(([of, key]) => `${of}.${key}`),
      fc.tuple(tie('any'), name).map(([of, key]) => `${of}["${key}"]`),
      fc.tuple(name, tie('any')).map(([called, of]) => `${called}(${of})`),
      fc.tuple(tie('any'), name, tie('any')).map(([of, called, with_]) => `${of}.${called}(${with_})`),
      fc
        .tuple(fc.constantFrom('string', 'size', 'int'), tie('any'))
        .map(([called, of]) => `${called}(${of})`),
      fc.tuple(tie('any'), tie('any'), tie('any')).map(([of, one, other]) => `(${of} ? ${one} : ${other})`),
      tie('any').map((of) => `[${of}]`),
      fc.tuple(name, tie('any')).map(([key, of]) => `{"${key}": ${of}}`),
    ),
  }));
  const KINDS = { string: 'string', int: 'string', double: 'number', bool: 'boolean' } as const;

  test('an expression is refused, goes wrong, or is worth plain data of its type', () => {
    let goodCount = 0;
    fc.assert(
      fc.property(any, (text) => {
        const parsed = scope.parse(text);
        if (!parsed.ok) {
          expect(parsed.offset).toBeLessThanOrEqual(text.length);
          return;
        }
        const result = parsed.expression.evaluate(READINGS);
        expect(String(result.ok ? result.value : result.say)).not.toMatch(/function|\[object|native code/);
        if (!result.ok) return;
        goodCount += 1;
        expect(typeof result.value).toBe(KINDS[parsed.expression.type]);
      }),
      { numRuns: runs(5_000) },
    );
    expect(goodCount).toBeGreaterThan(300);
  });

  test('a path into an answer finds only what stands in it', () => {
    const key = fc.constantFrom(...NAMES, 'length', '0', 'a');
    const json = fc.letrec<{ any: unknown }>((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom<unknown>('text', 1, true, null),
        fc.array(tie('any'), { maxLength: 2 }),
        fc.array(fc.tuple(key, tie('any')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
      ),
    })).any;
    fc.assert(
      fc.property(json, fc.array(key, { minLength: 1, maxLength: 4 }), (answer, steps) => {
        const state = { variables: {} as Record<string, unknown>, secrets: {} };
        const field = { name: 'v', steps, type: 'string', secret: false, otherwise: 'none' } as const;
        const body = JSON.stringify(answer);
        const wrong = readAnswer(
          { state } as unknown as Run,
          { fields: [field], status: undefined },
          200,
          body,
        );
        const kept = state.variables.v;
        expect(wrong === undefined ? ['text', 'none'].includes(kept as string) : kept === undefined).toBe(
          true,
        );
      }),
      { numRuns: runs(2_000) },
    );
  });
});
