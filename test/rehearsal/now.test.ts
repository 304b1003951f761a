import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SourceFile } from '../../src/bundle/index.ts';
import { randomWalk, readTests, runTest, walkAgain } from '../../src/rehearsal/index.ts';
import { loadSmall } from '../bundle/small-bundle.ts';
import { runMain } from './tests-of.ts';

const GUIDE = readFileSync(new URL('../../docs/expressions.md', import.meta.url), 'utf8');
const [ZONE = '', MAIN = '', TESTS = ''] = [...GUIDE.matchAll(/```yaml\n# \w[\w.]*\n(.*?)```/gs)].map(
  ([, text]) => text!,
);
const BUNDLE = 'languages: [en, ru]\nsafety_queue: help\napology: sorry\nfarewell: farewell\n';
const FILES = { 'bundle.yaml': `${BUNDLE}${ZONE}`, 'main.flow.yaml': MAIN };

describe('the time in tests and walks', () => {
  test('is that of the test, in the zone of the bundle: the example of the guide', () => {
    const { bundle, mistakes } = loadSmall(FILES);
    expect(mistakes).toEqual([]);
    const { tests, mistakes: ofTests } = readTests(new SourceFile('main.test.yaml', TESTS), 'main', bundle!);
    expect(ofTests).toEqual([]);
    expect(tests.map((one) => runTest(one, bundle!.flows).failure)).toEqual([null, null, null]);
  });

  test.each([
    ['2026-03-29T00:59:00Z', '01:59'],
    ['2026-03-29T01:00:00Z', '03:00'],
    ['2026-10-25T00:59:00Z', '02:59'],
    ['2026-10-25T01:00:00Z', '02:00'],
  ])('is right in the nights in which the clocks change: %s', (at, time) => {
    const files = {
      'bundle.yaml': `${BUNDLE}zone: Europe/Berlin\n`,
      'main.flow.yaml':
        'flow: main\nstart: tell\nsteps:\n  tell: { say: { items: [{ time: now.time }] }, next: end }\n  end: { hangup: normal }\n',
    };
    const written = `  - { name: a, at: ${at}, script: [{ expect: { say: "${time}" } }] }`;
    expect(runMain(written, files).failure).toBeNull();
  });

  test('goes on while the caller is silent', () => {
    const files = {
      'bundle.yaml': `${BUNDLE}zone: UTC\n`,
      'main.flow.yaml': `flow: main
start: ask
steps:
  ask: { menu: { prompts: ask, keys: { 1: end }, timeout: 30s, retries: { no_input: 1 } }, on: { failed: late } }
  late: { branch: { if: now.hour == 18, then: end, else: ask } }
  end: { hangup: normal }
`,
    };
    const written =
      '  - { name: a, at: 2026-03-29T17:59:10Z, script: [{ silence: 60s }], ends: { hangup: normal } }';
    expect(runMain(written, files).failure).toBeNull();
    expect(runMain(written.replace(':59:', ':49:'), files).failure).toContain('the step "ask" (menu) waits');
  });

  test('is drawn by walks, which reach each part of the day and find the same again', () => {
    const { bundle } = loadSmall(FILES);
    const graph = bundle!.flows.flows.get('main')!;
    const walks = Array.from({ length: 60 }, (_, seed) => randomWalk(bundle!.flows, graph, seed));
    const entered = new Set(
      walks.flatMap(({ happenings }) =>
        happenings.flatMap((one) => (one.kind === 'entered' ? [one.step] : [])),
      ),
    );
    expect([...entered].toSorted()).toEqual(['day', 'end', 'help', 'morning', 'weekend', 'when']);
    for (const { walk, happenings } of walks)
      expect(walkAgain(bundle!.flows, walk).happenings).toEqual(happenings);
  });
});
