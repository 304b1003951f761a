import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readBundleFolder } from '../../src/boot/index.ts';
import { settingOf } from '../../src/boot/setting.ts';
import { loadBundle, SourceFile } from '../../src/bundle/index.ts';
import { coverageOf, readTests, runTest } from '../../src/rehearsal/index.ts';
import { ROOT } from '../sources.ts';

const source = await readBundleFolder(join(ROOT, 'ivr-flows'));
const { bundle } = loadBundle(source);
const file = new SourceFile('hotline.test.yaml', source.files.get('hotline.test.yaml'));
const setting = settingOf(bundle!);
const { tests, mistakes } = readTests(file, 'hotline', bundle!);

describe('the tests beside the flow that comes along', () => {
  test('have no mistakes', () => expect(mistakes).toEqual([]));

  test.each(tests)('$name', (one) => {
    expect(runTest(one, setting).failure).toBeNull();
  });

  test('reach every step and outcome', () => {
    const runs = tests.map((one) => runTest(one, setting).happenings);
    const [coverage] = coverageOf(bundle!.flows.flows.values(), runs);
    expect(coverage).toMatchObject({ flow: 'hotline', stepsMissed: [], outcomesMissed: [] });
  });

  test('do not change what a call stays with', () => {
    const files = new Map([...source.files].filter(([name]) => !name.endsWith('.test.yaml')));
    const without = loadBundle({ ...source, files }).bundle!;
    expect([without.flowHash, without.floorHash]).toEqual([bundle!.flowHash, bundle!.floorHash]);
  });
});
