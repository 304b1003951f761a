import { beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { DiaryWatch } from '../../src/boot/diary-watch.ts';
import type { Event, JoinsRead } from '../../src/switchboard/index.ts';

const READ_EVERY_MS = 100;

/** The diary: each leg that has ended takes a thousand bytes. */
const END_BYTES = 1_000;
let clock: SimulatedClock;
let diary: (readonly [string, number])[];
let joins: Map<string, JoinsRead>;
let unended: Set<string>;
let told: Event[];
let warned: string[];
let isUnreadable: boolean;
let hangs: boolean;
/** So much of the last line was not there to its end. */
let tornBytes: number;
let read: (readonly [number, number])[];
let watch: DiaryWatch;
beforeEach(() => {
  clock = new SimulatedClock();
  [diary, unended, told, warned, isUnreadable, read] = [[], new Set(['a', 'b', 'c']), [], [], false, []];
  [tornBytes, joins, hangs] = [0, new Map(), false];
  watch = new DiaryWatch({
    diary: {
      async size() {
        if (hangs) await new Promise(() => {});
        if (isUnreadable) throw new Error('no such disk');
        return END_BYTES * diary.length;
      },
      async legs(from, to) {
        read.push([from, to]);
        const lines = diary.slice(from / END_BYTES, to / END_BYTES);
        const ends = new Map(lines.map(([legId, atMs]) => [legId, { atMs }]));
        return { ends, joins, readBytes: to - tornBytes };
      },
    },
    switchboard: { unendedLegs: () => unended },
    put: (event) => told.push(event),
    clock,
    log: { warn: (_: unknown, what = '') => void warned.push(what) },
  });
});

/** Lets time pass, and what was begun come to its end. */
async function passes(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= READ_EVERY_MS) {
    clock.advance(Math.min(left, READ_EVERY_MS));
    for (let round = 0; round < 10; round++) await Promise.resolve();
  }
}

test('while nobody hears, what the diary tells is told within a moment, and each end once', async () => {
  void watch.lost();
  await passes(READ_EVERY_MS);
  diary.push(['a', 1_000], ['b', 2_000]);
  await passes(READ_EVERY_MS);
  expect(told).toEqual([
    {
      kind: 'diaryRead',
      ends: [
        { legId: 'a', atMs: 1_000 },
        { legId: 'b', atMs: 2_000 },
      ],
      joins: [],
    },
  ]);
  diary.push(['c', 3_000]);
  await passes(1_000);
  expect(told.slice(1)).toEqual([{ kind: 'diaryRead', ends: [{ legId: 'c', atMs: 3_000 }], joins: [] }]);
});

test('who is heard is not read of, unless somebody looks', async () => {
  void watch.lost();
  watch.heard();
  await passes(READ_EVERY_MS);
  diary.push(['a', 1_000]);
  await passes(1_000);
  expect(told).toEqual([]);
  await watch.read();
  expect(told).toHaveLength(1);
});

test('of legs that are nobody here, or have ended for us, nothing is told', async () => {
  unended.clear();
  diary.push(['a', 1_000], ['x', 2_000]);
  await watch.read();
  expect(told).toEqual([]);
});

test('of a long diary the end alone is read, and one that was emptied from its beginning', async () => {
  for (let n = 0; n < 5_000; n++) diary.push([`old-${n}`, n]);
  await watch.read();
  expect(read).toEqual([[1_000_000, 5_000_000]]);
  diary = [['a', 1_000]];
  await watch.read();
  expect(read[1]).toEqual([0, END_BYTES]);
  expect(told).toHaveLength(1);
});

test('of who came into a talk it is told as well, and of nobody who is none of ours', async () => {
  joins = new Map([
    ['a', { firstMs: 1_000, lastMs: 1_500 }],
    ['x', { firstMs: 2_000, lastMs: 2_000 }],
  ]);
  diary.push(['x', 3_000]);
  await watch.read();
  expect(told).toEqual([
    { kind: 'diaryRead', ends: [], joins: [{ legId: 'a', firstMs: 1_000, lastMs: 1_500 }] },
  ]);
});

test('whoever waits for what was written before has it told, and does not wait for a disk that hangs', async () => {
  diary.push(['a', 1_000]);
  await watch.lost();
  expect(told).toHaveLength(1);
  watch.heard();
  hangs = true;
  let isLost = false;
  void watch.lost().then(() => {
    isLost = true;
  });
  await passes(400);
  expect(isLost).toBe(false);
  await passes(100);
  expect(isLost).toBe(true);
});

test('a diary that cannot be read is told of once, and read when it can be', async () => {
  isUnreadable = true;
  void watch.lost();
  await passes(1_000);
  expect(warned).toHaveLength(1);
  isUnreadable = false;
  diary.push(['a', 1_000]);
  await passes(READ_EVERY_MS);
  expect(told).toHaveLength(1);
});

test('nothing is read any more when it is closed', async () => {
  void watch.lost();
  await passes(READ_EVERY_MS);
  watch.close();
  void watch.lost();
  diary.push(['a', 1_000]);
  await passes(1_000);
  expect(told).toEqual([]);
});

test('a line that is not there to its end is read once more, when it is', async () => {
  tornBytes = 400;
  diary.push(['a', 1_000]);
  await watch.read();
  diary.push(['b', 2_000]);
  await watch.read();
  expect(read).toEqual([
    [0, 1_000],
    [600, 2_000],
  ]);
});
