import { expect, test } from 'vitest';
import { scoreOf } from '../../src/flow/survey.ts';

test.each([
  ['csat', '0', undefined, false],
  ['csat', '1', 1, true],
  ['csat', '5', 5, true],
  ['csat', '6', undefined, false],
  ['csat', '11', undefined, false],
  ['nps', '0', 0, true],
  ['nps', '1', 1, false],
  ['nps', '2', 2, true],
  ['nps', '10', 10, true],
  ['nps', '11', undefined, false],
  ['nps', '01', undefined, false],
  ['nps', '1*', undefined, false],
  ['nps', '', undefined, false],
] as const)(
  'an answer to a question of kind %s by %j is %j, and complete: %s',
  (kind, digits, score, isWhole) => {
    expect(scoreOf(kind, digits)).toEqual(score === undefined ? undefined : { score, isWhole });
  },
);
