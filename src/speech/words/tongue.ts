import type { Case, Currency, Gender } from '../../flow/index.ts';

/** A number as it was written: its whole part, and the digits behind the point as text ("" for none). */
export type Decimal = { readonly isNegative: boolean; readonly whole: number; readonly digits: string };
/** A day of a year, or of any year when that is null. Months and days count from 1. */
export type Day = { readonly year: number | null; readonly month: number; readonly day: number };
export type Clock = { readonly hours: number; readonly minutes: number; readonly seconds: number };
export type Bending = { readonly gender: Gender; readonly case: Case };

/**
 * How a language says values. Each list is said with pauses between its texts, so that the sounds of few
 * texts serve many values.
 */
export type Tongue = {
  /** Names of the digits from 0 to 9. */
  readonly digits: readonly string[];
  readonly plus: string;
  /** A group of a phone number's digits. */
  group(digits: string): string;
  number(value: Decimal, bending: Bending): string;
  ordinal(value: number, bending: Bending): string;
  date(day: Day, inCase: Case): readonly string[];
  time(clock: Clock, inCase: Case): readonly string[];
  /** `digits` of the amount are the minor unit: two, or none. */
  money(amount: Decimal, currency: Currency, inCase: Case): readonly string[];
  duration(length: Clock, inCase: Case): readonly string[];
};

/** Undefined when the text is no number, here and below: what the flow checked always is. */
export function readDecimal(text: string): Decimal | undefined {
  const found = /^(?<minus>-?)(?<whole>\d{1,16})(?:\.(?<digits>\d{1,6}))?$/.exec(text)?.groups;
  if (found === undefined) return undefined;
  return { isNegative: found.minus === '-', whole: Number(found.whole), digits: found.digits ?? '' };
}

/** "2026-11-25" or "11-25". */
export function readDay(text: string): Day | undefined {
  const found = /^(?:(\d{4})-)?(\d\d)-(\d\d)$/.exec(text);
  if (found === null) return undefined;
  const year = found[1] === undefined ? null : Number(found[1]);
  return { year, month: Number(found[2]), day: Number(found[3]) };
}

/** "14:05" or "14:05:30". */
export function readClock(text: string): Clock | undefined {
  const found = /^(\d\d):(\d\d)(?::(\d\d))?$/.exec(text);
  if (found === null) return undefined;
  return { hours: Number(found[1]), minutes: Number(found[2]), seconds: Number(found[3] ?? '0') };
}

/** A number of seconds as hours, minutes and seconds. */
export function readSeconds(text: string): Clock | undefined {
  if (!/^\d{1,10}$/.test(text)) return undefined;
  const total = Number(text);
  return {
    hours: Math.floor(total / 3_600),
    minutes: Math.floor(total / 60) % 60,
    seconds: total % 60,
  };
}
