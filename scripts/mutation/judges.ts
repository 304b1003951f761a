import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Recorded } from '../../test/routing/worlds/recorded.ts';
import type { RoomName } from './rooms.ts';
import type { Test } from './run-tests.ts';

/** Opens a file of the project as it is where mutants are judged. */
export type Import = (file: string) => Promise<Readonly<Record<string, unknown>>>;

/** What judges a room's code beside its tests: long, but nothing of it is done before it is run. */
export const JUDGES: Readonly<Record<RoomName, (importHere: Import) => Promise<readonly Test[]>>> = {
  routing: worlds,
  flow: bundles,
};

type RoutingCode = Pick<typeof import('../../src/routing/fast-router.ts'), 'FastRouter'>;
type WorldCode = Pick<typeof import('../../test/routing/worlds/recorded.ts'), 'judged'>;

/** Small tables are made quickly, and a world needs no more. */
const LIMITS = { callersMax: 64, operatorsMax: 64, needsMax: 256, skillsMax: 32, queuesMax: 8 };

let recorded: readonly Recorded[] | undefined;

/** Worlds in which the router must do what was recorded of the literal reference before the run. */
async function worlds(importHere: Import): Promise<readonly Test[]> {
  const { judged } = (await importHere('test/routing/worlds/recorded.ts')) as WorldCode;
  const { FastRouter } = (await importHere('src/routing/fast-router.ts')) as RoutingCode;
  recorded ??= JSON.parse(readFileSync(process.env.MUTATION_WORLDS!, 'utf8')) as readonly Recorded[];
  return recorded.map((world, index) => ({
    id: `world ${index + 1}`,
    run: () => {
      const difference = judged(new FastRouter(LIMITS), world);
      if (difference !== undefined) throw new Error(difference);
    },
  }));
}

type BundleCode = Pick<typeof import('../../src/bundle/index.ts'), 'loadBundle' | 'SourceFile'>;
type RehearsalCode = Pick<
  typeof import('../../src/rehearsal/index.ts'),
  'readTests' | 'runTest' | 'schemaFiles'
>;
type SettingCode = Pick<typeof import('../../src/boot/setting.ts'), 'settingOf'>;
type ZoneCode = Pick<typeof import('../../src/schedules/index.ts'), 'timeZones'>;

const TESTED = '.test.yaml';

/**
 * Bundles with tests beside their flows: the one that comes along, and the one with every kind of step. And what editors
 * are told of all that may be written.
 */
async function bundles(importHere: Import): Promise<readonly Test[]> {
  const code = {
    ...((await importHere('src/bundle/index.ts')) as BundleCode),
    ...((await importHere('src/rehearsal/index.ts')) as RehearsalCode),
    ...((await importHere('src/boot/setting.ts')) as SettingCode),
    ...((await importHere('src/schedules/index.ts')) as ZoneCode),
  };
  const rehearsed = ['ivr-flows', 'test/bundles/every-step'].map((folder) => ({
    id: `tests of ${folder}`,
    run: () => rehearse(folder, code),
  }));
  return [...rehearsed, { id: 'schemas for editors', run: () => areWritten(code.schemaFiles()) }];
}

function areWritten(schemas: ReadonlyMap<string, string>): void {
  for (const [name, text] of schemas) {
    if (readFileSync(join('ivr-flows/schema', name), 'utf8') !== text) throw new Error(`${name} is another`);
  }
}

function rehearse(folder: string, code: BundleCode & RehearsalCode & SettingCode & ZoneCode): void {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  const files = new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  const source = { files, recordings: [], folder, zones: code.timeZones, hash: (text: string) => text };
  const { bundle, mistakes } = code.loadBundle(source, 'rehearsals');
  if (bundle === undefined) throw new Error(`${mistakes[0]?.code} in ${mistakes[0]?.file}`);
  for (const name of names.filter((one) => one.endsWith(TESTED))) {
    const file = new code.SourceFile(name, files.get(name));
    const { tests } = code.readTests(file, name.slice(0, -TESTED.length), bundle);
    for (const test of tests) {
      const { failure } = code.runTest(test, code.settingOf(bundle));
      if (failure !== null) throw new Error(`${test.name}: ${failure.say}`);
    }
  }
}
