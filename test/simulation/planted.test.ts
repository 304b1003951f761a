import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catchBug } from './planted/plant.ts';
import type { PlantedBug } from './planted/planted-bug.ts';
import { PLANTED_BUGS } from './planted/planted-bugs.ts';

/** Those that show within a few seeds; the script `simulate-planted` looks for all of them. */
const QUICK = [
  'a late answer is not resolved by the id of its offer',
  'the next offer is not made after one that failed',
  'a caller who hangs up while a phone rings leaves the offer',
  'who is promised to be called back stands at the end of the line',
  'the limit of a wait begins anew with another process',
  'numbers of offers are given twice when the process dies',
  'a re-homed caller gets a new place',
] as const;

const named = (name: string): PlantedBug => PLANTED_BUGS.find((bug) => bug.name === name)!;

describe('a bug that is planted in a copy of the source', () => {
  test.each(QUICK)(
    'is caught: %s',
    async (name) => {
      expect(await catchBug(named(name), 100)).toMatchObject({ kind: 'caught' });
    },
    60_000,
  );

  test('is told apart from one that cannot be planted, and from one that changes nothing', async () => {
    const [edit] = named(QUICK[0]).edits;
    const moved = { name: 'moved', edits: [{ ...edit!, find: 'words that stand nowhere' }] };
    expect(await catchBug(moved, 1)).toMatchObject({ kind: 'notPlanted' });
    const harmless = { name: 'harmless', edits: [{ ...edit!, replace: edit!.find }] };
    expect(await catchBug(harmless, 3)).toEqual({ kind: 'notCaught', seedsCount: 3 });
  }, 60_000);
});

test('twelve bugs and more are planted, at most a third of them in the router, each in a way of its own', () => {
  const inRouter = PLANTED_BUGS.filter(({ edits }) =>
    edits.some(({ file }) => file.startsWith('src/routing/')),
  );
  expect(PLANTED_BUGS.length).toBeGreaterThanOrEqual(12);
  expect(inRouter.length * 3).toBeLessThanOrEqual(PLANTED_BUGS.length);
  expect(new Set(PLANTED_BUGS.map(({ name }) => name)).size).toBe(PLANTED_BUGS.length);
});

test('each can be planted: what it changes stands once where it says', () => {
  const root = new URL('../../', import.meta.url);
  const lost = PLANTED_BUGS.filter(({ edits }) =>
    edits.some(({ file, find }) => readFileSync(new URL(file, root), 'utf8').split(find).length !== 2),
  );
  expect(lost.map(({ name }) => name)).toEqual([]);
});
