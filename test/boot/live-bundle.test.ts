import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { BundleArchive } from '../../src/boot/bundle-archive.ts';
import { chooseBundle, type FolderReader } from '../../src/boot/choose-bundle.ts';
import { FlowOutcomesBook } from '../../src/boot/flow-outcomes.ts';
import { LiveBundle } from '../../src/boot/live-bundle.ts';
import { WarmReader } from '../../src/boot/warm-reader.ts';
import type { LoadedBundle } from '../../src/bundle/index.ts';
import type { Event } from '../../src/switchboard/index.ts';
import { loadSmall } from '../bundle/small-bundle.ts';

let onDisk: LoadedBundle;
let happened: string[];
/** What the switchboard was told. */
let told: Event[];
let logged: string[];
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

/** Hashes are there also of files that nobody may compile. */
const reader: FolderReader = { load, hashes: async () => onDisk.hashes };

beforeEach(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'live-'));
  folder = join(scratch, 'flows');
  mkdirSync(folder);
  writeFileSync(join(folder, 'bundle.yaml'), 'its text is of no account here');
  archive = await BundleArchive.open(join(scratch, 'bundles'));
  kept = new Map();
  onDisk = loadSmall();
  happened = [];
  told = [];
  logged = [];
  clock = new SimulatedClock();
  live = new LiveBundle({
    ...{ folder, archive, reader },
    bundle: loadSmall().bundle!,
    mistakes: [],
    trial: null,
    outcomes: new FlowOutcomesBook(),
    prepare: async () => {
      happened.push('prompts are made');
      return [];
    },
    admit: async ({ operators }) => void happened.push(`accounts of ${[...operators.keys()].join(', ')}`),
    put: (event: Event) => {
      happened.push(event.kind);
      told.push(event);
    },
    hours: () => happened.push('hours'),
    clock,
    log: pino({ level: 'warn' }, { write: (line: string) => logged.push(line) }),
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
  expect(happened).toEqual(['prompts are made', 'accounts of anna, boris', 'flowsChanged']);
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

test('what is odd in the files and no mistake is logged with its place, and they come into use', async () => {
  const place = { file: 'schedules.yaml', line: 4, column: 5 };
  const warning = { ...place, code: 'PAST_DATES', say: 'all are past', hint: 'add some' };
  onDisk = { ...loadSmall({ 'main.flow.yaml': FLOW }), warnings: [warning] };
  expect(await live.activate('a test')).toEqual({ changed: ['flow'], mistakes: [] });
  expect(logged.join('')).toContain(`${folder}/schedules.yaml:4:5 PAST_DATES all are past`);
});

test('a step that the exchange cannot do yet keeps the running bundle in use', async () => {
  const { flowHash } = live.state();
  onDisk = loadSmall({
    'main.flow.yaml': FLOW.replace(
      'end: {',
      'first: { bot: { name: b, intents: {} }, on: { failed: end } }\n  end: {',
    ).replace('start: end', 'start: first'),
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
  expect((await chooseBundle(folder, again, reader)).bundle).toBe(onDisk.bundle);
  await live.rollBack(1, 'a test');
  const third = await BundleArchive.open(join(scratch, 'bundles'));
  expect((await chooseBundle(folder, third, reader)).bundle).toMatchObject(first);
});

test("a start in the middle of an admin's work takes the last good version and tells the mistakes", async () => {
  kept.set(join(scratch, 'bundles', '1'), onDisk);
  const good = onDisk.bundle;
  const wrong = loadSmall({ 'main.flow.yaml': FLOW.replace('start: end', 'start: ende') });
  onDisk = wrong;
  const nothing = { bundle: undefined, mistakes: wrong.mistakes };
  expect(await chooseBundle(folder, archive, reader)).toMatchObject(nothing);
  await live.begin();
  expect(await chooseBundle(folder, archive, reader)).toEqual({
    bundle: good,
    mistakes: wrong.mistakes,
    trial: null,
  });
});

test('a line of the history that a power cut left half written is passed over', async () => {
  await live.begin();
  writeFileSync(join(scratch, 'bundles/history.jsonl'), '\n{"version":', { flag: 'a' });
  expect((await BundleArchive.open(join(scratch, 'bundles'))).changes).toHaveLength(1);
});

test('old versions are forgotten, those of the last fifty changes are kept', async () => {
  for (let at = 1; at <= 52; at += 1) {
    const hashes = { flowHash: `f${at}`, floorHash: 'q' };
    await archive.keep(folder, hashes, { by: 'a test', atMs: at, trial: null });
  }
  const isThere = (version: number): boolean => existsSync(join(scratch, 'bundles', String(version)));
  expect([2, 3, 52].map(isThere)).toEqual([false, true, true]);
  expect(archive.changes).toHaveLength(50);
});

const MENU = `${FLOW}# of another version\n`;

/** Version 1 is in use, and version 2 is tried. */
async function tried(percent: number): Promise<void> {
  kept.set(join(scratch, 'bundles', '1'), onDisk);
  await live.begin();
  onDisk = loadSmall({ 'main.flow.yaml': FLOW });
  kept.set(join(scratch, 'bundles', '2'), onDisk);
  expect((await live.activate('a test', percent)).mistakes).toEqual([]);
}

/** What the switchboard was told last: the flows of all, and those of a share. */
const meet = (): unknown => {
  const { flowHash, trial } = told.at(-1) as Extract<Event, { kind: 'flowsChanged' }>;
  return { all: flowHash, some: trial?.flowHash, percent: trial?.percent };
};
const hashOf = (flow?: string): string =>
  loadSmall(flow === undefined ? {} : { 'main.flow.yaml': flow }).hashes.flowHash;

test('flows are tried by a share of the callers, then by more, then everybody meets them', async () => {
  await tried(5);
  expect(meet()).toEqual({ all: hashOf(), some: hashOf(FLOW), percent: 5 });
  const before = { version: 1, flowHash: hashOf() };
  expect(live.state()).toMatchObject({ flowHash: hashOf(FLOW), trial: { percent: 5, before } });
  expect((await live.activate('a test', 50)).changed).toEqual(['flow']);
  expect(meet()).toEqual({ all: hashOf(), some: hashOf(FLOW), percent: 50 });
  expect((await live.activate('a test')).changed).toEqual([]);
  await live.activate('a test', 100);
  expect(meet()).toEqual({ all: hashOf(FLOW), some: undefined, percent: undefined });
  expect(live.state().trial).toBeNull();
  const shares = live.history().map(({ version, trial }) => [version, trial?.percent, trial?.before]);
  expect(shares).toEqual([
    [2, undefined, undefined],
    [2, 50, 1],
    [2, 5, 1],
    [1, undefined, undefined],
  ]);
});

test('going back ends the trial, and the files that were tried are left alone', async () => {
  await tried(5);
  await live.rollBack(null, 'a test');
  expect(meet()).toEqual({ all: hashOf(), some: undefined, percent: undefined });
  expect(live.state()).toMatchObject({ flowHash: hashOf(), trial: null });
  expect((await live.filesChanged()).changed).toEqual([]);
  await expect(live.rollBack(null, 'a test')).rejects.toMatchObject({ code: 'BUNDLE_NO_TRIAL' });
});

test('files that are saved during a trial are tried in the place of those before, by as many callers', async () => {
  await tried(20);
  onDisk = loadSmall({ 'main.flow.yaml': MENU });
  await live.filesChanged();
  expect(meet()).toEqual({ all: hashOf(), some: hashOf(MENU), percent: 20 });
});

test('a trial of the files in use is one of those that are saved next', async () => {
  await live.begin();
  await live.activate('a test', 10);
  expect(live.state().trial).toMatchObject({ percent: 10, before: { version: 1, flowHash: hashOf() } });
  onDisk = loadSmall({ 'main.flow.yaml': FLOW });
  await live.filesChanged();
  expect(meet()).toEqual({ all: hashOf(), some: hashOf(FLOW), percent: 10 });
});

test('opening hours that the flows before may need stay until the trial is over', async () => {
  onDisk = loadSmall({
    'schedules.yaml': 'schedules:\n  old: { zone: UTC, hours: { mon-fri: 09:00-18:00 } }\n',
  });
  expect((await live.activate('a test')).mistakes).toEqual([]);
  onDisk = loadSmall({ 'main.flow.yaml': FLOW });
  const [mistake] = (await live.activate('a test', 5)).mistakes;
  expect(mistake).toMatchObject({ code: 'NEEDED_BEFORE', file: `${folder}/schedules.yaml` });
  expect(mistake?.say).toBe(
    'schedule "old" is gone, and the flows before, which 95 % of the callers meet, may need it',
  );
  expect(live.state()).toMatchObject({ trial: null, flowHash: hashOf() });
  expect((await live.activate('a test', 100)).changed).toEqual(['flow', 'floor']);
});

test('without a version to stand beside it, nothing is tried', async () => {
  await expect(live.activate('a test', 5)).rejects.toMatchObject({ code: 'BUNDLE_NOT_KEPT' });
  expect(happened).toEqual([]);
});

test('a trial outlives the process, with the files as they are then', async () => {
  await tried(5);
  // As a process does that starts.
  const warm = new WarmReader(reader, () => 0);
  const again = async () => chooseBundle(folder, await BundleArchive.open(join(scratch, 'bundles')), warm);
  const chosen = await again();
  expect(chosen).toMatchObject({ bundle: onDisk.bundle, trial: { percent: 5, beforeVersion: 1 } });
  expect(chosen.trial?.before.flowHash).toBe(hashOf());
  onDisk = loadSmall({ 'main.flow.yaml': FLOW.replace('start: end', 'start: ende') });
  expect((await again()).bundle?.flowHash).toBe(hashOf(FLOW));
  kept.set(join(scratch, 'bundles', '1'), onDisk);
  const lost = await again();
  expect([lost.trial, lost.mistakes.at(-1)?.code]).toEqual([null, 'TRIAL_LOST']);
});

test('which files were gone back from is known without compiling them', async () => {
  await tried(5);
  await live.rollBack(null, 'a test');
  const read: string[] = [];
  const watched: FolderReader = {
    ...reader,
    load(from) {
      read.push(from);
      return load(from);
    },
  };
  await chooseBundle(folder, await BundleArchive.open(join(scratch, 'bundles')), watched);
  expect(read).toEqual([join(scratch, 'bundles', '1')]);
});
