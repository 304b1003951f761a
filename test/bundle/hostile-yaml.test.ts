import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../properties.ts';
import { loadSmall, mistakesOf } from './small-bundle.ts';

const BILLION = `a: &a [x, x, x, x, x, x, x, x, x]
${[...'bcdefghij'].map((name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefghij'[index]}`).join(', ')}]`).join('\n')}
default: main
`;

describe('hostile files', () => {
  test('a bomb of aliases is refused without being built', () => {
    const codes = new Set(mistakesOf({ 'numbers.yaml': BILLION }).map((one) => one.split(' ')[1]));
    expect([...codes]).toEqual(['YAML_ALIAS']);
  });

  test.each(['[', '{a: ', '- ', '? ', '"a": ['])('twenty thousand times "%s" is refused', (opening) => {
    const { bundle, mistakes } = loadSmall({ 'numbers.yaml': opening.repeat(20_000) });
    expect(bundle).toBeUndefined();
    expect(mistakes.map(({ file }) => file)).toContain('numbers.yaml');
  });

  test.each([
    '__proto__: { flow: main }\ndefault: main\n',
    'numbers: { __proto__: main }\ndefault: main\n',
    'constructor: main\ndefault: main\n',
    'numbers: { toString: main }\ndefault: main\n',
    '"default": main\n? [a, b]\n: c\n',
    'default: main\n"de\\u0066ault": main\n',
    '<<: { default: main }\n',
    'default: !!js/function "function () {}"\n',
    'default: main\0\n',
    'default: { flow: main, label: .nan }\n',
    'default: { flow: main, class: 1e400 }\n',
    'default: ""\n',
    'default: ~\n',
    '--- |\n  default: main\n',
    '\u2028',
  ])('%j is refused', (text) => {
    const { bundle, mistakes } = loadSmall({ 'numbers.yaml': text });
    expect(bundle).toBeUndefined();
    for (const { file, line, column, say, hint } of mistakes) {
      expect({ file, line: line > 0, column: column > 0, say: say !== '', hint: hint !== '' }).toEqual({
        ...{ file: 'numbers.yaml', line: true, column: true, say: true, hint: true },
      });
    }
  });

  test('harmless oddities are read', () => {
    for (const text of [
      '\uFEFFdefault: main\n',
      'default: main\r\n',
      '# x\n\n\ndefault: "main"',
      '{ "default": "main" }',
    ]) {
      expect(loadSmall({ 'numbers.yaml': text }).mistakes).toEqual([]);
    }
  });

  test('a name never reaches the prototype of an object', () => {
    const names = ['constructor', 'tostring', 'valueof', 'hasownproperty'];
    const steps = names
      .map((name, index) => `  ${name}: { play: hello, next: ${names[index + 1] ?? 'end'} }`)
      .join('\n');
    const { mistakes } = loadSmall({
      'main.flow.yaml': `flow: main\nstart: constructor\nsteps:\n${steps}\n  end: { hangup: normal }\n`,
    });
    expect(mistakes).toEqual([]);
  });

  test('no text whatever makes the loader throw', () => {
    const files = [
      'bundle.yaml',
      'numbers.yaml',
      'queues.yaml',
      'operators.yaml',
      'prompts.yaml',
      'schedules.yaml',
      'main.flow.yaml',
    ];
    const word = fc.constantFrom(
      'flow',
      'steps',
      'menu',
      'on',
      ':',
      ': ',
      '\n',
      '\n  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '|',
      '&a',
      '*a',
      '!',
      '%',
      '#',
      ',',
      '1',
      '~',
      'queues',
      'schedules',
      'hours',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(word, { maxLength: 60 }).map((words) => words.join('')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...files), text, (file, any) => {
        const { bundle, mistakes } = loadSmall({ [file]: any });
        expect(bundle === undefined).toBe(mistakes.length > 0);
      }),
      { numRuns: runs(50) },
    );
  });
});
