import { describe, expect, test } from 'vitest';
import { prngFrom } from '../../src/base/index.ts';
import { Schedule } from '../../src/routing/core/schedule.ts';

const ITEMS = 200;

/** The times that are planned, and the earliest of them: what a schedule must know. */
class Plain {
  readonly #atMs = new Map<number, number>();

  put(item: number, atMs: number): void {
    if (atMs === Number.POSITIVE_INFINITY) this.#atMs.delete(item);
    else this.#atMs.set(item, atMs);
  }

  drop(item: number): void {
    this.#atMs.delete(item);
  }

  get firstMs(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.#atMs.values());
  }

  isFirst(item: number): boolean {
    return this.#atMs.get(item) === this.firstMs;
  }

  get size(): number {
    return this.#atMs.size;
  }
}

/** Takes out everything in the order of time, and returns the times. */
function emptied(schedule: Schedule): readonly number[] {
  const times: number[] = [];
  for (let item = schedule.first; item >= 0; item = schedule.first) {
    times.push(schedule.firstMs);
    schedule.drop(item);
    if (times.length > ITEMS) break;
  }
  return times;
}

describe('a schedule', () => {
  test.each([1, 2, 3, 4])('knows what is due first whatever is planned, moved and dropped (%i)', (seed) => {
    const prng = prngFrom(seed);
    const schedule = new Schedule();
    const plain = new Plain();
    const wrong: number[] = [];
    for (let step = 0; step < 1_500; step += 1) {
      const item = prng.below(ITEMS);
      const atMs = prng.chance(1, 12) ? Number.POSITIVE_INFINITY : prng.below(200) / 4;
      if (prng.chance(1, 4)) {
        schedule.drop(item);
        plain.drop(item);
      } else {
        schedule.put(item, atMs);
        plain.put(item, atMs);
      }
      const isFirst = schedule.first === -1 ? plain.size === 0 : plain.isFirst(schedule.first);
      if (!isFirst || schedule.firstMs !== plain.firstMs) wrong.push(step);
    }
    expect(wrong).toEqual([]);
    const times = emptied(schedule);
    expect(times).toHaveLength(plain.size);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('of nothing has nothing due, and what is dropped that was never planned changes nothing', () => {
    const schedule = new Schedule();
    schedule.drop(3);
    schedule.drop(5_000);
    schedule.put(7, Number.POSITIVE_INFINITY);
    expect([schedule.first, schedule.firstMs]).toEqual([-1, Number.POSITIVE_INFINITY]);
    schedule.put(64, 5);
    schedule.put(63, 6);
    schedule.drop(65);
    expect([schedule.first, schedule.firstMs]).toEqual([64, 5]);
  });

  test.each([63, 64, 127, 128, 129, 1_000])('keeps what it knows when it grows for item %i', (item) => {
    const schedule = new Schedule();
    for (let small = 0; small < 64; small += 1) schedule.put(small, 100 - small);
    schedule.put(item, 1_000);
    schedule.put(item + 1, 999);
    const times = emptied(schedule);
    const small = Array.from({ length: 64 }, (_, at) => 100 - at).filter((atMs) => item > 63 || atMs > 37);
    expect(times).toEqual([...small.toSorted((a, b) => a - b), 999, 1_000]);
  });

  test('of what is due at one time gives out each once', () => {
    const schedule = new Schedule();
    for (let item = 0; item < 9; item += 1) schedule.put(item, 5);
    for (let item = 0; item < 9; item += 1) schedule.put(item, 5);
    expect(emptied(schedule)).toEqual(Array.from({ length: 9 }, () => 5));
  });
});
