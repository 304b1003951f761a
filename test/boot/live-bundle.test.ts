import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { BundleArchive } from '../../src/boot/bundle-archive.ts';
import { chooseBundle } from '../../src/boot/choose-bundle.ts';
import { LiveBundle } from '../../src/boot/live-bundle.ts';
import type { LoadedBundle } from '../../src/bundle/index.ts';
import type { Event } from '../../src/switchboard/index.ts';
import { loadSmall } from '../bundle/small-bundle.ts';

let onDisk: LoadedBundle;
let happened: string[];
let live: LiveBundle;
let clock: SimulatedClock;
let scratch: string;
let folder: string;
let archive: BundleArchive;
/** What a version's folder holds, by its path. */
let kept: Map<string, LoadedBundle>;

const FLOW = 'flow: main\nstart: end\nsteps:\n  end: { hangup: normal }\n';
const QUEUES =
  'queues:\n  help: { must: "help >= 1", limits: { waiting: 77 } }\n  sales: { must: "sales >= 1" }\n';

const load = async (from: string): Promise<LoadedBundle> => {
  if (from === folder) return onDisk;
  expect(existsSync(from)).toBe(true);
  return kept.get(from)!;
};

beforeEach(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'live-'));
  folder = join(scratch, 'flows');
  mkdirSync(folder);
  writeFileSync(join(folder, 'bundle.yaml'), 'its text is of no account here');
  archive = await BundleArchive.open(join(scratch, 'bundles'));
  kept = new Map();
  onDisk = loadSmall();
  happened = [];
  clock = new SimulatedClock();
  live = new LiveBundle({
    ...{ folder, archive, load },
    bundle: loadSmall().bundle!,
    mistakes: [],
    prepare: async () => {
      happened.push('prompts are made');
      return [];
    },
    admit: async (operators) => void happened.push(`accounts of ${operators.map(({ id }) => id).join(', ')}`),
    put: (event: Event) => happened.push(event.kind),
    hours: () => happened.push('hours'),
    clock,
    log: pino({ level: 'silent' }),
  });
});

afterEach(() => rmSync(scratch, { recursive: true }));

test('files that are as before change nothing', async () => {
  expect(await live.activate('a test')).toEqual({ changed: [], mistakes: [] });
  expect(happened).toEqual([]);
});

test('other flows come into use when their prompts are made', async () => {
  clock.advance(5_000);
  onDisk = loadSmall({ 'main.flow.yaml': FLOW });
  expect(await live.activate('a test')).toEqual({ changed: ['flow'], mistakes: [] });
  expect(happened).toEqual(['prompts are made', 'flowsChanged']);
  expect(live.state()).toMatchObject({ flowHash: onDisk.bundle!.flowHash, sinceMs: clock.now().wallMs });
});

test('the floor comes into use before the flows, which may lead into a new queue', async () => {
  onDisk = loadSmall({ 'main.flow.yaml': FLOW, 'queues.yaml': QUEUES });
  await live.activate('a test');
  expect(happened).toEqual([
    'prompts are made',
    'accounts of anna, boris',
    'floorChanged',
    'hours',
    'flowsChanged',
  ]);
});

test('files with mistakes change nothing, and the mistakes are told with their place', async () => {
  const { flowHash } = live.state();
  onDisk = loadSmall({ 'main.flow.yaml': FLOW.replace('start: end', 'start: ende') });
  const { changed, mistakes } = await live.activate('a test');
  expect([changed, happened]).toEqual([[], []]);
  expect(mistakes.map(({ file, line }) => `${file}:${line}`)).toContain(`${folder}/main.flow.yaml:2`);
  expect(live.state()).toMatchObject({ flowHash, mistakes });
  expect(await live.validate()).toEqual(mistakes);
  onDisk = loadSmall();
  await live.activate('a test');
  expect(live.state().mistakes).toEqual([]);
});

test('a step that the exchange cannot do yet keeps the running bundle in use', async () => {
  const { flowHash } = live.state();
  onDisk = loadSmall({
    'main.flow.yaml': FLOW.replace('end: {', 'first: { dial: "123", on: { failed: end } }\n  end: {').replace(
      'start: end',
      'start: first',
    ),
  });
  for (const act of [live.activate('a test'), live.filesChanged()]) {
    const { changed, mistakes } = await act;
    expect([changed, happened]).toEqual([[], []]);
    expect(mistakes.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([
      '4:12 STEP_NOT_AVAILABLE',
    ]);
    expect(live.state()).toMatchObject({ flowHash, mistakes });
  }
});

test('two wishes at once are fulfilled one after the other', async () => {
  onDisk = loadSmall({ 'main.flow.yaml': FLOW });
  const answers = await Promise.all([live.activate('one'), live.activate('other')]);
  expect(answers.map(({ changed }) => changed)).toEqual([['flow'], []]);
});

/** The next version, with what its folder holds. */
async function activated(version: number, changes: Readonly<Record<string, string>>): Promise<void> {
  onDisk = loadSmall(changes);
  kept.set(join(scratch, 'bundles', String(version)), onDisk);
  await live.activate('a test');
}

const versions = (): readonly number[] => live.history().map(({ version }) => version);

test('somebody goes back to a version; files that stay as they are do not undo it', async () => {
  kept.set(join(scratch, 'bundles', '1'), onDisk);
  await live.begin();
  await activated(2, { 'main.flow.yaml': FLOW });
  const { flowHash } = loadSmall().hashes;
  expect(await live.rollBack(1, 'a test')).toEqual({ changed: ['flow'], mistakes: [] });
  expect([versions(), live.state().flowHash]).toEqual([[1, 2, 1], flowHash]);
  expect(await live.filesChanged()).toEqual({ changed: [], mistakes: [] });
  expect(live.state().flowHash).toBe(flowHash);
  onDisk = loadSmall({ 'main.flow.yaml': `${FLOW}# saved again\n` });
  expect((await live.filesChanged()).changed).toEqual(['flow']);
  expect(versions()).toEqual([3, 1, 2, 1]);
});

test('a version that never was cannot be gone back to', async () => {
  await expect(live.rollBack(9, 'a test')).rejects.toMatchObject({ code: 'BUNDLE_VERSION_UNKNOWN' });
  expect(happened).toEqual([]);
});

test('a start takes the files, but not those from which somebody has gone back', async () => {
  kept.set(join(scratch, 'bundles', '1'), onDisk);
  const first = onDisk.hashes;
  await live.begin();
  await activated(2, { 'main.flow.yaml': FLOW });
  const again = await BundleArchive.open(join(scratch, 'bundles'));
  expect((await chooseBundle(folder, again, load)).bundle).toBe(onDisk.bundle);
  await live.rollBack(1, 'a test');
  const third = await BundleArchive.open(join(scratch, 'bundles'));
  expect((await chooseBundle(folder, third, load)).bundle).toMatchObject(first);
});

test("a start in the middle of an admin's work takes the last good version and tells the mistakes", async () => {
  kept.set(join(scratch, 'bundles', '1'), onDisk);
  const good = onDisk.bundle;
  const wrong = loadSmall({ 'main.flow.yaml': FLOW.replace('start: end', 'start: ende') });
  onDisk = wrong;
  const nothing = { bundle: undefined, mistakes: wrong.mistakes };
  expect(await chooseBundle(folder, archive, load)).toMatchObject(nothing);
  await live.begin();
  expect(await chooseBundle(folder, archive, load)).toEqual({ bundle: good, mistakes: wrong.mistakes });
});

test('a line of the history that a power cut left half written is passed over', async () => {
  await live.begin();
  writeFileSync(join(scratch, 'bundles/history.jsonl'), '\n{"version":', { flag: 'a' });
  expect((await BundleArchive.open(join(scratch, 'bundles'))).changes).toHaveLength(1);
});

test('old versions are forgotten, those of the last fifty changes are kept', async () => {
  for (let at = 1; at <= 52; at += 1) {
    await archive.keep(folder, { flowHash: `f${at}`, floorHash: 'q' }, 'a test', at);
  }
  const isThere = (version: number): boolean => existsSync(join(scratch, 'bundles', String(version)));
  expect([2, 3, 52].map(isThere)).toEqual([false, true, true]);
  expect(archive.changes).toHaveLength(50);
});
