import { parseDuration } from '../base/index.ts';
import type { Value, ValueType } from './expression.ts';
import type { SpokenValue } from './flow-io.ts';
import { shortened } from './schema.ts';

export type ValueKind = SpokenValue['kind'];

/** The value in the one form in which it is handed on, or what it ought to be. */
type ReadValue =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly say: string; readonly hint: string };

type Rule = {
  /** What an expression may give. */
  readonly types: readonly ValueType[];
  /** Further parameters of the item that bend the value. */
  readonly bends: readonly ('gender' | 'case')[];
  /** For a person who wrote it wrongly. */
  readonly hint: string;
  /** Undefined when the value is not of this kind. An `int` comes as its digits, as the state keeps it. */
  form(value: Value, type: ValueType): string | undefined;
  /** Stricter, for a value that is written out in the flow. */
  formWritten?(value: Value): string | undefined;
};

const NUMBER_MAX = 1e15;
const MONEY_MAX = 1e12;
const SECONDS_MAX = 1e9;
const PLACES_MAX = 6;

/** Text of digits with what people write between them, and at least one digit. */
const DIGITS = /^[\d +().-]{0,40}\d[\d +().-]{0,40}$/;
const written = (value: Value): string | undefined =>
  DIGITS.test(String(value)) ? String(value) : undefined;

/**
 * The kinds of values that can be spoken. A text of digits that comes from outside is taken as it is: a caller
 * may hide the number, and then nothing is said in its place.
 */
export const VALUE_RULES: Readonly<Record<ValueKind, Rule>> = {
  number: {
    types: ['int', 'double'],
    bends: ['gender', 'case'],
    hint: 'write a number to 10^15, and not below -10^15',
    form: (value) => decimal(Number(value), NUMBER_MAX, PLACES_MAX),
  },
  ordinal: {
    types: ['int'],
    bends: ['gender', 'case'],
    hint: 'write a whole number from 0 to 10^15',
    form: (value) => (Number(value) < 0 ? undefined : decimal(Number(value), NUMBER_MAX, 0)),
  },
  date: {
    types: ['string'],
    bends: ['case'],
    hint: `write a day as '"2026-11-25"', or '"11-25"' for a day of any year`,
    form: (value) => (typeof value === 'string' && isDay(value) ? value : undefined),
  },
  time: {
    types: ['string'],
    bends: ['case'],
    hint: `write a time of day as '"14:05"' or '"14:05:30"'`,
    form: (value) => clock(String(value)),
  },
  money: {
    types: ['int', 'double', 'string'],
    bends: ['case'],
    hint: `write an amount to 10^12 such as 12.5 or '"12.50"'`,
    form: amount,
  },
  duration: {
    types: ['int', 'string'],
    bends: ['case'],
    hint: `write whole seconds, or '"1h30m"'; 10^9 seconds at most`,
    form: seconds,
  },
  digits: {
    types: ['string', 'int'],
    bends: [],
    hint: `write digits: '"407"'`,
    form: String,
    formWritten: written,
  },
  phone: {
    types: ['string'],
    bends: [],
    hint: `write a phone number: '"+7 495 123-45-67"'`,
    form: String,
    formWritten: written,
  },
};

/** Reads what an expression gave; `isWritten` when it is the same in every call. */
export function readValue(kind: ValueKind, value: Value, type: ValueType, isWritten: boolean): ReadValue {
  const { form, formWritten, hint } = VALUE_RULES[kind];
  const read = isWritten && formWritten !== undefined ? formWritten(value) : form(value, type);
  if (read !== undefined) return { ok: true, value: read };
  return { ok: false, say: `"${shortened(String(value))}" cannot be said as ${ARTICLES[kind]}`, hint };
}

const ARTICLES: Readonly<Record<ValueKind, string>> = {
  number: 'a number',
  ordinal: 'an ordinal',
  date: 'a date',
  time: 'a time',
  money: 'money',
  duration: 'a duration',
  digits: 'digits',
  phone: 'a phone number',
};

/** Digits, with a point where it is needed; undefined beyond the bound. */
function decimal(value: number, most: number, places: number): string | undefined {
  if (!(Math.abs(value) <= most)) return undefined;
  const text = value.toFixed(places);
  const short = places === 0 ? text : text.replace(/\.?0+$/, '');
  return short === '-0' ? '0' : short;
}

function amount(value: Value, type: ValueType): string | undefined {
  const isAmount = type !== 'string' || /^-?\d{1,13}(?:\.\d{1,2})?$/.test(String(value));
  return isAmount ? decimal(Number(value), MONEY_MAX, 2) : undefined;
}

function seconds(value: Value, type: ValueType): string | undefined {
  const ms = type === 'string' ? parseDuration(String(value)) : Number(value) * 1_000;
  if (ms === undefined || ms < 0) return undefined;
  return decimal(Math.round(ms / 1_000), SECONDS_MAX, 0);
}

/** "9:05" becomes "09:05". */
function clock(text: string): string | undefined {
  const found = /^(\d{1,2}):([0-5]\d)(:[0-5]\d)?$/.exec(text);
  if (found === null || Number(found[1]) > 23) return undefined;
  return `${found[1]!.padStart(2, '0')}:${found[2]}${found[3] ?? ''}`;
}

const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** By the Gregorian calendar, from the year 1 on; a day of any year may be 29 February. */
function isDay(text: string): boolean {
  const found = /^(?:(\d{4})-)?(\d\d)-(\d\d)$/.exec(text);
  if (found === null) return false;
  const [year, month, day] = [Number(found[1] ?? '4'), Number(found[2]), Number(found[3])];
  if (year < 1 || day < 1 || day > (MONTH_DAYS[month - 1] ?? 0)) return false;
  return month !== 2 || day < 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
}
