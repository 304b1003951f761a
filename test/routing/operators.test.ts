import { describe, expect, test } from 'vitest';
import { textHash } from '../../src/base/index.ts';
import { Idle } from '../../src/routing/core/idle.ts';
import { INTS, Operators, PREVIOUS } from '../../src/routing/core/operators.ts';
import { Priorities } from '../../src/routing/core/priorities.ts';

/** Operators who are seated, in this order. */
function seated(max: number, count: number): Operators {
  const operators = new Operators(max);
  for (let number = 0; number < count; number += 1) operators.begin(operators.slots.take(`op-${number}`));
  return operators;
}

describe('the records of the operators', () => {
  test('are kept while there come to be more than there was room for', () => {
    const operators = seated(1_000, 0);
    for (let number = 0; number < 1_000; number += 1) {
      const operator = operators.slots.take(`op-${number}`);
      operators.begin(operator);
      operators.setFree(operator, number % 3);
      operators.setLoad(operator, number / 2);
      operators.setSkillCount(operator, number % 5);
      operators.beginTurn(operator, 2 * number, number / 8);
    }
    const found = Array.from({ length: 1_000 }, (_, operator) => [
      operators.idOf(operator),
      operators.seatOf(operator),
      operators.freeOf(operator),
      operators.loadOf(operator),
      operators.skillCountOf(operator),
      operators.turnOf(operator),
      operators.turnSinceMsOf(operator),
      operators.hashOf(operator),
    ]);
    const wanted = found.map((_, at) => {
      return [`op-${at}`, at + 1, at % 3, at / 2, at % 5, 2 * at, at / 8, textHash(`op-${at}`) | 0];
    });
    expect(found).toEqual(wanted);
  });

  test('begin with room for as many as there may be, at most 64, and are doubled', () => {
    const room = (max: number, count: number): number => seated(max, count).ints.length / INTS;
    expect([room(10, 1), room(64, 64), room(5_000, 1)]).toEqual([10, 64, 64]);
    expect([room(5_000, 64), room(5_000, 65), room(5_000, 129)]).toEqual([64, 128, 256]);
  });

  test('begin anew with a new seat: nothing free, nothing handled, no time at work', () => {
    const operators = seated(4, 2);
    operators.signIn(0);
    operators.countTime(0, 10);
    operators.setLoad(0, 2);
    operators.countTime(0, 30);
    operators.setFree(0, 1);
    operators.setFreeAtMs(0, 99);
    for (let call = 0; call < 3; call += 1) operators.countHandled(0);
    expect([operators.handledOf(0), operators.freeAtMsOf(0)]).toEqual([3, 99]);
    operators.begin(0);
    expect([operators.freeOf(0), operators.handledOf(0), operators.loadOf(0), operators.seatOf(0)]).toEqual([
      0, 0, 0, 3,
    ]);
    expect(Number.isNaN(operators.freeAtMsOf(0))).toBe(true);
    operators.signedIn.drop(0);
    expect(operators.shareOfWork(0, 1_000)).toBe(0);
    expect([operators.seatOf(1), operators.bindings[0]!.size]).toEqual([2, 0]);
  });

  test('count calls from signing in on', () => {
    const operators = seated(2, 2);
    operators.countHandled(1);
    operators.signIn(1);
    expect([operators.handledOf(1), operators.signedIn.has(1), operators.signedIn.has(0)]).toEqual([
      0,
      true,
      false,
    ]);
    operators.countHandled(1);
    expect([operators.handledOf(1), operators.handledOf(0)]).toEqual([1, 0]);
  });

  test('know the share of the time signed in that was spent on work', () => {
    const operators = seated(1, 1);
    operators.countTime(0, 1_000);
    expect(operators.shareOfWork(0, 5_000)).toBe(0);
    operators.signIn(0);
    operators.countTime(0, 2_000);
    operators.setLoad(0, 1);
    expect(operators.shareOfWork(0, 2_000)).toBe(0);
    expect(operators.shareOfWork(0, 3_000)).toBe(0.5);
    operators.countTime(0, 3_000);
    operators.setLoad(0, 0);
    expect([operators.shareOfWork(0, 3_000), operators.shareOfWork(0, 5_000)]).toEqual([0.5, 0.25]);
    operators.countTime(0, 5_000);
    operators.signedIn.drop(0);
    operators.setLoad(0, 1);
    expect(operators.shareOfWork(0, 9_000)).toBe(0.25);
    operators.countTime(0, 9_000);
    expect(operators.shareOfWork(0, 9_000)).toBe(0.25);
  });
});

describe('who is idle', () => {
  /** Everybody in the order of their turns, forwards and back. */
  function walked(idle: Idle, operators: Operators): readonly (readonly number[])[] {
    const forwards: number[] = [];
    for (let at = idle.first; at >= 0 && forwards.length < 9; at = idle.next(at)) forwards.push(at);
    const back: number[] = [];
    const before = (at: number): number => operators.ints[at * INTS + PREVIOUS]!;
    for (let at = forwards.at(-1) ?? -1; at >= 0 && back.length < 9; at = before(at)) back.unshift(at);
    return [forwards, back];
  }

  test('stands in the order of turns, wherever others leave it', () => {
    const operators = seated(8, 6);
    const idle = new Idle(operators);
    for (const operator of [3, 1, 5, 0]) idle.put(operator, 1, 10 * operator);
    expect([walked(idle, operators), idle.count]).toEqual([
      [
        [3, 1, 5, 0],
        [3, 1, 5, 0],
      ],
      4,
    ]);
    expect([operators.turnSinceMsOf(5), operators.turnOf(5), operators.turnOf(0)]).toEqual([50, 3, 4]);
    const left: unknown[] = [];
    for (const operator of [1, 3, 0, 5]) {
      idle.put(operator, 0, 100);
      left.push(walked(idle, operators)[0], walked(idle, operators)[1], idle.count);
    }
    expect(left).toEqual([[3, 5, 0], [3, 5, 0], 3, [5, 0], [5, 0], 2, [5], [5], 1, [], [], 0]);
    idle.put(2, 1, 200);
    expect([walked(idle, operators), idle.count, operators.turnOf(2)]).toEqual([[[2], [2]], 1, 5]);
  });

  test('keeps the turn while something is free, and is found by the kind of work', () => {
    const operators = seated(4, 3);
    const idle = new Idle(operators);
    idle.put(0, 3, 1);
    idle.put(1, 2, 2);
    const [calls, chats] = [idle.kindNumber(1), idle.kindNumber(2)];
    expect([calls, chats, idle.kindNumber(1), idle.kindAt(calls), idle.kindAt(chats)]).toEqual([
      0, 1, 0, 1, 2,
    ]);
    const members = (kindNumber: number): readonly boolean[] =>
      [0, 1, 2].map((at) => idle.ofKind(kindNumber).has(at));
    expect([members(calls), members(chats)]).toEqual([
      [true, false, false],
      [true, true, false],
    ]);
    idle.put(0, 2, 3);
    idle.put(2, 1, 4);
    expect([members(calls), members(chats)]).toEqual([
      [false, false, true],
      [true, true, false],
    ]);
    expect([operators.turnOf(0), operators.turnSinceMsOf(0), operators.freeOf(0)]).toEqual([1, 1, 2]);
    idle.put(0, 2, 9);
    idle.put(0, 0, 10);
    idle.put(0, 0, 11);
    expect([members(chats), idle.count, idle.first]).toEqual([[false, true, false], 2, 1]);
  });
});

describe('priorities', () => {
  const bound = (...pairs: readonly (readonly [number, number])[]) =>
    new Map(pairs.map(([slot, priority]) => [slot, { priority, delayMs: 0 }] as const));

  test('are one array for all who have the same, in whatever order', () => {
    const priorities = new Priorities();
    priorities.set(0, bound([1, 7], [4, 2]));
    priorities.set(1, bound([4, 2], [1, 7]));
    priorities.set(2, bound([1, 7], [4, 3]));
    priorities.set(3, bound());
    expect([...priorities.rows[0]!]).toEqual([0, 7, 0, 0, 2]);
    expect([...priorities.rows[2]!]).toEqual([0, 7, 0, 0, 3]);
    expect(priorities.rows[1]).toBe(priorities.rows[0]);
    expect([...priorities.rows[3]!]).toEqual([0]);
  });

  test('of nobody are forgotten, and only those', () => {
    const priorities = new Priorities();
    for (const operator of [0, 1]) priorities.set(operator, bound([1, 7]));
    const shared = priorities.rows[0];
    priorities.set(0, bound([1, 7]));
    priorities.drop(0);
    priorities.drop(0);
    priorities.set(2, bound([1, 7]));
    expect(priorities.rows[2]).toBe(shared);
    priorities.set(1, bound());
    priorities.drop(2);
    priorities.set(3, bound([1, 7]));
    expect(priorities.rows[3]).not.toBe(shared);
    expect([...priorities.rows[3]!]).toEqual([0, 7]);
  });
});
