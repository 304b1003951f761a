import { describe, expect, test } from 'vitest';
import { commonWords, spokenWords } from '../../src/speech/spoken-words.ts';

describe('values as words', () => {
  test.each([
    ['digits', '407', 'ru', ['четыре', 'ноль', 'семь']],
    ['digits', '4-0a7', 'en', ['four', 'zero', 'seven']],
    ['digits', '', 'en', []],
    ['number', '1234', 'ru', ['1234']],
    ['number', '-3.5', 'ru', ['минус 3,5']],
    ['number', '-3.5', 'en', ['minus 3.5']],
    ['number', '1e400', 'en', ['1']],
    ['number', 'none', 'en', ['']],
    ['phone', '+79161230507', 'ru', ['плюс', '7', '916', '123', 'ноль 5', 'ноль 7']],
    ['phone', '89161234500', 'ru', ['8', '916', '123', '45', 'ноль ноль']],
    [
      'phone',
      '+442071234567',
      'en',
      ['plus', 'four four', 'two zero seven', 'one two three', 'four five', 'six seven'],
    ],
    ['phone', '12345', 'ru', ['1', '23', '45']],
    ['phone', '112', 'ru', ['112']],
    ['phone', '', 'ru', []],
    ['phone', '+', 'ru', []],
    ['phone', 'anonymous', 'en', []],
    ['digits', '12', 'de', ['1', '2']],
    ['digits', '12', 'en-gb', ['one', 'two']],
  ] as const)('%s %s in %s', (kind, value, language, words) => {
    expect(spokenWords({ kind, value }, language)).toEqual(words);
  });

  test('no value grows without end', () => {
    for (const kind of ['number', 'phone'] as const) {
      expect(spokenWords({ kind, value: '9'.repeat(10_000) }, 'en').join('').length).toBeLessThan(300);
    }
  });

  test('the words that are made ready before the first call are those of the digits', () => {
    const digits = [...'0123456789'].flatMap((value) => spokenWords({ kind: 'digits', value }, 'ru'));
    expect(commonWords('ru')).toEqual(expect.arrayContaining(digits));
  });
});
