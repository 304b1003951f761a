import { describe, expect, test } from 'vitest';
import { fits, needsText, parseNeeds } from '../../src/routing/index.ts';

const needs = (text: string) => {
  const parsed = parseNeeds(text);
  if (!parsed.ok) throw new Error(parsed.say);
  return parsed.needs;
};

describe('needs', () => {
  test.each([
    ['ru >= 3', { ru: 3 }, true],
    ['ru >= 3', { ru: 2 }, false],
    ['ru > 3', { ru: 3 }, false],
    ['ru <= 2', { ru: 2 }, true],
    ['ru < 2', { ru: 2 }, false],
    ['ru == 4', { ru: 4 }, true],
    ['ru < 2', {}, false],
    ['!(ru >= 1)', {}, true],
    ['ru >= 3 && billing >= 2', { ru: 3, billing: 2 }, true],
    ['ru >= 3 && billing >= 2', { ru: 3 }, false],
    ['ru >= 3 || billing >= 2', { billing: 2 }, true],
    ['ru >= 1 && (en >= 5 || billing >= 2) && !(trainee >= 1)', { ru: 1, billing: 2 }, true],
    ['ru >= 1 && (en >= 5 || billing >= 2) && !(trainee >= 1)', { ru: 1, billing: 2, trainee: 1 }, false],
    ['', {}, true],
    ['constructor >= 1', {}, false],
  ])('%s with %o is %s', (text, skills, expected) => {
    expect(fits(needs(text), skills, 'anna')).toBe(expected);
  });

  test('named operators are needed by their id', () => {
    const named = needs('operator in [anna, boris]');
    expect([fits(named, {}, 'anna'), fits(named, {}, 'vera')]).toEqual([true, false]);
  });

  test.each([
    'ru >= 3',
    'ru >= 3 && billing >= 2',
    '!(ru >= 3 || en >= 1)',
    'operator in [anna, boris]',
    '(ru >= 1 && en >= 1) || vip >= 2',
  ])('%s says the same after it was written out and read again', (text) => {
    expect(needs(needsText(needs(text)))).toEqual(needs(text));
  });

  test.each([
    ['ru >=', 5, 'expected a level from 1 to 5, found "the end"'],
    ['ru >= 0', 6, 'expected a level from 1 to 5, found "0"'],
    ['ru = 3', 3, '"=" has no meaning here'],
    ['&& ru >= 1', 0, 'expected a skill, found "&&"'],
    ['ru >= 1 en >= 2', 8, 'expected "&&", "||" or the end, found "en"'],
    ['(ru >= 1', 8, 'expected ")", found "the end"'],
    ['operator in []', 13, 'expected an operator\'s id, found "]"'],
    [`${'('.repeat(30)}ru >= 1${')'.repeat(30)}`, 20, 'needs are nested deeper than 20'],
  ])('%s is refused at %i: %s', (text, offset, say) => {
    expect(parseNeeds(text)).toEqual({ ok: false, offset, say });
  });
});
