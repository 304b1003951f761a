import { beforeEach, describe, expect, test } from 'vitest';
import { FastRouter } from '../../src/routing/fast-router.ts';
import { BUSY, boundTo, decide, enter, READY } from './acts.ts';
import { queue } from './rules.ts';

let router: FastRouter;

/** Anna has declined the first caller of "b", while boris, who serves both queues, is busy. */
beforeEach(() => {
  router = new FastRouter({ operatorsMax: 40, callersMax: 64 });
  for (const operatorId of ['anna', 'boris']) {
    router.seat({ operatorId, skills: {}, bindings: boundTo('a', 'b', 'c') });
    router.tell(operatorId, BUSY, 0);
  }
  enter(router, 'b1', queue('b'));
  router.tell('anna', READY, 1);
  expect(decide(router, 1)).toEqual(['b1→anna']);
  router.offerFailed('b1', 'anna', true, 1);
  router.tell('anna', BUSY, 1);
});

describe('an operator from whom the first of a line is hidden', () => {
  test.each([
    ['another line', ['a1 a 10', 'b2 b 20'], 'a1'],
    ['the same line', ['b2 b 10', 'a1 a 20'], 'b2'],
    ['a third line', ['a1 a 30', 'b2 b 40', 'c1 c 20'], 'c1'],
    ['another line, where nobody else is in this one', ['a1 a 10', 'c1 c 20'], 'a1'],
    ['another class', ['a1 a 10 5', 'b2 b 20 2', 'c1 c 30 3'], 'b2'],
  ])('sees the first of all others, who stands in %s', (_, callers, first) => {
    for (const caller of callers) {
      const [callId, name, enteredMs, rank] = caller.split(' ');
      enter(router, callId!, queue(name!), Number(enteredMs), { class: Number(rank ?? 5) });
    }
    router.tell('anna', READY, 100);
    expect(decide(router, 100)).toEqual([`${first}→anna`]);
  });

  test('sees nobody where nobody else waits', () => {
    router.tell('anna', READY, 100);
    expect(decide(router, 100)).toEqual([]);
  });
});
