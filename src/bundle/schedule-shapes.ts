import { shapes } from '../flow/index.ts';
import { DATE_PATTERN, DAYS_PATTERN, isDate, parseDays } from './schedule-words.ts';

const { flag, leaf, maybe, name, named, record, shortened, text, textComplaint, wrongType } = shapes;

const SPANS_MAX = 10;

const days = leaf<string>({ type: 'string', pattern: DAYS_PATTERN }, (value) => {
  if (typeof value !== 'string' || parseDays(value) !== undefined) return textComplaint(value);
  const hint = 'write mon, tue, wed, thu, fri, sat or sun, or a range such as mon-fri';
  return { code: 'BAD_HOURS', say: `"${shortened(value)}" is no day of the week`, hint };
});

const date = leaf<string>({ type: 'string', pattern: DATE_PATTERN }, (value) => {
  if (typeof value !== 'string' || isDate(value)) return textComplaint(value);
  const hint = 'write year-month-day, such as 2026-12-31, or month-day for every year, such as 12-31';
  return { code: 'BAD_DATE', say: `"${shortened(value)}" is no date`, hint };
});

/** One span or several, or `closed`. What a span says is read later, so that each has its own place. */
const hours = leaf<string | readonly string[]>(
  {
    description: 'times such as 09:00-18:00, a list of them, or closed',
    anyOf: [
      { type: 'string' },
      { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: SPANS_MAX },
    ],
  },
  (value) => {
    if (!Array.isArray(value)) return textComplaint(value);
    if (value.length < 1 || value.length > SPANS_MAX)
      return { code: 'TOO_MANY', say: `${value.length} times a day`, hint: `write 1 to ${SPANS_MAX}` };
    return value.every((one) => typeof one === 'string') ? undefined : wrongType('a list of times', value);
  },
);

/** One schedule. */
export const scheduleShape = record({
  zone: text('a time zone such as Europe/Berlin', 64),
  hours: named(days, hours),
  holidays: maybe(named(date, text('what day it is', 100))),
  exceptions: maybe(named(date, hours)),
  emergency: maybe(flag('an emergency goes on')),
});

/** `schedules.yaml` as a whole, given the shape of one schedule. */
export const schedulesWith = (entry: shapes.Shape<unknown>): shapes.Shape<unknown> =>
  record({ schedules: named(name('a schedule'), entry) });
