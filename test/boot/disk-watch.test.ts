import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { DiskWatch } from '../../src/boot/disk-watch.ts';

const GIB = 1_024 ** 3;
const BLOCK = 4_096;

let clock: SimulatedClock;
/** Folder → GiB that are free, and in all; one that is missing cannot be looked at. */
let disks: Map<string, readonly [freeGib: number, sizeGib: number]>;

beforeEach(() => {
  clock = new SimulatedClock();
  disks = new Map();
  vi.spyOn(fs, 'statfs').mockImplementation((async (folder: string) => {
    const disk = disks.get(folder);
    if (disk === undefined) throw new Error('ENOENT');
    const [bavail, blocks] = disk.map((gib) => (gib * GIB) / BLOCK);
    return { bsize: BLOCK, bavail, blocks };
  }) as never);
  syncBuiltinESMExports();
});
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

async function watching(): Promise<DiskWatch> {
  const watch = new DiskWatch({ folders: { 'what is kept': '/data', 'what is recorded': '/spool' }, clock });
  watch.start();
  await new Promise(setImmediate);
  return watch;
}

async function verdict(watch: DiskWatch): Promise<string | undefined> {
  clock.advance(5_000);
  await new Promise(setImmediate);
  return watch.findings().find(({ id }) => id === 'disk what is kept')?.verdict;
}

test.each([
  ['half of it is left', 50, 100, 'good'],
  ['a tenth is left', 10, 100, 'between'],
  ['less than a tenth is left', 9.9, 100, 'bad'],
  ['little is left of a large one, and that is much', 100, 4_000, 'good'],
  ['nearly nothing is left of a small one', 0.9, 2, 'bad'],
  ['just so much as is needed is left', 1.05, 2, 'between'],
])('%s', async (_, freeGib, sizeGib, expected) => {
  const watch = await watching();
  disks.set('/data', [freeGib, sizeGib]);
  expect(await verdict(watch)).toBe(expected);
  watch.close();
});

test('says of which folder, how much is left, and what to do', async () => {
  disks.set('/spool', [0.5, 100]);
  const watch = await watching();
  expect(watch.findings()).toEqual([
    {
      ...{ id: 'disk what is recorded', kind: 'disk', queue: null, verdict: 'bad' },
      say:
        '0 % of the disk are left for what is recorded (0.5 GiB, in /spool): make room, or keep less ' +
        '(keep.recordings, keep.journal); what is recorded on a full disk is cut short',
    },
  ]);
  watch.close();
});

test('a folder that is gone, or cannot be looked at, is nobody’s trouble', async () => {
  disks.set('/data', [0.5, 100]);
  const watch = await watching();
  expect(await verdict(watch)).toBe('bad');
  disks.delete('/data');
  expect(await verdict(watch)).toBeUndefined();
  watch.close();
});
