import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadFlows, readBundleFolder } from '../../src/boot/index.ts';
import { settingOf } from '../../src/boot/setting.ts';
import { loadBundle, SourceFile } from '../../src/bundle/index.ts';
import { STEP_KINDS } from '../../src/flow/steps/step-kinds.ts';
import {
  coverageOf,
  randomWalk,
  readTests,
  runTest,
  shrinkWalk,
  walkAgain,
} from '../../src/rehearsal/index.ts';
import { ROOT } from '../sources.ts';

const FOLDER = join(ROOT, 'test/bundles/every-step');
const source = await readBundleFolder(FOLDER);
const { bundle, mistakes } = loadBundle(source, 'rehearsals');
const flows = settingOf(bundle!);
const graph = flows.flows.get('hotline')!;

/** The kinds that the exchange cannot do yet. */
const LATER = [...STEP_KINDS.values()].filter(({ notYet }) => notYet !== null).map(({ kind }) => kind);

/** The places of all kinds of steps that are written so: "  name: { dial: …", or the kind on a line of its own. */
function placesOf(kinds: readonly string[]): readonly string[] {
  return [...source.files].flatMap(([name, text]) =>
    !name.endsWith('.flow.yaml')
      ? []
      : text!.split('\n').flatMap((line, index) => {
          const found = /^ {2}[\w-]+: \{ (?<kind>\w+):|^ {4}(?:\{ )?(?<own>\w+):/.exec(line);
          const kind = found?.groups?.kind ?? found?.groups?.own;
          if (kind === undefined || !kinds.includes(kind)) return [];
          const column = found![0].length - kind.length;
          return [`${name}:${index + 1}:${column}`];
        }),
  );
}

describe('the bundle with every kind of step', () => {
  test('has no mistake, and every kind', () => {
    expect(mistakes).toEqual([]);
    const used = new Set([...flows.flows.values()].flatMap(({ steps }) => steps.map(({ kind }) => kind)));
    expect([...STEP_KINDS.keys()].filter((kind) => !used.has(kind))).toEqual([]);
  });

  test('is refused for calls: each step that the exchange cannot do yet is named where it is written', async () => {
    const { bundle: none, mistakes: wrong } = await loadFlows(FOLDER);
    expect(none).toBeUndefined();
    expect(new Set(wrong.map(({ code }) => code))).toEqual(new Set(['STEP_NOT_AVAILABLE']));
    expect(wrong.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual(placesOf(LATER));
    for (const { hint } of wrong) expect(hint).toMatch(/^use .*`\.\/cordboard test` and `walk` do run it$/);
  });

  const file = new SourceFile('hotline.test.yaml', source.files.get('hotline.test.yaml'));
  const read = readTests(file, 'hotline', bundle!);
  test('has tests without a mistake', () => expect(read.mistakes).toEqual([]));
  test.each(read.tests.map((one) => [one.name, one] as const))('%s', (_, one) => {
    expect(runTest(one, flows).failure).toBeNull();
  });

  test('is walked at random to a good end, through every outcome of the steps that come later', () => {
    const runs = Array.from({ length: 12_000 }, (_, seed) => randomWalk(flows, graph, seed));
    for (const run of runs) {
      if (run.verdict !== null) expect(shrinkWalk(flows, run)).toBeNull();
    }
    for (const run of runs.slice(0, 300)) expect(walkAgain(flows, run.walk)).toEqual(run);
    const [coverage] = coverageOf(
      [graph],
      runs.map(({ happenings }) => happenings),
    );
    const later = graph.steps.filter(({ kind }) => LATER.includes(kind)).map(({ name }) => name);
    expect(coverage!.outcomesMissed.filter((one) => later.includes(one.split(' ')[0]!))).toEqual([]);
  });
});
