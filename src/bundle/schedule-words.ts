import { WEEKDAYS } from '../base/index.ts';
import type { Span } from './schedule-rules.ts';

export const DAY_MIN = 1_440;

/** The pattern of a day or a range of days, for editors. */
export const DAYS_PATTERN = `^(${WEEKDAYS.join('|')})(-(${WEEKDAYS.join('|')}))?$`;

/** Days of the week, 0 is Monday: "sat", "mon-fri", "fri-mon" over the weekend; undefined for anything else. */
export function parseDays(text: string): readonly number[] | undefined {
  const [from, to] = text.split('-').map((word) => (WEEKDAYS as readonly string[]).indexOf(word));
  if (!new RegExp(DAYS_PATTERN).test(text)) return undefined;
  const count = to === undefined ? 1 : ((to - from! + WEEKDAYS.length) % WEEKDAYS.length) + 1;
  return Array.from({ length: count }, (_, index) => (from! + index) % WEEKDAYS.length);
}

const TIME = '(\\d{1,2}):(\\d{2})';
const SPAN = new RegExp(`^${TIME}\\s?[-–]\\s?${TIME}$`);

/**
 * A span as people write it: "09:00-18:00"; "22:00-06:00" ends on the next morning, "00:00-24:00" is the whole
 * day. Undefined for anything else, and for a span in which no time passes.
 */
export function parseSpan(text: string): Span | undefined {
  const found = SPAN.exec(text)?.slice(1).map(Number);
  if (found === undefined) return undefined;
  const [fromHour, fromMinute, toHour, toMinute] = found as [number, number, number, number];
  const fromMin = fromHour * 60 + fromMinute;
  const toMin = toHour * 60 + toMinute;
  const isTime = fromMinute < 60 && toMinute < 60 && fromMin < DAY_MIN && toMin <= DAY_MIN;
  if (!isTime || fromMin === toMin) return undefined;
  return { fromMin, toMin: toMin > fromMin ? toMin : toMin + DAY_MIN };
}

/** The pattern of a date or a date of every year, for editors. */
export const DATE_PATTERN = '^(\\d{4}-)?\\d{2}-\\d{2}$';

/** Whether it is a date of the Gregorian calendar: "2026-05-09", or "05-09" and "02-29" for every year that has it. */
export function isDate(text: string): boolean {
  if (!new RegExp(DATE_PATTERN).test(text)) return false;
  const [day, month, year = 2_000] = text.split('-').map(Number).reverse();
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month! - 1];
  return days !== undefined && day! >= 1 && day! <= days;
}
