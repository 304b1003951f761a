import type { SpokenItem } from '../flow/index.ts';

type Value = Exclude<SpokenItem, { kind: 'prompt' } | { kind: 'text' }>;

/** How a language says values. */
type Manners = {
  readonly plus: string;
  readonly minus: string;
  /** Between the whole part of a number and the rest. */
  readonly point: string;
  /** Russians say the groups of a phone number as numbers, English speakers digit by digit. */
  readonly groupsAsNumbers: boolean;
  /** Names of the digits, for a group that begins with zero or is said digit by digit. */
  readonly digits: readonly string[];
};

const ENGLISH: Manners = {
  plus: 'plus',
  minus: 'minus',
  point: '.',
  groupsAsNumbers: false,
  digits: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
};

const RUSSIAN: Manners = {
  plus: 'плюс',
  minus: 'минус',
  point: ',',
  groupsAsNumbers: true,
  digits: ['ноль', 'один', 'два', 'три', 'четыре', 'пять', 'шесть', 'семь', 'восемь', 'девять'],
};

/** A language without manners of its own leaves the digits to its voice. */
const PLAIN: Manners = { ...ENGLISH, plus: '+', minus: '-', digits: [...'0123456789'] };

const MANNERS: Readonly<Record<string, Manners>> = { en: ENGLISH, ru: RUSSIAN };

const mannersOf = (language: string): Manners => MANNERS[language.split('-')[0]!] ?? PLAIN;

/**
 * A value as a few texts, each to be said for itself: so there are pauses between them, and their sounds are
 * few and serve again and again. Characters that are neither digits nor a leading sign are left out.
 */
export function spokenWords({ kind, value }: Value, language: string): readonly string[] {
  const manners = mannersOf(language);
  switch (kind) {
    case 'number':
      return [numberText(value, manners)];
    case 'digits':
      return [...value].filter(isDigit).map((digit) => manners.digits[Number(digit)]!);
    case 'phone':
      return phoneTexts(value, manners);
  }
}

const isDigit = (char: string): boolean => char >= '0' && char <= '9';

function numberText(value: string, { minus, point }: Manners): string {
  const found = /^(?<sign>-?)(?<whole>\d{1,30})(?:\.(?<rest>\d{1,20}))?/.exec(value)?.groups;
  if (found === undefined) return '';
  const rest = found.rest === undefined ? '' : `${point}${found.rest}`;
  return `${found.sign === '' ? '' : `${minus} `}${found.whole}${rest}`;
}

/** The names of the digits that every call may need soon: worth having before the first one. */
export function commonWords(language: string): readonly string[] {
  const { plus, digits } = mannersOf(language);
  return [...digits, plus];
}

function phoneTexts(value: string, manners: Manners): readonly string[] {
  const digits = [...value].filter(isDigit).join('').slice(0, 32);
  const groups = phoneGroups(digits).map((group) => groupText(group, manners));
  return value.trimStart().startsWith('+') && digits !== '' ? [manners.plus, ...groups] : groups;
}

/** The way people say numbers: two pairs at the end, threes before them, and what is left in front. */
function phoneGroups(digits: string): readonly string[] {
  if (digits.length < 5) return digits === '' ? [] : [digits];
  const groups: string[] = [];
  for (let end = digits.length; end > 0; ) {
    const start = Math.max(0, end - (groups.length < 2 ? 2 : 3));
    groups.unshift(digits.slice(start, end));
    end = start;
  }
  return groups;
}

function groupText(group: string, { groupsAsNumbers, digits }: Manners): string {
  if (!groupsAsNumbers) return [...group].map((digit) => digits[Number(digit)]).join(' ');
  const rest = group.replace(/^0+/, '');
  const zeros = Array.from({ length: group.length - rest.length }, () => digits[0]);
  return [...zeros, ...(rest === '' ? [] : [rest])].join(' ');
}
