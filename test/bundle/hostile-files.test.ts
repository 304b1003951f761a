import { expect, test } from 'vitest';
import { mistakeText } from '../../src/base/index.ts';
import { type LoadedBundle, loadBundle, loadBundleInSteps } from '../../src/bundle/index.ts';
import { PROBLEMS_MAX } from '../../src/flow/index.ts';
import { CROWDED_FILES, HOSTILE_FILES } from './hostile-files.ts';
import { smallSource } from './small-bundle.ts';

/** So many steps of work a whole bundle may be; each is short (`npm run bench:reload` measures how short). */
const STEPS_MAX = 60_000;

function loaded(file: string, text: string): { readonly bundle: LoadedBundle; readonly stepsCount: number } {
  const work = loadBundleInSteps(smallSource({ [file]: text }));
  for (let stepsCount = 1; ; stepsCount++) {
    const { done, value } = work.next();
    if (done === true) return { bundle: value, stepsCount };
  }
}

test.each([...HOSTILE_FILES, ...CROWDED_FILES])(
  '$what: $file is refused, with the place, in few steps',
  ({ file, text, code }) => {
    const { bundle, stepsCount } = loaded(file, text());
    expect(bundle.bundle).toBeUndefined();
    const [first] = bundle.mistakes.filter((mistake) => mistake.file === file);
    expect(first).toMatchObject({ file, code });
    for (const { line, column, say, hint } of bundle.mistakes) {
      expect([line >= 1, column >= 1, say.length > 5, hint.length > 5]).toEqual([true, true, true, true]);
      expect(say.length + hint.length).toBeLessThan(600);
    }
    expect(bundle.mistakes.filter((one) => one.file === file).length).toBeLessThanOrEqual(PROBLEMS_MAX + 1);
    expect(stepsCount).toBeLessThan(STEPS_MAX);
  },
  20_000,
);

test('a mistake says the limit, and what is quoted can be seen', () => {
  const say = (what: string): string => {
    const { file, text } = HOSTILE_FILES.find((one) => one.what === what)!;
    return mistakeText(loaded(file, text()).bundle.mistakes.find((one) => one.file === file)!);
  };
  expect(say('maps in maps')).toBe(
    'main.flow.yaml:1:129 YAML_DEPTH lists and maps are nested deeper than 32\n    look for brackets that are never closed',
  );
  expect(say('a long key')).toContain('more than 20000 characters');
  expect(say('thirty thousand steps')).toContain('3002:2 TOO_MANY more than 3000 entries');
  expect(say('a name that reads backwards')).toContain('"\\u{202e}niam" cannot be a name');
});

test('files that are each small enough may be too much together', () => {
  const flows = Array.from({ length: 27 }, (_, index) => [`f${index}.flow.yaml`, `# ${'x'.repeat(390_000)}`]);
  const { mistakes } = loadBundle(smallSource(Object.fromEntries(flows)));
  const tooLarge = mistakes.filter(({ code }) => code === 'FILE_TOO_LARGE');
  expect(tooLarge.map(({ file }) => file)).toEqual(['f8.flow.yaml', 'f9.flow.yaml', 'main.flow.yaml']);
});

test('what is odd and means no harm is read', () => {
  const oddities = [
    '\uFEFFdefault: main\n',
    'default: main\r\n',
    '---\ndefault: main\n',
    '{"default": "main"}',
  ];
  for (const text of oddities) expect(loaded('numbers.yaml', text).bundle.mistakes).toEqual([]);
});
