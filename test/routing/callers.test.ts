import { describe, expect, test } from 'vitest';
import { Callers } from '../../src/routing/core/callers.ts';

describe('the records of the callers', () => {
  test('are kept while there come to be more than there was room for', () => {
    const callers = new Callers(3_000);
    for (let number = 0; number < 3_000; number += 1) {
      const caller = callers.take(`call-${number}`);
      callers.setKey(caller, number % 7, number / 8, 2 * number, 3_000 - number);
      callers.setLine(caller, number + 1);
    }
    expect([callers.take('one more'), callers.count]).toEqual([-1, 3_000]);
    const found = Array.from({ length: 3_000 }, (_, caller) => [
      callers.idOf(caller),
      callers.classOf(caller),
      callers.enteredMsOf(caller),
      callers.boostMsOf(caller),
      callers.seqOf(caller),
      callers.lineOf(caller),
      callers.bondOf(caller),
      callers.offersOf(caller),
    ]);
    const wanted = found.map((_, at) => [`call-${at}`, at % 7, at / 8, 2 * at, 3_000 - at, at + 1, -1, 0]);
    expect(found).toEqual(wanted);
  });

  test('never take more room than they may', () => {
    const callers = new Callers(1_500);
    for (let number = 0; number < 1_500; number += 1) callers.take(`call-${number}`);
    expect([callers.ints.length / 16, callers.floats.length / 8]).toEqual([1_500, 1_500]);
    expect([new Callers(10).ints.length / 16, new Callers(5_000).ints.length / 16]).toEqual([10, 1_024]);
  });

  test('are used again, the last given back first, with nothing of who had them', () => {
    const callers = new Callers(4);
    for (const id of ['a', 'b', 'c']) callers.take(id);
    for (const caller of [0, 2]) {
      callers.setBond(caller, 9);
      callers.countOffer(caller);
      callers.release(caller);
    }
    expect([callers.count, callers.idOf(0), callers.idOf(2)]).toEqual([1, '', '']);
    expect([callers.take('d'), callers.take('e'), callers.take('f'), callers.take('g')]).toEqual([
      2, 0, 3, -1,
    ]);
    expect([callers.bondOf(2), callers.offersOf(2), callers.bondOf(0), callers.offersOf(0)]).toEqual([
      -1, 0, -1, 0,
    ]);
    expect([callers.count, callers.idOf(2), callers.idOf(0), callers.idOf(1)]).toEqual([4, 'd', 'e', 'b']);
  });

  test('come in the order of class, age with boost, and entering; by age the boost and the class do not count', () => {
    const callers = new Callers(8);
    const add = (classNumber: number, enteredMs: number, boostMs: number, seq: number): number => {
      const caller = callers.take(`${seq}`);
      callers.setKey(caller, classNumber, enteredMs, boostMs, seq);
      return caller;
    };
    const [plain, better] = [add(5, 100, 0, 1), add(4, 900, 0, 2)];
    const [boosted, same] = [add(5, 150, 60, 3), add(5, 100, 0, 4)];
    const isBefore = (one: number, other: number): readonly boolean[] => [
      callers.isBefore(one, other),
      callers.isBefore(other, one),
    ];
    expect([isBefore(better, plain), isBefore(boosted, plain), isBefore(plain, same)]).toEqual([
      [true, false],
      [true, false],
      [true, false],
    ]);
    expect([callers.isBefore(plain, plain), callers.isOlder(plain, plain)]).toEqual([false, false]);
    expect([callers.isOlder(plain, better), callers.isOlder(better, plain)]).toEqual([true, false]);
    expect([callers.isOlder(plain, boosted), callers.isOlder(boosted, plain)]).toEqual([true, false]);
    expect([callers.isOlder(plain, same), callers.isOlder(same, plain)]).toEqual([true, false]);
    expect(callers.headStartMsOf(boosted)).toBe(90);
    callers.setClass(better, 6);
    expect(isBefore(better, plain)).toEqual([false, true]);
  });
});
