import type { Currency } from '../../flow/index.ts';
import { forms, NOUNS, type Noun } from './russian-forms.ts';
import { cardinal, countOf, fraction, ordinal } from './russian-numbers.ts';
import type { Tongue } from './tongue.ts';

const MONTHS = forms('января февраля марта апреля мая июня июля августа сентября октября ноября декабря');

const UNITS: Readonly<Record<Currency, readonly [major: Noun, minor: Noun]>> = {
  RUB: [NOUNS.rouble, NOUNS.kopeck],
  USD: [NOUNS.dollar, NOUNS.cent],
  EUR: [NOUNS.euro, NOUNS.cent],
  GBP: [NOUNS.pound, NOUNS.penny],
};

const minus = (isNegative: boolean): string => (isNegative ? 'минус ' : '');

/** The year of a date: what the ear expects is "тысяча девятьсот", not "одна тысяча девятьсот". */
const yearText = (year: number): string =>
  `${ordinal(year, 'masculine', 'genitive').replace(/^одна тысяча /, 'тысяча ')} года`;

/** Russian: genders, six cases, and nouns that follow their count. */
export const RUSSIAN: Tongue = {
  digits: forms('ноль один два три четыре пять шесть семь восемь девять'),
  plus: 'плюс',
  group(digits) {
    const rest = digits.replace(/^0+/, '');
    const zeros = Array.from({ length: digits.length - rest.length }, () => cardinal(0));
    return [...zeros, ...(rest === '' ? [] : [cardinal(Number(rest))])].join(' ');
  },
  number({ isNegative, whole, digits }, { gender, case: inCase }) {
    const said = digits === '' ? cardinal(whole, gender, inCase) : fraction(whole, digits, inCase);
    return minus(isNegative) + said;
  },
  ordinal: (value, { gender, case: inCase }) => ordinal(value, gender, inCase),
  date({ year, month, day }, inCase) {
    const said = `${ordinal(day, 'neuter', inCase)} ${MONTHS[month - 1] ?? ''}`;
    return year === null ? [said] : [said, yearText(year)];
  },
  time({ hours, minutes, seconds }, inCase) {
    const parts = [countOf(hours, NOUNS.hour, inCase)];
    if (minutes > 0 || seconds > 0) parts.push(countOf(minutes, NOUNS.minute, inCase));
    if (seconds > 0) parts.push(countOf(seconds, NOUNS.second, inCase));
    return parts;
  },
  money({ isNegative, whole, digits }, currency, inCase) {
    const [major, minor] = UNITS[currency];
    const rest = Number(digits);
    const parts = [
      ...(whole > 0 || rest === 0 ? [countOf(whole, major, inCase)] : []),
      ...(rest > 0 ? [countOf(rest, minor, inCase)] : []),
    ];
    return parts.map((part, index) => (index === 0 ? minus(isNegative) + part : part));
  },
  duration({ hours, minutes, seconds }, inCase) {
    const parts: string[] = [];
    if (hours > 0) parts.push(countOf(hours, NOUNS.hour, inCase));
    if (minutes > 0) parts.push(countOf(minutes, NOUNS.minute, inCase));
    if (seconds > 0 || parts.length === 0) parts.push(countOf(seconds, NOUNS.second, inCase));
    return parts;
  },
};
