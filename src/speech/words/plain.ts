import type { Clock, Tongue } from './tongue.ts';

const two = (value: number): string => String(value).padStart(2, '0');
const clockText = ({ hours, minutes, seconds }: Clock): string => `${hours}:${two(minutes)}:${two(seconds)}`;

/** A language whose rules nobody has written down yet: its voice gets figures, and makes of them what it can. */
export const PLAIN: Tongue = {
  digits: [...'0123456789'],
  plus: '+',
  group: (digits) => [...digits].join(' '),
  number: ({ isNegative, whole, digits }) =>
    `${isNegative ? '-' : ''}${whole}${digits === '' ? '' : `.${digits}`}`,
  ordinal: (value) => `${value}.`,
  date: ({ year, month, day }) => [`${year === null ? '' : `${year}-`}${two(month)}-${two(day)}`],
  time: (clock) => [clock.seconds === 0 ? clockText(clock).slice(0, -3) : clockText(clock)],
  money: ({ isNegative, whole, digits }, currency) => [
    `${isNegative ? '-' : ''}${whole}${digits === '' ? '' : `.${digits}`} ${currency}`,
  ],
  duration: (length) => [clockText(length)],
};
