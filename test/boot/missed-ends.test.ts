import { beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { MissedEnds } from '../../src/boot/missed-ends.ts';
import type { Event } from '../../src/switchboard/index.ts';

const READ_EVERY_MS = 100;

/** The diary: each leg that has ended takes a thousand bytes. */
const END_BYTES = 1_000;
let clock: SimulatedClock;
let diary: (readonly [string, number])[];
let unended: Set<string>;
let told: Event[];
let warned: string[];
let isUnreadable: boolean;
/** So much of the last line was not there to its end. */
let tornBytes: number;
let read: (readonly [number, number])[];
let ends: MissedEnds;
beforeEach(() => {
  clock = new SimulatedClock();
  [diary, unended, told, warned, isUnreadable, read] = [[], new Set(['a', 'b', 'c']), [], [], false, []];
  tornBytes = 0;
  ends = new MissedEnds({
    diary: {
      async size() {
        if (isUnreadable) throw new Error('no such disk');
        return END_BYTES * diary.length;
      },
      async ends(from, to) {
        read.push([from, to]);
        const lines = diary.slice(from / END_BYTES, to / END_BYTES);
        return { ends: new Map(lines.map(([legId, atMs]) => [legId, { atMs }])), readBytes: to - tornBytes };
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
  ends.lost();
  await passes(READ_EVERY_MS);
  diary.push(['a', 1_000], ['b', 2_000]);
  await passes(READ_EVERY_MS);
  expect(told).toEqual([
    {
      kind: 'endsRead',
      ends: [
        { legId: 'a', atMs: 1_000 },
        { legId: 'b', atMs: 2_000 },
      ],
    },
  ]);
  diary.push(['c', 3_000]);
  await passes(1_000);
  expect(told.slice(1)).toEqual([{ kind: 'endsRead', ends: [{ legId: 'c', atMs: 3_000 }] }]);
});

test('who is heard is not read of, unless somebody looks', async () => {
  ends.lost();
  ends.heard();
  await passes(READ_EVERY_MS);
  diary.push(['a', 1_000]);
  await passes(1_000);
  expect(told).toEqual([]);
  await ends.read();
  expect(told).toHaveLength(1);
});

test('of legs that are nobody here, or have ended for us, nothing is told', async () => {
  unended.clear();
  diary.push(['a', 1_000], ['x', 2_000]);
  await ends.read();
  expect(told).toEqual([]);
});

test('of a long diary the end alone is read, and one that was emptied from its beginning', async () => {
  for (let n = 0; n < 5_000; n++) diary.push([`old-${n}`, n]);
  await ends.read();
  expect(read).toEqual([[1_000_000, 5_000_000]]);
  diary = [['a', 1_000]];
  await ends.read();
  expect(read[1]).toEqual([0, END_BYTES]);
  expect(told).toHaveLength(1);
});

test('a diary that cannot be read is told of once, and read when it can be', async () => {
  isUnreadable = true;
  ends.lost();
  await passes(1_000);
  expect(warned).toHaveLength(1);
  isUnreadable = false;
  diary.push(['a', 1_000]);
  await passes(READ_EVERY_MS);
  expect(told).toHaveLength(1);
});

test('nothing is read any more when it is closed', async () => {
  ends.lost();
  await passes(READ_EVERY_MS);
  ends.close();
  ends.lost();
  diary.push(['a', 1_000]);
  await passes(1_000);
  expect(told).toEqual([]);
});

test('a line that is not there to its end is read once more, when it is', async () => {
  tornBytes = 400;
  diary.push(['a', 1_000]);
  await ends.read();
  diary.push(['b', 2_000]);
  await ends.read();
  expect(read).toEqual([
    [0, 1_000],
    [600, 2_000],
  ]);
});
