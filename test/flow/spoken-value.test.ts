import { describe, expect, test } from 'vitest';
import type { Value, ValueType } from '../../src/flow/expression.ts';
import { readValue, VALUE_RULES, type ValueKind } from '../../src/flow/spoken-value.ts';
import { isSentence } from '../bundle/sentence.ts';

describe('a value to be spoken', () => {
  test.each<[ValueKind, Value, ValueType, string | undefined]>([
    ['number', '1000000000000000', 'int', '1000000000000000'],
    ['number', '1000000000000001', 'int', undefined],
    ['number', '-9223372036854775808', 'int', undefined],
    ['number', 1e21, 'double', undefined],
    ['number', -0.0000001, 'double', '0'],
    ['number', 100, 'double', '100'],
    ['number', 0.1 + 0.2, 'double', '0.3'],
    ['ordinal', '0', 'int', '0'],
    ['ordinal', '-1', 'int', undefined],
    ['date', '2028-02-29', 'string', '2028-02-29'],
    ['date', '2100-02-29', 'string', undefined],
    ['date', '2000-02-29', 'string', '2000-02-29'],
    ['date', '02-29', 'string', '02-29'],
    ['date', '02-30', 'string', undefined],
    ['date', '0000-01-01', 'string', undefined],
    ['date', '2026-13-01', 'string', undefined],
    ['date', '2026-00-01', 'string', undefined],
    ['date', '2026-04-31', 'string', undefined],
    ['date', '2026-04-30T10:00:00Z', 'string', undefined],
    ['time', '9:05', 'string', '09:05'],
    ['time', '23:59:59', 'string', '23:59:59'],
    ['time', '24:00', 'string', undefined],
    ['time', '12:60', 'string', undefined],
    ['time', '', 'string', undefined],
    ['money', '12', 'int', '12'],
    ['money', 12.345, 'double', '12.35'],
    ['money', -0.001, 'double', '0'],
    ['money', '12.50', 'string', '12.5'],
    ['money', '12,50', 'string', undefined],
    ['money', '12.505', 'string', undefined],
    ['money', '', 'string', undefined],
    ['money', '1000000000000', 'int', '1000000000000'],
    ['money', '1000000000000.01', 'string', undefined],
    ['duration', '90', 'int', '90'],
    ['duration', '-1', 'int', undefined],
    ['duration', '1h30m', 'string', '5400'],
    ['duration', '1500ms', 'string', '2'],
    ['duration', '90', 'string', undefined],
    ['duration', '1000000001', 'int', undefined],
    ['date', '12026-04-30', 'string', undefined],
    ['date', 'x04-30', 'string', undefined],
    ['date', '04-30x', 'string', undefined],
    ['date', '0001-12-31', 'string', '0001-12-31'],
    ['date', '2026-01-00', 'string', undefined],
    ['date', '2026-02-28', 'string', '2026-02-28'],
    ['date', '2026-02-29', 'string', undefined],
    ['time', '119:05', 'string', undefined],
    ['time', '9:5', 'string', undefined],
    ['time', '9:05x', 'string', undefined],
    ['time', '9:05:60', 'string', undefined],
    ['money', '-12', 'string', '-12'],
    ['money', 'x12', 'string', undefined],
    ['money', '12x', 'string', undefined],
    ['money', '12.', 'string', undefined],
    ['duration', '0', 'int', '0'],
    ['duration', '1000000000', 'int', '1000000000'],
    ['ordinal', '1000000000000001', 'int', undefined],
    ['number', 1.123_456_7, 'double', '1.123457'],
    ['number', 10.5, 'double', '10.5'],
    ['digits', 'anything', 'string', 'anything'],
    ['phone', '', 'string', ''],
  ])('%s %o (%s) is %s', (kind, value, type, form) => {
    const read = readValue(kind, value, type, false);
    expect(read.ok ? read.value : undefined).toBe(form);
  });

  test.each<[ValueKind, string, boolean]>([
    ['digits', '407', true],
    ['digits', 'four', false],
    ['phone', '+7 (495) 123-45-67', true],
    ['phone', 'anonymous', false],
    ['phone', '+ (-)', false],
    ['phone', `${' '.repeat(40)}1${' '.repeat(40)}`, true],
    ['phone', `${' '.repeat(41)}1`, false],
    ['phone', `1${' '.repeat(41)}`, false],
  ])('%s %s written out in a flow is good: %s', (kind, value, good) => {
    expect(readValue(kind, value, 'string', true).ok).toBe(good);
  });

  test.each<[ValueKind, string, readonly string[], readonly string[]]>([
    ['number', '"x" cannot be said as a number', ['int', 'double'], ['gender', 'case']],
    ['ordinal', '"x" cannot be said as an ordinal', ['int'], ['gender', 'case']],
    ['date', '"x" cannot be said as a date', ['string'], ['case']],
    ['time', '"x" cannot be said as a time', ['string'], ['case']],
    ['money', '"x" cannot be said as money', ['int', 'double', 'string'], ['case']],
    ['duration', '"x" cannot be said as a duration', ['int', 'string'], ['case']],
    ['digits', '"x" cannot be said as digits', ['string', 'int'], []],
    ['phone', '"x" cannot be said as a phone number', ['string'], []],
  ])('%s says of another that %s, is made of %j and bent by %j', (kind, say, types, bends) => {
    const read = readValue(kind, 'x', 'string', true);
    expect(read).toMatchObject({ ok: false, say });
    expect(read.ok || isSentence(read.hint)).toBe(true);
    expect([VALUE_RULES[kind].types, VALUE_RULES[kind].bends]).toEqual([types, bends]);
  });
});
