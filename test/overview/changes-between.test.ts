import { describe, expect, test } from 'vitest';
import type { BundleSource } from '../../src/bundle/index.ts';
import { changesBetween } from '../../src/overview/index.ts';

type Files = Readonly<Record<string, string>>;

const source = (files: Files, recordings: BundleSource['recordings'] = []): BundleSource => ({
  files: new Map(Object.entries(files)),
  recordings,
  folder: '/bundle',
  hash: (text) => text,
});

const changes = (before: Files, after: Files): readonly string[] =>
  changesBetween(source(before), source(after)).map(({ about, say }) => `${about}: ${say}`);

/** What differs between two versions of one file. */
const inFile = (name: string, before: string, after: string): readonly string[] =>
  changesBetween(source({ [name]: before }), source({ [name]: after })).map(({ say }) => say);

const steps = (before: string, after: string): readonly string[] =>
  inFile('main.flow.yaml', `flow: main\nsteps:\n  ${before}\n`, `flow: main\nsteps:\n  ${after}\n`);

describe('in a step it is said', () => {
  test.each([
    [
      'where a key goes now',
      'a: { menu: { prompts: p, keys: { 1: x, 2: y, 3: z } } }',
      'a: { menu: { prompts: p, keys: { 1: x, 2: z, 4: w } } }',
      [
        'menu `a`: key 2 now goes to `z` (was `y`)',
        'menu `a`: key 3 no longer leads anywhere (was `z`)',
        'menu `a`: key 4 now goes to `w` (new)',
      ],
    ],
    [
      'where an outcome goes now',
      'a: { queue: q, on: { timeout: x, full: y } }',
      'a: { queue: q, on: { timeout: { flow: other }, full: y } }',
      ['queue `a`: `timeout` now goes to the flow `other` (was `x`)'],
    ],
    ['what it says now', 'a: { play: x }', 'a: { play: [x, y] }', ['play `a`: now says `x`, `y` (was `x`)']],
    [
      'how long it waits now',
      'a: { menu: { prompts: p, retries: { no_input: 1 } } }',
      'a: { menu: { prompts: p, retries: { no_input: 2 }, timeout: 3s } }',
      ['menu `a`: `retries.no_input` is now `2` (was `1`)', 'menu `a`: `timeout` is now `3s` (was not set)'],
    ],
    [
      'that it does something else',
      'a: { play: x, next: b }',
      'a: { queue: x, on: { timeout: b } }',
      [
        'queue `a` was a play',
        'queue `a`: `done` no longer leads anywhere (was `b`)',
        'queue `a`: `timeout` now goes to `b` (new)',
      ],
    ],
    ['that it is new', 'a: { play: x }', 'a: { play: x }\n  b: { hangup: busy }', ['hangup `b` is new']],
    ['that it is gone', 'a: { play: x }\n  b: { hangup: busy }', 'a: { play: x }', ['hangup `b` is gone']],
    ['that it has another name', 'a: { play: x }', 'b: { play: x }', ['play `a` is now called `b`']],
  ])('%s', (_, before, after, said) => {
    expect(steps(before, after)).toEqual(said);
  });

  test.each([
    ['a short form', 'a: { play: x, next: b }', 'a: { play: { prompts: [x] }, on: { done: b } }'],
    [
      'the order of keys',
      'a: { menu: { prompts: p, keys: { 1: x, 2: y } } }',
      'a: { menu: { keys: { 2: y, 1: x }, prompts: p } }',
    ],
    ['the order of steps', 'a: { play: x }\n  b: { play: y }', 'b: { play: y }\n  a: { play: x }'],
    ['a comment', 'a: { play: x }', 'a: { play: x } # the greeting'],
  ])('nothing of %s', (_, before, after) => {
    expect(steps(before, after)).toEqual([]);
  });
});

test('of a flow it is said with what it begins, and where defaults lead', () => {
  const before = 'flow: main\nstart: a\nlanguages: [en]\ndefaults: { on: { error: x } }\nsteps: {}\n';
  const after =
    'flow: main\nstart: b\nlanguages: [en, ru]\ndefaults: { on: { error: y, full: x } }\nsteps: {}\n';
  expect(inFile('main.flow.yaml', before, after)).toEqual([
    'the flow now begins with `b` (was `a`)',
    'by default `error` now goes to `y` (was `x`)',
    'by default `full` now goes to `x` (new)',
    '`languages` is now `["en","ru"]` (was `["en"]`)',
  ]);
});

describe('in the other files it is said', () => {
  test.each([
    [
      'what is new and gone',
      'queues.yaml',
      'queues: { a: {}, b: { class: 1 } }',
      'queues: { b: { class: 2, stages: [{ after: 20s }] }, c: {} }',
      [
        'queue `a` is gone',
        'queue `b`: `class` is now `2` (was `1`)',
        'queue `b`: `stages` is now `[{"after":"20s"}]` (was not set)',
        'queue `c` is new',
      ],
    ],
    [
      'which stage differs, counted from 1',
      'queues.yaml',
      'queues: { a: { stages: [{ after: 20s }, { after: 40s }] } }',
      'queues: { a: { stages: [{ after: 20s }, { after: 50s }] } }',
      ['queue `a`: `stages.2.after` is now `50s` (was `40s`)'],
    ],
    [
      'what an operator can do and serves',
      'operators.yaml',
      'operators: { anna: { name: A, skills: { en: 1, ru: 2 }, queues: { x: { priority: 1 }, y: {} } } }',
      'operators: { anna: { name: B, skills: { en: 3, fr: 2 }, queues: { x: { priority: 2 }, z: {} } } }',
      [
        'operator `anna`: `name` is now `B` (was `A`)',
        'operator `anna`: the skill `en` is now 3 (was 1)',
        'operator `anna`: has the skill `ru` no longer (was 2)',
        'operator `anna`: the skill `fr` is now 2 (new)',
        'operator `anna`: in the queue `x` `priority` is now `2` (was `1`)',
        'operator `anna`: no longer serves the queue `y`',
        'operator `anna`: now serves the queue `z`',
      ],
    ],
    [
      'that the order of operators, which some queues follow, is another',
      'operators.yaml',
      'devices: { "1": {} }\noperators: { anna: {}, boris: {} }',
      'devices: { "1": {}, "2": {} }\noperators: { boris: {}, clara: {}, anna: {} }',
      ['phone `2` is new', 'operator `clara` is new', 'the order of operators is another'],
    ],
    [
      'where a number leads',
      'numbers.yaml',
      'numbers: { "1": a, "2": { flow: a, class: 1 }, "3": a }\ndefault: a',
      'numbers: { "1": { flow: b }, "2": { flow: a, class: 2 }, "4": b }\ndefault: b',
      [
        'number `1` now leads to the flow `b` (was `a`)',
        'number `2`: `class` is now `2` (was `1`)',
        'number `3` no longer leads anywhere (was the flow `a`)',
        'number `4` now leads to the flow `b` (new)',
        'any other number now leads to the flow `b` (was `a`)',
      ],
    ],
    [
      'that patterns are tried in another order',
      'numbers.yaml',
      'numbers: { "1*": a, "12*": b }',
      'numbers: { "12*": b, "1*": a }',
      ['the order of numbers is another'],
    ],
    [
      'which words are spoken',
      'prompts.yaml',
      'prompts: { hello: { en: Hello, ru: Привет } }',
      'prompts: { hello: { en: Hi, fr: Salut } }',
      [
        'prompt `hello`: in en now says `Hi` (was `Hello`)',
        'prompt `hello`: has no words in ru any more',
        'prompt `hello`: in fr now says `Salut` (new)',
      ],
    ],
    [
      'what all flows share',
      'bundle.yaml',
      'safety_queue: a',
      'safety_queue: b',
      ['`safety_queue` is now `b` (was `a`)'],
    ],
    [
      'that tests are others',
      'main.test.yaml',
      'tests: []',
      'tests: [{ name: a }]',
      ['the tests are others'],
    ],
  ])('%s', (_, name, before, after, said) => {
    expect(inFile(name, before, after)).toEqual(said);
  });

  test('which file is new or gone', () => {
    expect(changes({ 'a.flow.yaml': 'flow: a' }, { 'b.flow.yaml': 'flow: b' })).toEqual([
      'flow a: is gone',
      'flow b: is new',
    ]);
  });

  test('which recording is new, gone, or sounds otherwise', () => {
    const before = source({}, [
      { path: 'en/a.wav', hash: '1' },
      { path: 'en/b.wav', hash: '1' },
    ]);
    const after = source({}, [
      { path: 'en/b.wav', hash: '2' },
      { path: 'en/c.wav', hash: '1' },
    ]);
    expect(changesBetween(before, after).map(({ say }) => say)).toEqual([
      'recording `en/a.wav` is gone',
      'recording `en/b.wav`: the sound is another',
      'recording `en/c.wav` is new',
    ]);
  });
});
