import { expect, test } from 'vitest';
import {
  answeredWithin,
  erlangB,
  erlangC,
  expected,
  expectedOfCrews,
  type Traffic,
} from '../../scripts/theory/erlang.ts';
import { intervalOf, studentQuantile } from '../../scripts/theory/interval.ts';

const NEVER = Number.POSITIVE_INFINITY;
const THREE_MINUTES = 180_000;
const plain: Traffic = {
  load: 10,
  operators: 14,
  talkMs: THREE_MINUTES,
  patienceMs: NEVER,
  roomMax: NEVER,
};

test('Erlang B and C give the figures of the printed tables', () => {
  expect(erlangB(10, 10)).toBeCloseTo(0.2146, 4);
  expect(erlangB(84, 90)).toBeCloseTo((erlangB(84, 89) * 84) / (90 + erlangB(84, 89) * 84), 12);
  expect(erlangC(1, 2)).toBeCloseTo(1 / 3, 12);
  expect(erlangC(0.8, 1)).toBeCloseTo(0.8, 12);
  expect(erlangC(10, 14)).toBeCloseTo(0.1741, 4);
  expect(answeredWithin(20_000, 10, 14, THREE_MINUTES)).toBeCloseTo(0.8884, 4);
});

test('the chain without patience and limit is Erlang C', () => {
  const { delayed, waitMs, abandoned, turnedAway } = expected(plain);
  expect(delayed).toBeCloseTo(erlangC(10, 14), 12);
  expect(waitMs).toBeCloseTo((erlangC(10, 14) * THREE_MINUTES) / 4, 6);
  expect(waitMs / 1_000).toBeCloseTo(7.84, 2);
  expect([abandoned, turnedAway]).toEqual([0, 0]);
});

test('Erlang A: fifty operators, forty-eight calls a minute, two minutes of patience', () => {
  const { abandoned, waitMs } = expected({
    load: 48,
    operators: 50,
    talkMs: 60_000,
    patienceMs: 120_000,
    roomMax: NEVER,
  });
  expect(100 * abandoned).toBeCloseTo(3.09, 2);
  expect(waitMs / 1_000).toBeCloseTo(3.71, 2);
});

test('with patience as long as the talks, as many are inside as with operators without number', () => {
  const { delayed } = expected({ ...plain, patienceMs: THREE_MINUTES });
  let term = Math.exp(-10);
  let free = 0;
  for (let inside = 0; inside < 14; inside += 1) {
    free += term;
    term *= 10 / (inside + 1);
  }
  expect(delayed).toBeCloseTo(1 - free, 12);
});

test('without room to wait the chain is Erlang B', () => {
  const { turnedAway, delayed, waitMs } = expected({ ...plain, roomMax: 0 });
  expect(turnedAway).toBeCloseTo(erlangB(10, 14), 12);
  expect(delayed).toBeCloseTo(0, 12);
  expect(waitMs).toBe(0);
});

test('one crew before a waiting room is the plain chain, and crews without room are Erlang B each', () => {
  const limited = { load: 84, operators: 90, talkMs: 600_000, roomMax: 30 };
  const [one, chain] = [expectedOfCrews(1, limited), expected({ ...limited, patienceMs: NEVER })];
  expect(one.turnedAway).toBeCloseTo(chain.turnedAway, 12);
  expect(one.delayed).toBeCloseTo(chain.delayed, 12);
  expect(one.waitMs).toBeCloseTo(chain.waitMs, 6);
  const none = expectedOfCrews(6, { load: 14, operators: 15, talkMs: 600_000, roomMax: 0 });
  expect(none.turnedAway).toBeCloseTo(erlangB(14, 15), 12);
});

test('crews who share a waiting room too large to fill are Erlang C each', () => {
  const crews = expectedOfCrews(3, { load: 2, operators: 4, talkMs: 60_000, roomMax: 200 });
  expect(crews.turnedAway).toBeCloseTo(0, 12);
  expect(crews.delayed).toBeCloseTo(erlangC(2, 4), 12);
  expect(crews.waitMs).toBeCloseTo((erlangC(2, 4) * 60_000) / 2, 6);
});

test("Student's quantiles are those of the printed tables", () => {
  expect(studentQuantile(1, 0.975)).toBeCloseTo(12.706, 3);
  expect(studentQuantile(9, 0.995)).toBeCloseTo(3.25, 3);
  expect(studentQuantile(29, 0.975)).toBeCloseTo(2.045, 3);
  const { mean, half } = intervalOf([1, 2, 3, 4], 0.95);
  expect(mean).toBe(2.5);
  expect(half).toBeCloseTo(3.182 * Math.sqrt(5 / 12), 3);
});
