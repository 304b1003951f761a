import { expect, test } from 'vitest';
import { prngFrom } from '../../src/base/index.ts';
import { Grid } from '../../src/routing/core/grid.ts';

const ROWS = 70;
const ITEMS = 300;

test('a grid keeps what was put into it while it gets more rows and more items', () => {
  const prng = prngFrom(5);
  const grid = new Grid();
  const held = new Set<number>();
  let [rows, items] = [0, 0];
  const compare = (): void => {
    const wrong: string[] = [];
    for (let row = 0; row < rows; row += 1) {
      for (let item = 0; item < items; item += 1)
        if (grid.has(row, item) !== held.has(row * ITEMS + item)) wrong.push(`${row}, ${item}`);
    }
    expect(wrong).toEqual([]);
  };
  while (rows < ROWS || items < ITEMS) {
    if (prng.chance(1, 2) && rows < ROWS) {
      grid.growTo(rows);
      rows += 1;
    } else if (items < ITEMS) {
      items = Math.min(ITEMS, items + 1 + prng.below(30));
      grid.widen(items);
    }
    for (let puts = 0; rows > 0 && items > 0 && puts < 40; puts += 1) {
      const [row, item] = [prng.below(rows), prng.below(items)];
      const inside = prng.chance(2, 3);
      grid.put(row, item, inside);
      if (inside) held.add(row * ITEMS + item);
      else held.delete(row * ITEMS + item);
    }
    if (prng.chance(1, 8)) compare();
  }
  compare();
});

test.each([31, 32, 33, 64, 65])('rows of %i items lie side by side, one bit an item', (items) => {
  const grid = new Grid();
  grid.widen(items);
  grid.growTo(2);
  expect(grid.stride).toBe(Math.ceil(items / 32));
  expect(grid.words).toHaveLength(3 * grid.stride);
  grid.put(1, items - 1, true);
  expect(grid.words[grid.stride + ((items - 1) >>> 5)]).toBe(1 << ((items - 1) & 31));
  expect([grid.has(0, items - 1), grid.has(1, items - 1), grid.has(2, 0)]).toEqual([false, true, false]);
  grid.growTo(1);
  expect(grid.words).toHaveLength(3 * grid.stride);
  grid.growTo(3);
  expect(grid.words).toHaveLength(6 * grid.stride);
  expect(grid.has(1, items - 1)).toBe(true);
});
