import { describe, expect, test } from 'vitest';
import { ANYBODY, both, fits, needsText, parseNeeds } from '../../src/routing/index.ts';
import { compares, either, skillsIn, unmet } from '../../src/routing/needs.ts';

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

  test.each([
    ['ru >= 1  ', { kind: 'skill', skill: 'ru', is: '>=', level: 1 }],
    [`${' '.repeat(993)}ru >= 1`, { kind: 'skill', skill: 'ru', is: '>=', level: 1 }],
    ['operator == 65535', { kind: 'skill', skill: 'operator', is: '==', level: 65_535 }],
    ['in < 2', { kind: 'skill', skill: 'in', is: '<', level: 2 }],
  ])('%s is read', (text, expected) => {
    expect(needs(text)).toEqual(expected);
  });

  test('as many parts as one likes stand side by side; only what is nested is counted', () => {
    const parts = Array.from({ length: 30 }, (_, index) => `(ru >= ${index + 1})`);
    expect(fits(needs(parts.join(' && ')), { ru: 30 }, 'anna')).toBe(true);
    expect(fits(needs(parts.join(' && ')), { ru: 29 }, 'anna')).toBe(false);
  });

  test('what is no text at all is no mistake in a text', () => {
    expect(() => parseNeeds(null as never)).toThrow();
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
    ['ru && 3', 3, 'expected ">=" and a level, found "&&"'],
    ['ru in [anna]', 3, 'expected ">=" and a level, found "in"'],
    ['ru >= 65536', 6, 'expected a level from 1 to 5, found "65536"'],
    ['ru >= en', 6, 'expected a level from 1 to 5, found "en"'],
    ['operator in anna', 12, 'expected "[", found "anna"'],
    ['operator in [anna boris]', 18, 'expected "]", found "boris"'],
    [`${' '.repeat(994)}ru >= 1`, 1_000, 'needs are longer than 1000 characters'],
    [`${'('.repeat(30)}ru >= 1${')'.repeat(30)}`, 20, 'needs are nested deeper than 20'],
  ])('%s is refused at %i: %s', (text, offset, say) => {
    expect(parseNeeds(text)).toEqual({ ok: false, offset, say });
  });
});

describe('what an operator lacks', () => {
  test.each([
    ['ru >= 3 && en >= 2 && de >= 1', { ru: 3 }, 'en >= 2 && de >= 1'],
    ['ru >= 3 && en >= 2', { ru: 3 }, 'en >= 2'],
    ['ru >= 3 && (en >= 2 && de >= 1)', { ru: 3, en: 2 }, 'de >= 1'],
    ['ru >= 3 || en >= 2', {}, 'ru >= 3 || en >= 2'],
    ['ru >= 3 && (en >= 2 || de >= 1)', {}, 'ru >= 3 && (en >= 2 || de >= 1)'],
    ['!(ru >= 3 && en >= 2)', { ru: 3, en: 2 }, '!(ru >= 3 && en >= 2)'],
  ])('%s, of one with %o: %s', (text, skills, lacks) => {
    expect(needsText(unmet(needs(text), skills, 'anna'))).toBe(lacks);
  });

  test('anybody asks for nothing, alone and joined to something', () => {
    expect(needsText(ANYBODY)).toBe('');
    expect(both(ANYBODY, needs('ru >= 1'))).toEqual(needs('ru >= 1'));
    expect(both(needs('ru >= 1'), ANYBODY)).toEqual(needs('ru >= 1'));
    expect(needsText(both(needs('ru >= 1'), needs('en >= 1')))).toBe('ru >= 1 && en >= 1');
  });
});

describe('needs joined and taken apart', () => {
  const [ru, en, de] = [needs('ru >= 1'), needs('en >= 1'), needs('!de >= 1')];

  test('both hold side by side, however many are joined', () => {
    expect(both(both(ru, en), de)).toEqual({ kind: 'all', of: [ru, en, de] });
    expect(both(ru, both(en, de))).toEqual({ kind: 'all', of: [ru, en, de] });
    expect(both(either(ru, en), de)).toEqual({ kind: 'all', of: [{ kind: 'any', of: [ru, en] }, de] });
    expect(both(ANYBODY, ANYBODY)).toEqual(ANYBODY);
  });

  test('either is enough, and anybody is anybody', () => {
    expect(either(either(ru, en), de)).toEqual({ kind: 'any', of: [ru, en, de] });
    expect(either(ru, either(en, de))).toEqual({ kind: 'any', of: [ru, en, de] });
    expect(either(both(ru, en), de)).toEqual({ kind: 'any', of: [{ kind: 'all', of: [ru, en] }, de] });
    expect([either(ANYBODY, ru), either(ru, ANYBODY)]).toEqual([ANYBODY, ANYBODY]);
  });

  test('name their skills, those that are not wanted only if asked for', () => {
    const all = needs('ru >= 1 && (en >= 1 || !(de >= 1 && fr >= 2)) && operator in [anna]');
    expect(skillsIn(all)).toEqual(['ru', 'en']);
    expect(skillsIn(all, true)).toEqual(['ru', 'en']);
    expect(skillsIn(all, false)).toEqual(['ru', 'en', 'de', 'fr']);
    expect([skillsIn(ANYBODY), skillsIn(needs('operator in [anna]'), false)]).toEqual([[], []]);
  });

  test.each([
    ['>=', [false, true, true]],
    ['>', [false, false, true]],
    ['<=', [true, true, false]],
    ['<', [true, false, false]],
    ['==', [false, true, false]],
  ] as const)('%s compares a level below, the same and above', (is, expected) => {
    expect([2, 3, 4].map((level) => compares(level, is, 3))).toEqual(expected);
  });
});
