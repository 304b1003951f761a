import { dateText, dayNumbered, twoDigits, WEEKDAYS, weekdayOf } from '../base/index.ts';
import type { ValueType } from './expression.ts';
import type { Complaint } from './problem.ts';

/** What an expression reads of the time under `now`, as the clocks of the bundle's zone show it. */
export const CLOCK_FACE = {
  /** "14:05": texts of this form are in the order of time, and so are dates. */
  time: 'string',
  hour: 'int',
  minute: 'int',
  /** "2026-11-26". */
  date: 'string',
  year: 'int',
  month: 'int',
  day: 'int',
  weekday: 'string',
} as const satisfies Readonly<Record<string, ValueType>>;

type ClockFace = {
  readonly [K in keyof typeof CLOCK_FACE]: (typeof CLOCK_FACE)[K] extends 'int' ? bigint : string;
};

/** How much the clocks of a zone are ahead of UTC at a wall time, both in milliseconds. The same for ever. */
export type ZoneOffset = (wallMs: number) => number;

const MINUTES_OF_DAY = 1_440;

/** What the clocks show; without an offset, those of UTC. */
export function clockFace(wallMs: number, offsetMs: ZoneOffset = () => 0): ClockFace {
  const minutes = Math.floor((wallMs + offsetMs(wallMs)) / 60_000);
  const days = Math.floor(minutes / MINUTES_OF_DAY);
  const civil = dayNumbered(days);
  const [hour, minute] = [Math.floor(minutes / 60) - days * 24, minutes - Math.floor(minutes / 60) * 60];
  return {
    time: `${twoDigits(hour)}:${twoDigits(minute)}`,
    hour: BigInt(hour),
    minute: BigInt(minute),
    date: dateText(civil),
    year: BigInt(civil.year),
    month: BigInt(civil.month),
    day: BigInt(civil.day),
    weekday: weekdayOf(days),
  };
}

/** The texts that the clocks can show, for those who compare with them. */
const TEXTS: Readonly<Record<string, { readonly form: RegExp; readonly hint: string }>> = {
  time: { form: /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, hint: 'write two digits each: "09:00", "17:30"' },
  date: { form: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, hint: 'write "2026-12-31"' },
  weekday: {
    form: new RegExp(`^(?:${WEEKDAYS.join('|')})$`),
    hint: `write one of: ${WEEKDAYS.join(', ')}; or several: now.weekday in ["sat", "sun"]`,
  },
};

/** What is wrong with comparing a part of the time with a text that is written out: it never shows it. */
export function neverShown(part: string, text: string): Complaint | undefined {
  const rule = Object.hasOwn(TEXTS, part) ? TEXTS[part] : undefined;
  if (rule === undefined || rule.form.test(text)) return undefined;
  const say = `now.${part} is never ${JSON.stringify(text)}`;
  return { code: 'WRONG_VALUE', say, hint: rule.hint };
}
