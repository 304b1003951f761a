import { expect, test } from 'vitest';
import { mistakeText } from '../../src/base/index.ts';
import { loadBundle } from '../../src/bundle/index.ts';
import { smallSource } from './small-bundle.ts';

const office = (days: string): string =>
  `schedules:\n  office:\n    zone: UTC\n    hours: { mon-fri: 09:00-18:00 }\n    ${days}\n`;

/** What is odd in these opening hours on a day, each in words; the bundle can be used all the same. */
function oddities(days: string, today?: string): readonly string[] {
  const source = smallSource({ 'schedules.yaml': office(days) });
  const { bundle, mistakes, warnings } = loadBundle({ ...source, ...(today !== undefined && { today }) });
  expect([bundle === undefined, mistakes]).toEqual([false, []]);
  return warnings.map(mistakeText);
}

test('holidays and exceptions that are all past are told, with their place and the last of them', () => {
  expect(oddities('holidays: { 2025-12-25: Christmas, 2025-05-01: May Day }', '2025-12-26')).toEqual([
    'schedules.yaml:5:5 PAST_DATES all holidays are past, the last one was 2025-12-25\n' +
      '    add those to come (12-25 is that day of every year), or leave the list out',
  ]);
  const [warning] = oddities('exceptions: { 2025-12-31: closed }', '2026-01-01');
  expect(warning).toContain('5:5 PAST_DATES all exceptions are past, the last one was 2025-12-31');
});

test.each([
  ['a day that is to come', 'holidays: { 2025-12-25: Christmas, 2026-12-25: Christmas }', '2026-01-01'],
  ['the day itself', 'holidays: { 2025-12-25: Christmas }', '2025-12-25'],
  ['a day of every year', 'holidays: { 2025-05-11: once, 12-25: Christmas }', '2026-01-01'],
  ['an empty list', 'holidays: {}', '2026-01-01'],
  ['no date on which it is read', 'holidays: { 2025-12-25: Christmas }', undefined],
])('%s is not odd', (_what, days, today) => {
  expect(oddities(days, today)).toEqual([]);
});
