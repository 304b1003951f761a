import { describe, expect, test } from 'vitest';
import { Slots } from '../../src/routing/core/slots.ts';

/** Slots with these names, and a sweep that gives back what is `unused`. */
function withNames(max: number, names: readonly string[], unused: readonly string[] = []) {
  const slots = new Slots(max);
  for (const name of names) slots.take(name);
  let sweeps = 0;
  const sweep = (): void => {
    sweeps += 1;
    for (const name of unused) if (slots.find(name) >= 0) slots.release(slots.find(name));
  };
  return {
    slots,
    hasRoomFor: (wanted: readonly string[]) => slots.hasRoomFor(wanted, sweep),
    sweeps: () => sweeps,
  };
}

describe('slots', () => {
  test('are given in order, and again after they were given back', () => {
    const { slots } = withNames(3, ['a', 'b', 'c']);
    expect(['a', 'b', 'c', 'd'].map((name) => slots.find(name))).toEqual([0, 1, 2, -1]);
    expect([slots.take('b'), slots.take('d'), slots.size]).toEqual([1, -1, 3]);
    slots.release(1);
    expect([slots.find('b'), slots.nameOf(1), slots.size, [...slots.all()]]).toEqual([-1, '', 2, [0, 2]]);
    expect([slots.take('d'), slots.nameOf(1)]).toEqual([1, 'd']);
    expect([slots.take('e'), slots.find('e')]).toEqual([-1, -1]);
  });

  test('have room for names that they hold already, and for each of the others once', () => {
    const { hasRoomFor, sweeps } = withNames(3, ['a', 'b']);
    expect([hasRoomFor(['a', 'b']), hasRoomFor(['a', 'c', 'c', 'b']), hasRoomFor([])]).toEqual([
      true,
      true,
      true,
    ]);
    expect(sweeps()).toBe(0);
    expect([hasRoomFor(['c', 'd']), sweeps()]).toEqual([false, 1]);
  });

  test('give back what nobody uses only where there is no room else, and take nothing yet', () => {
    const { slots, hasRoomFor, sweeps } = withNames(3, ['a', 'b'], ['b']);
    expect([hasRoomFor(['c']), sweeps(), slots.find('b')]).toEqual([true, 0, 1]);
    expect([hasRoomFor(['c', 'd']), sweeps(), slots.find('b'), slots.find('c')]).toEqual([true, 1, -1, -1]);
    expect(hasRoomFor(['b', 'c', 'd'])).toBe(false);
  });
});
