import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reading, Scope } from '../../src/flow/expression.ts';
import { parseTemplate } from '../../src/flow/template.ts';
import { runs } from '../properties.ts';

/** Each test has its own: what is good is read once. */
function scopeOf(): Scope {
  const scope = new Scope();
  scope.declare('count', 'int');
  scope.declare('name', 'string');
  scope.declare('share', 'double');
  scope.declare('vip', 'bool');
  return scope;
}

const READINGS = {
  caller: { number: '+79161234567' },
  dialled: '100',
  language: 'ru',
  count: 3n,
  name: 'Ada',
  share: 0.5,
  vip: true,
};

function worth(text: string): unknown {
  const parsed = scopeOf().parse(text);
  if (!parsed.ok) return `${parsed.complaint.code} at ${parsed.offset}`;
  const value = parsed.expression.evaluate(READINGS);
  return value.ok ? value.value : `! ${value.say}`;
}

describe('an expression', () => {
  test.each([
    ['count + 1', '4'],
    ['9223372036854775807 - count', '9223372036854775804'],
    ['share * 3.0', 1.5],
    ['name + "!"', 'Ada!'],
    ['name.lowerAscii().startsWith("a") && size(name) == 3', true],
    ['like(caller.number, "+7916*")', true],
    ['like(caller.number, "+7495*")', false],
    ['caller.number.like("*916*4567")', true],
    ['caller.number.like("*4567*4567")', false],
    ['like(name, "Ada")', true],
    ['like(name, "*")', true],
    ['like(name, "a*")', false],
    ['caller.number.substring(1, 2) == "7" ? "ru" : language', 'ru'],
    ['dialled in ["100", "200"]', true],
    ['int(dialled) + count', '103'],
    ['string(count) + "x"', '3x'],
    ['!vip || count >= 3', true],
    ['double(count) / 2.0', 1.5],
    ['name.indexOf("d") + name.lastIndexOf("a") == 3', true],
  ])('%s', (text, value) => {
    expect(worth(text)).toBe(value);
  });

  test.each([
    ['1 / (count - 3)', '! division by zero'],
    ['int(name)', '! int() type error: cannot convert to int'],
    ['9223372036854775807 + count', '! integer overflow: 9223372036854775810'],
    ['share / 0.0', '! the result is not a number'],
    ['name.substring(99)', '! string.substring(start, end): start index out of range'],
  ])('that goes wrong says so: %s', (text, value) => {
    expect(worth(text)).toBe(value);
  });

  test.each([
    ['name == 1', 'EXPRESSION_TYPE at 0'],
    ['vip ? 1 : "a"', 'EXPRESSION_TYPE at 0'],
    ['caller', 'EXPRESSION_TYPE at 0'],
    ['caller.nmber', 'EXPRESSION_TYPE at 7'],
    ['1 + + 2', 'BAD_EXPRESSION at 4'],
    [`"${'x'.repeat(999)}"`, 'BAD_EXPRESSION at 1000'],
    ['9223372036854775808 == count', 'BAD_EXPRESSION at 0'],
    ['[1]', 'EXPRESSION_TYPE at 0'],
    ['nam + "a"', 'UNKNOWN_VARIABLE at 0'],
  ])('that makes no sense is refused: %s', (text, complaint) => {
    expect(worth(text)).toBe(complaint);
  });

  test.each([
    ['nam + "a"', 'nothing sets "nam"', 'did you mean "name"?'],
    ['lnguage', 'nothing sets "lnguage"', 'did you mean "language"?'],
    ['whatever', 'nothing sets "whatever"', 'set it in a step before, by `set` or `input`'],
    ['name == 1', '"==" cannot stand between text and a whole number', 'text stands in quotes'],
    ['share + vip', '"+" cannot stand between a number and true or false', 'text stands in quotes'],
    ['matches(name, "a")', 'matches() is not allowed in a flow', 'allowed: size, string, int'],
    ['name.split("")', '.split() is not allowed in a flow', '.size, .startsWith'],
    ['caller["number"]', '"[…]" or "{…}" is not allowed in a flow', 'allowed: '],
    ['9223372036854775808 == count', 'so large a number is not allowed in a flow', 'allowed: '],
    ['[name]', 'its value is a list<string>', 'make it text, a number, or true or false'],
  ])('that is refused says why, and what to do: %s', (text, say, hint) => {
    const parsed = scopeOf().parse(text);
    if (parsed.ok) throw new Error('good');
    expect(parsed.complaint.say).toBe(say);
    expect(parsed.complaint.hint).toContain(hint);
  });

  test('may have a thousand characters', () => {
    expect(worth(`size("${'x'.repeat(992)}")`)).toBe('992');
    expect(worth(`size("${'x'.repeat(993)}")`)).toBe('BAD_EXPRESSION at 1000');
  });

  test('says which variables it looks at, and of what type it is', () => {
    const parsed = scopeOf().parse('vip ? name : string(count + size(caller.number))');
    if (!parsed.ok) throw new Error('refused');
    expect([...parsed.expression.reads].toSorted()).toEqual(['caller', 'count', 'name', 'vip']);
    expect(parsed.expression.type).toBe('string');
  });

  test('keeps the first type of a variable', () => {
    const scope = scopeOf();
    scope.declare('name', 'int');
    expect([scope.types.get('name'), scope.typeOf('name')]).toEqual(['string', { type: 'string' }]);
    expect(scope.typeOf('lost + 1')).toEqual({ lacks: 'lost' });
    expect(scope.typeOf('name +')).toEqual({ lacks: undefined });
  });

  test('a long text does not grow without end', () => {
    const long = new Scope();
    long.declare('name', 'string');
    const parsed = long.parse('name + name');
    if (!parsed.ok) throw new Error('refused');
    expect(parsed.expression.evaluate({ name: 'x'.repeat(600) })).toEqual({
      ok: false,
      say: 'the result is longer than 1000 characters',
    });
  });

  test('a variable that has no value at run time is an error, not an exception', () => {
    const parsed = scopeOf().parse('count + 1');
    if (!parsed.ok) throw new Error('refused');
    expect(parsed.expression.evaluate({})).toEqual({ ok: false, say: 'unknown variable: count' });
  });

  test('whole numbers survive the state, which is JSON', () => {
    expect(reading(JSON.parse(JSON.stringify('9223372036854775807')), 'int')).toBe(
      9_223_372_036_854_775_807n,
    );
  });
});

describe('hostile expressions are refused at load', () => {
  test.each([
    'name.matches("(a+)+$")',
    'matches(name, "(a+)+$")',
    'timestamp("2026-01-01T00:00:00Z")',
    'duration("1s")',
    'dyn(name) == 1',
    'type(name)',
    'bytes(name)',
    'b"abc"',
    'name.split("").join(name)',
    '[1, 2].map(x, x * x)',
    '[name].exists(x, x == x)',
    'cel.bind(x, name + name, x + x)',
    'has(caller.number)',
    '{"a": 1}',
    'caller["number"]',
    'caller.constructor',
    'caller.__proto__',
    'name.constructor',
    'name.length',
    'constructor',
    'globalThis',
    'process.exit()',
    '__proto__',
    'optional.of(name)',
    `${'('.repeat(30)}1${')'.repeat(30)}`,
    `[${'1,'.repeat(60)}1] == [1]`,
    `${'1+'.repeat(300)}1`,
    `"${'x'.repeat(1_000)}" == name`,
    '1 '.repeat(400),
  ])('%s', (text) => {
    expect(scopeOf().parse(text).ok).toBe(false);
  });

  test('no text whatever makes the parser throw or take long', () => {
    const word = fc.constantFrom(
      'name',
      'count',
      '.',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '"',
      '+',
      '==',
      '?',
      ':',
      ',',
      '1',
      'x',
      '\\',
      '\0',
      '\n',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 60 }).map((words) => words.join('')),
    );
    const scope = scopeOf();
    fc.assert(
      fc.property(text, (any) => {
        const parsed = scope.parse(any);
        if (parsed.ok) parsed.expression.evaluate(READINGS);
        else expect(parsed.offset).toBeLessThanOrEqual(any.length);
      }),
      { numRuns: runs(2_000) },
    );
  });
});

describe('a template', () => {
  const fill = (text: string): unknown => {
    const parsed = parseTemplate(text, (expression) => scopeOf().parse(expression));
    if (!parsed.ok) return `${parsed.complaint.code} at ${parsed.offset}`;
    const filled = parsed.template.map((part) => {
      if (typeof part === 'string') return part;
      const value = part.evaluate(READINGS);
      return value.ok ? String(value.value) : '!';
    });
    return filled.join('');
  };

  test.each([
    ['no expression at all', 'no expression at all'],
    ['{{ name }}, {{count + 1}} times', 'Ada, 4 times'],
    ['{{ name }}{{ name }}', 'AdaAda'],
    ['one } brace, and { another', 'one } brace, and { another'],
    ['Hello {{ nmae }}', 'UNKNOWN_VARIABLE at 9'],
    ['Hello {{   name + 1 }}', 'EXPRESSION_TYPE at 11'],
    ['Hello {{ name', 'BAD_EXPRESSION at 6'],
    ['Hello {{ }}', 'BAD_EXPRESSION at 9'],
  ])('%s', (text, filled) => {
    expect(fill(text)).toBe(filled);
  });
});
