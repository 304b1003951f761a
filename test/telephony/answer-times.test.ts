import { expect, test } from 'vitest';
import { AnswerTimes } from '../../src/telephony/ari/answer-times.ts';

test('the quickest of a second tells how long the exchange takes, and few answers tell nothing', () => {
  const times = new AnswerTimes(0);
  for (let at = 0; at < 4; at++) times.note(300 + at, at * 100);
  expect(times.quickestMs(400)).toBe(0);
  times.note(305, 400);
  expect(times.quickestMs(450)).toBe(300);
  times.note(2, 600);
  expect(times.quickestMs(650)).toBe(2);
});

test('what is older than a second is forgotten', () => {
  const times = new AnswerTimes(0);
  for (let at = 0; at < 6; at++) times.note(1, at);
  for (let at = 0; at < 6; at++) times.note(400, 600 + at);
  expect(times.quickestMs(610)).toBe(1);
  for (let at = 0; at < 6; at++) times.note(500, 1_200 + at);
  expect(times.quickestMs(1_210)).toBe(400);
  expect(times.quickestMs(9_000)).toBe(0);
});
