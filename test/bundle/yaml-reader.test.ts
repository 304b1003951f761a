import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCollection, isPair, isScalar, parseAllDocuments, type Scalar } from 'yaml';
import { atOnce } from '../../src/base/index.ts';
import { limitsOf } from '../../src/bundle/file-limits.ts';
import { SourceFile } from '../../src/bundle/index.ts';
import { nodesOf, readYaml } from '../../src/bundle/yaml-reader.ts';
import type { Path } from '../../src/flow/index.ts';
import { runs } from '../properties.ts';

const limits = limitsOf('numbers.yaml');
const OPTIONS = { uniqueKeys: false, prettyErrors: false, merge: false } as const;

/** What the library makes of the whole text at once: the value, and where it sees mistakes. */
function byLibrary(text: string): { readonly value: unknown; readonly wrongs: readonly number[] } {
  const [document] = parseAllDocuments(text, OPTIONS) as ReturnType<typeof parseAllDocuments> & unknown[];
  const { errors = [], contents = null } = (document ?? {}) as {
    errors?: { pos: [number, number] }[];
    contents?: unknown;
  };
  const value = errors.length > 0 || contents === null ? null : (contents as { toJSON(): unknown }).toJSON();
  return { value, wrongs: errors.map(({ pos }) => pos[0]).toSorted((a, b) => a - b) };
}

const scalar = fc.constantFrom(
  'a',
  '"b c"',
  "'d'",
  '12',
  'true',
  '~',
  '|\n      lines\n      more\n',
  '>-\n      folded\n',
);
const comment = fc.constantFrom('', '', '  # why', '\n    # a line', '\n\n');
const flowValue = fc.constantFrom('[1, 2]', '{ x: 1, y: [a] }', '[]', '{}', '[\n      1,\n      2 ]');
const small = fc.oneof(scalar, flowValue);

const noise = fc.constantFrom(' ]', '\n   odd', '\n  - x', '\n\tt: 1');
const odd = fc.oneof({ weight: 200, arbitrary: fc.constant('') }, { weight: 1, arbitrary: noise });
const entry = fc.tuple(small, comment, odd);

/** A map of maps, as the files of a bundle are: long ones, with comments and empty lines, and some of it broken. */
const text = fc
  .array(fc.tuple(fc.array(entry, { maxLength: 60 }), comment), { minLength: 1, maxLength: 5 })
  .map((maps) =>
    maps
      .map(([entries, remark], at) => {
        const lines = entries.map(([value, note, rest], index) => `  k${index}: ${value}${rest}${note}`);
        return `map${at}:${remark}\n${lines.join('\n')}`;
      })
      .join('\n'),
  );

describe('a file that is read entry by entry', () => {
  /** Behind the first mistake of a broken file either goes on guessing in its own way. */
  test('means what the library says of the whole of it, and tells the place of the first mistake', () => {
    let goodCount = 0;
    fc.assert(
      fc.property(text, (any) => {
        const whole = byLibrary(any);
        const { value, wrongs } = atOnce(readYaml(any, limits));
        const offsets = wrongs.map(({ offset }) => offset);
        if (whole.wrongs.length === 0) expect(offsets).toEqual([]);
        else expect(offsets).toContain(whole.wrongs[0]);
        if (whole.wrongs.length > 0) return;
        goodCount += 1;
        expect(value).toEqual(whole.value);
        const contents = parseAllDocuments(any, OPTIONS)[0]?.contents;
        expect(placesIn(atOnce(nodesOf(any, limits)))).toEqual(placesIn(contents));
        const file = new SourceFile('numbers.yaml', any);
        for (const { path, at } of valuesIn(contents)) expect(file.place(path)).toEqual(placeOf(any, at));
      }),
      { numRuns: runs(100) },
    );
    expect(goodCount).toBeGreaterThan(20);
  });

  test.each([
    ['{ flow: main, steps: { a: { play: hello } } }', ['steps', 'a', 'play'], '1:35'],
    ['steps:\n  a:\n    play: hello\n', ['steps', 'a', 'nothing'], '2:3'],
    ['steps:\n  a: {}\n', ['steps', 'nothing'], '1:1'],
    ['steps:\n  a: {}\n', ['nothing', 'a'], '1:1'],
    ['\n\nsteps:\n  ? a\n  : { play: hello }\n', ['steps', 'a', 'play'], '4:5'],
    ['# nothing\n', ['steps'], '1:1'],
  ])('%j: what is at %j is at %s', (whole, path, place) => {
    const { line, column } = new SourceFile('main.flow.yaml', whole).place(path);
    expect(`${line}:${column}`).toBe(place);
  });

  test('a file in which one sign too many spoils all that follows names that sign first', () => {
    const rest = Array.from({ length: 60 }, (_, index) => `  key-${index}: [1, 2]\n`).join('');
    const file = new SourceFile('numbers.yaml', `map:\n  first: [1, 2] ]\n${rest}`);
    const mistakes = atOnce(file.mistakes());
    expect(mistakes[0]).toMatchObject({ line: 2, column: 17, say: expect.stringContaining('flow-seq-end') });
    expect(mistakes.at(-1)?.say).toContain('more than 100 mistakes');
  });

  test('is read in many small steps, however large its maps are', () => {
    const lines = Array.from(
      { length: 2_000 },
      (_, index) => `  step-${index}: { play: hello, next: end }\n`,
    );
    const file = new SourceFile('main.flow.yaml', `flow: main\nsteps:\n${lines.join('')}`);
    expect([...file.reading()].length).toBeGreaterThan(500);
    expect(file.section('steps')).toHaveLength(2_000);
    expect(file.place(['steps', 'step-1999', 'next'])).toEqual({ line: 2_002, column: 35 });
    expect([...file.reading()]).toEqual([]);
  });
});

/** Every value of a tree but the topmost: the path to it, and where it begins. A key may be nothing; no path leads through a list. */
function valuesIn(node: unknown, path: Path = []): readonly { readonly path: Path; readonly at: number }[] {
  if (!isCollection(node)) return [];
  return node.items.flatMap((item, index) => {
    const { key, value } = isPair(item) ? item : { key: { value: index }, value: item };
    if (isCollection(key)) return [];
    const below = [...path, ((key as Scalar).value ?? '') as string | number];
    return [{ path: below, at: (value as Scalar).range![0] }, ...valuesIn(value, below)];
  });
}

const placeOf = (text: string, at: number): { readonly line: number; readonly column: number } => ({
  line: text.slice(0, at).split('\n').length,
  column: at - text.lastIndexOf('\n', at - 1),
});

/** Where every scalar of a tree begins, in order. */
function placesIn(node: unknown): readonly unknown[] {
  if (isScalar(node)) return [[node.value, node.range?.[0]]];
  if (!isCollection(node)) return [];
  return node.items.flatMap((item) => {
    const { key, value } = item as { key?: unknown; value?: unknown };
    return key === undefined ? placesIn(item) : [...placesIn(key), ...placesIn(value)];
  });
}
