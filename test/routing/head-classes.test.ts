import { expect, test } from 'vitest';
import { prngFrom } from '../../src/base/index.ts';
import { HeadClasses } from '../../src/routing/core/head-classes.ts';
import { Stack } from '../../src/routing/core/stack.ts';

const LINES = 200;

const membersOf = ({ classes, sets }: HeadClasses): readonly (readonly [number, readonly number[]])[] =>
  classes.map((classNumber, at) => {
    const lines: number[] = [];
    for (let line = sets[at]!.next(0); line >= 0; line = sets[at]!.next(line + 1)) lines.push(line);
    return [classNumber, lines] as const;
  });

test('lines are found by the class of their first, the best class first, whoever comes and goes', () => {
  const headClasses = new HeadClasses();
  headClasses.grow(LINES);
  const plain = new Map<number, number>();
  const prng = prngFrom(3);
  for (let step = 0; step < 3_000; step += 1) {
    const line = prng.below(LINES);
    const before = plain.get(line);
    if (before !== undefined) headClasses.drop(line, before);
    plain.delete(line);
    if (prng.chance(1, 2)) {
      const classNumber = prng.below(4) - 1;
      headClasses.add(line, classNumber);
      plain.set(line, classNumber);
    }
    const byClass = Map.groupBy([...plain.keys()], (known) => plain.get(known)!);
    const sorted = [...byClass].toSorted(([one], [other]) => one - other);
    expect(membersOf(headClasses)).toEqual(
      sorted.map(([classNumber, lines]) => [classNumber, lines.toSorted((one, other) => one - other)]),
    );
  }
});

test('a class that nobody has any more is not looked into, and its set is used again', () => {
  const headClasses = new HeadClasses();
  headClasses.grow(LINES);
  headClasses.add(7, 5);
  const [members] = headClasses.sets;
  headClasses.drop(7, 5);
  expect(headClasses.classes).toEqual([]);
  headClasses.grow(2 * LINES);
  headClasses.add(LINES + 1, 2);
  expect(headClasses.sets[0]).toBe(members);
  expect(membersOf(headClasses)).toEqual([[2, [LINES + 1]]]);
});

test('a stack gives back the last first, however many there were', () => {
  const stack = new Stack();
  for (let item = 0; item < 100; item += 1) stack.push(item);
  expect([stack.size, stack.pop(), stack.pop()]).toEqual([100, 99, 98]);
  stack.clear();
  stack.push(4);
  expect([stack.pop(), stack.pop(), stack.size]).toEqual([4, -1, 0]);
});
