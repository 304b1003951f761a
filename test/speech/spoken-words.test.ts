import { describe, expect, test } from 'vitest';
import { commonWords, spokenWords, valueWords } from '../../src/speech/spoken-words.ts';

describe('values as words', () => {
  test.each([
    ['digits', '407', 'ru', ['четыре', 'ноль', 'семь']],
    ['digits', '4-0a7', 'en', ['four', 'zero', 'seven']],
    ['digits', '', 'en', []],
    ['digits', '12', 'de', ['1', '2']],
    ['digits', '12', 'en-gb', ['one', 'two']],
    ['number', '1234', 'ru', ['одна тысяча двести тридцать четыре']],
    ['number', '-3.5', 'ru', ['минус три целых пять десятых']],
    ['number', '21.01', 'ru', ['двадцать одна целая одна сотая']],
    ['number', '0.002', 'ru', ['ноль целых две тысячных']],
    ['number', '-3.05', 'en', ['minus three point zero five']],
    ['number', '-3.5', 'de', ['-3.5']],
    ['number', '1e400', 'en', []],
    ['number', 'none', 'en', []],
    ['ordinal', '2026', 'ru', ['две тысячи двадцать шестой']],
    ['ordinal', '900', 'ru', ['девятисотый']],
    ['ordinal', '25000', 'ru', ['двадцатипятитысячный']],
    ['ordinal', '21000000', 'ru', ['двадцатиодномиллионный']],
    ['ordinal', '3', 'de', ['3.']],
    ['date', '2026-11-25', 'ru', ['двадцать пятое ноября', 'две тысячи двадцать шестого года']],
    ['date', '1999-03-03', 'ru', ['третье марта', 'тысяча девятьсот девяносто девятого года']],
    ['date', '2000-05-01', 'ru', ['первое мая', 'двухтысячного года']],
    ['date', '11-25', 'ru', ['двадцать пятое ноября']],
    ['date', '2026-11-25', 'en', ['November twenty-fifth', 'twenty twenty-six']],
    ['date', '02-29', 'en', ['February twenty-ninth']],
    ['date', '2026-11-25', 'de', ['2026-11-25']],
    ['time', '14:05', 'ru', ['четырнадцать часов', 'пять минут']],
    ['time', '01:00', 'ru', ['один час']],
    ['time', '22:02:21', 'ru', ['двадцать два часа', 'две минуты', 'двадцать одна секунда']],
    ['time', '14:05', 'en', ['two oh five p.m.']],
    ['time', '09:30:01', 'en', ['nine thirty a.m.', 'and one second']],
    ['time', '00:00', 'en', ['midnight']],
    ['time', '12:00', 'en', ['noon']],
    ['time', '00:15', 'en', ['twelve fifteen a.m.']],
    ['time', '14:05', 'de', ['14:05']],
    ['duration', '5430', 'ru', ['один час', 'тридцать минут', 'тридцать секунд']],
    ['duration', '61', 'ru', ['одна минута', 'одна секунда']],
    ['duration', '0', 'ru', ['ноль секунд']],
    ['duration', '7322', 'en', ['two hours', 'two minutes', 'two seconds']],
    ['duration', '60', 'en', ['one minute']],
    ['duration', '0', 'en', ['zero seconds']],
    ['duration', '61', 'de', ['0:01:01']],
    [
      'phone',
      '+79161230507',
      'ru',
      ['плюс', 'семь', 'девятьсот шестнадцать', 'сто двадцать три', 'ноль пять', 'ноль семь'],
    ],
    [
      'phone',
      '89161234500',
      'ru',
      ['восемь', 'девятьсот шестнадцать', 'сто двадцать три', 'сорок пять', 'ноль ноль'],
    ],
    [
      'phone',
      '+442071234567',
      'en',
      ['plus', 'four four', 'two zero seven', 'one two three', 'four five', 'six seven'],
    ],
    ['phone', '12345', 'ru', ['один', 'двадцать три', 'сорок пять']],
    ['phone', '4321', 'ru', ['сорок три', 'двадцать один']],
    ['phone', '112', 'ru', ['сто двенадцать']],
    ['phone', '', 'ru', []],
    ['phone', '+', 'ru', []],
    ['phone', 'anonymous', 'en', []],
  ] as const)('%s %s in %s', (kind, value, language, words) => {
    expect(spokenWords({ kind, value }, language)).toEqual(words);
  });

  test.each([
    ['12.50', 'RUB', 'ru', ['двенадцать рублей', 'пятьдесят копеек']],
    ['12.5', 'RUB', 'ru', ['двенадцать рублей', 'пятьдесят копеек']],
    ['-0.02', 'RUB', 'ru', ['минус две копейки']],
    ['0', 'RUB', 'ru', ['ноль рублей']],
    ['21.01', 'GBP', 'ru', ['двадцать один фунт', 'один пенс']],
    ['1.01', 'GBP', 'en', ['one pound', 'one penny']],
    ['-2', 'EUR', 'en', ['minus two euros']],
    ['7.5', 'EUR', 'de', ['7.50 EUR']],
  ] as const)('money %s %s in %s', (value, currency, language, words) => {
    expect(spokenWords({ kind: 'money', value, currency }, language)).toEqual(words);
  });

  test.each([
    [{ kind: 'number', value: '21', gender: 'feminine', case: 'genitive' }, 'двадцати одной'],
    [{ kind: 'number', value: '2.5', case: 'dative' }, 'двум целым пяти десятым'],
    [{ kind: 'number', value: '1.1', case: 'instrumental' }, 'одной целой одной десятой'],
    [{ kind: 'ordinal', value: '3', gender: 'feminine', case: 'accusative' }, 'третью'],
    [{ kind: 'date', value: '11-25', case: 'genitive' }, 'двадцать пятого ноября'],
    [{ kind: 'time', value: '21:00', case: 'dative' }, 'двадцати одному часу'],
    [{ kind: 'duration', value: '120', case: 'genitive' }, 'двух минут'],
    [{ kind: 'money', value: '21.41', currency: 'RUB', case: 'accusative' }, 'двадцать один рубль'],
    [{ kind: 'money', value: '0.41', currency: 'RUB', case: 'accusative' }, 'сорок одну копейку'],
  ] as const)('%o is bent as Russian wants it', (value, words) => {
    expect(spokenWords(value, 'ru')[0]).toBe(words);
  });

  test('no value grows without end', () => {
    for (const kind of ['number', 'phone'] as const) {
      expect(spokenWords({ kind, value: '9'.repeat(10_000) }, 'en').join('').length).toBeLessThan(300);
    }
  });

  test.each(['number', 'ordinal', 'phone', 'time', 'duration', 'date', 'money', 'digits'] as const)(
    'words of %s that are made ready are few, and each of them is said',
    (kind) => {
      for (const language of ['ru', 'en', 'de']) {
        const made = valueWords(kind, language);
        expect(made.length).toBeLessThan(200);
        expect(made).not.toContain('');
        expect(new Set(made).size).toBe(made.length);
      }
    },
  );

  test('the words made ready serve every time of a day in Russian', () => {
    const ready = new Set(valueWords('time', 'ru'));
    for (let minute = 0; minute < 1_440; minute++) {
      const clock = [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0'));
      for (const one of spokenWords({ kind: 'time', value: clock.join(':') }, 'ru'))
        expect(ready).toContain(one);
    }
  });

  test('the words that are made ready before the first call are those of the digits', () => {
    const digits = [...'0123456789'].flatMap((value) => spokenWords({ kind: 'digits', value }, 'ru'));
    expect(commonWords('ru')).toEqual(expect.arrayContaining(digits));
  });
});
