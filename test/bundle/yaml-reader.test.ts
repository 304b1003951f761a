import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCollection, isScalar, parseAllDocuments } from 'yaml';
import { atOnce } from '../../src/base/index.ts';
import { SourceFile } from '../../src/bundle/index.ts';
import { nodesOf, readYaml } from '../../src/bundle/yaml-reader.ts';

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

const noise = fc.constantFrom(' :', ' ]', '\n   odd', '\n  - x', '\n\tt: 1');
const odd = fc.oneof({ weight: 200, arbitrary: fc.constant('') }, { weight: 1, arbitrary: noise });
const entry = fc.tuple(small, comment, odd);

/** A map of maps, as the files of a bundle are: long ones, with comments and empty lines, and some of it broken. */
const text = fc
  .array(fc.tuple(fc.array(entry, { maxLength: 60 }), comment), { minLength: 1, maxLength: 5 })
  .map((maps) =>
    maps
      .map(([entries, remark], at) => {
        const lines = entries.map(([value, note, rest], index) => `  k${index}: ${value}${note}${rest}`);
        return `map${at}:${remark}\n${lines.join('\n')}`;
      })
      .join('\n'),
  );

describe('a file that is read entry by entry', () => {
  test('means what the library says of the whole of it, with the same mistakes at the same places', () => {
    let goodCount = 0;
    fc.assert(
      fc.property(text, (any) => {
        const whole = byLibrary(any);
        const { value, wrongs } = atOnce(readYaml(any));
        expect(wrongs.map(({ offset }) => offset).toSorted((a, b) => a - b)).toEqual(whole.wrongs);
        if (whole.wrongs.length > 0) return;
        goodCount += 1;
        expect(value).toEqual(whole.value);
        expect(placesIn(atOnce(nodesOf(any)))).toEqual(
          placesIn(parseAllDocuments(any, OPTIONS)[0]?.contents),
        );
      }),
      { numRuns: 100, seed: 1 },
    );
    expect(goodCount).toBeGreaterThan(20);
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

/** Where every scalar of a tree begins, in order. */
function placesIn(node: unknown): readonly unknown[] {
  if (isScalar(node)) return [[node.value, node.range?.[0]]];
  if (!isCollection(node)) return [];
  return node.items.flatMap((item) => {
    const { key, value } = item as { key?: unknown; value?: unknown };
    return key === undefined ? placesIn(item) : [...placesIn(key), ...placesIn(value)];
  });
}
