import type { SpokenItem } from '../flow/index.ts';
import { ENGLISH } from './words/english.ts';
import { PLAIN } from './words/plain.ts';
import { RUSSIAN } from './words/russian.ts';
import { type Decimal, readClock, readDay, readDecimal, readSeconds, type Tongue } from './words/tongue.ts';

type Value = Exclude<SpokenItem, { kind: 'prompt' } | { kind: 'text' }>;

const TONGUES: Readonly<Record<string, Tongue>> = { en: ENGLISH, ru: RUSSIAN };

const tongueOf = (language: string): Tongue => TONGUES[language.split('-')[0]!] ?? PLAIN;

/**
 * A value as a few texts, each to be said for itself: so there are pauses between them, and their sounds are
 * few and serve again and again. Of digits and phone numbers what is neither a digit nor a leading sign is left
 * out; another value that cannot be read is nothing: the flow does not let it come so far.
 */
export function spokenWords(item: Value, language: string): readonly string[] {
  const tongue = tongueOf(language);
  const { value } = item;
  const bending = {
    gender: ('gender' in item ? item.gender : undefined) ?? 'masculine',
    case: ('case' in item ? item.case : undefined) ?? 'nominative',
  } as const;
  switch (item.kind) {
    case 'number':
      return said(readDecimal(value), (number) => [tongue.number(number, bending)]);
    case 'ordinal':
      return said(readDecimal(value), ({ whole }) => [tongue.ordinal(whole, bending)]);
    case 'date':
      return said(readDay(value), (day) => tongue.date(day, bending.case));
    case 'time':
      return said(readClock(value), (clock) => tongue.time(clock, bending.case));
    case 'duration':
      return said(readSeconds(value), (length) => tongue.duration(length, bending.case));
    case 'money':
      return said(readDecimal(value), (amount) =>
        tongue.money(withMinor(amount), item.currency, bending.case),
      );
    case 'digits':
      return [...value].filter(isDigit).map((digit) => tongue.digits[Number(digit)]!);
    case 'phone':
      return phoneTexts(value, tongue);
  }
}

const said = <T>(read: T | undefined, say: (read: T) => readonly string[]): readonly string[] =>
  read === undefined ? [] : say(read);

/** "12.5" is twelve and fifty hundredths. */
const withMinor = (amount: Decimal): Decimal => ({
  ...amount,
  digits: amount.digits === '' ? '' : amount.digits.padEnd(2, '0').slice(0, 2),
});

const isDigit = (char: string): boolean => char >= '0' && char <= '9';

/** The names of the digits that every call may need soon: worth having before the first one. */
export function commonWords(language: string): readonly string[] {
  const { plus, digits } = tongueOf(language);
  return [...digits, plus];
}

const count = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const two = (value: number): string => String(value).padStart(2, '0');

/**
 * Values of each kind whose words serve most of the others of it: numbers of two digits, the hours and minutes
 * of a day. Days of a year and sums of money are too many to be made before they are wanted.
 */
const COMMON_VALUES: Readonly<Partial<Record<Value['kind'], readonly string[]>>> = {
  number: count(0, 100).map(String),
  ordinal: count(1, 31).map(String),
  phone: count(0, 99).map(two),
  time: [
    ...count(0, 23).flatMap((hour) => ['00', '15', '30', '45'].map((minute) => `${two(hour)}:${minute}`)),
    ...count(1, 59).map((minute) => `00:${two(minute)}`),
  ],
  duration: [
    ...count(0, 59).map(String),
    ...count(1, 59).map((minutes) => String(60 * minutes)),
    ...count(1, 24).map((hours) => String(3_600 * hours)),
  ],
};

/** Words that values of a kind may need soon. Bounded: fewer than 200 for each kind. */
export function valueWords(kind: Value['kind'], language: string): readonly string[] {
  const values = kind === 'money' ? [] : (COMMON_VALUES[kind] ?? []);
  return [...new Set(values.flatMap((value) => spokenWords({ kind, value } as Value, language)))];
}

function phoneTexts(value: string, tongue: Tongue): readonly string[] {
  const digits = [...value].filter(isDigit).join('').slice(0, 32);
  const groups = phoneGroups(digits).map((group) => tongue.group(group));
  return value.trimStart().startsWith('+') && digits !== '' ? [tongue.plus, ...groups] : groups;
}

/** The way people say numbers: two pairs at the end, threes before them, and what is left in front. */
function phoneGroups(digits: string): readonly string[] {
  if (digits.length < 4) return digits === '' ? [] : [digits];
  const groups: string[] = [];
  for (let end = digits.length; end > 0; ) {
    const start = Math.max(0, end - (groups.length < 2 ? 2 : 3));
    groups.unshift(digits.slice(start, end));
    end = start;
  }
  return groups;
}
