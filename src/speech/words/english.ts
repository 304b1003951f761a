import type { Currency } from '../../flow/index.ts';
import type { Clock, Tongue } from './tongue.ts';

const words = (text: string): readonly string[] => text.split(' ');

const SMALL = words(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
    'seventeen eighteen nineteen',
);
const TENS = words('twenty thirty forty fifty sixty seventy eighty ninety');
const MONTHS = words('January February March April May June July August September October November December');
const SCALES = [
  [1e15, 'quadrillion'],
  [1e12, 'trillion'],
  [1e9, 'billion'],
  [1e6, 'million'],
  [1e3, 'thousand'],
] as const;

/** A whole number from 0 to 10^15: "one thousand, two hundred and one". */
function cardinal(value: number): string {
  const groups: string[] = [];
  let rest = value;
  for (const [size, name] of SCALES) {
    const count = Math.floor(rest / size);
    rest %= size;
    if (count > 0) groups.push(`${below1000(count)} ${name}`);
  }
  if (groups.length === 0) return below1000(rest);
  if (rest === 0) return groups.join(', ');
  return `${groups.join(', ')}${rest < 100 ? ' and' : ','} ${below1000(rest)}`;
}

function below1000(value: number): string {
  const [hundreds, rest] = [Math.floor(value / 100), value % 100];
  if (hundreds === 0) return below100(rest);
  const head = `${SMALL[hundreds]} hundred`;
  return rest === 0 ? head : `${head} and ${below100(rest)}`;
}

function below100(value: number): string {
  if (value < 20) return SMALL[value]!;
  const ten = TENS[Math.floor(value / 10) - 2]!;
  return value % 10 === 0 ? ten : `${ten}-${SMALL[value % 10]}`;
}

const ORDINALS: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};

/** Only the last word of a number changes: "one hundred and twenty-first". */
const ordinal = (value: number): string =>
  cardinal(value).replace(/[a-z]+$/, (last) => ORDINALS[last] ?? `${last.replace(/y$/, 'ie')}th`);

/** "nineteen oh-five", "two thousand and one", "twenty twenty-six". */
function yearText(year: number): string {
  const [century, rest] = [Math.floor(year / 100), year % 100];
  if (century % 10 === 0 && rest < 10) return cardinal(year);
  if (century === 0) return below100(rest);
  if (rest === 0) return `${below100(century)} hundred`;
  return `${below100(century)} ${rest < 10 ? `oh-${SMALL[rest]}` : below100(rest)}`;
}

/** One and several of each unit. */
const UNITS: Readonly<Record<Currency, readonly (readonly [one: string, other: string])[]>> = {
  RUB: [
    ['rouble', 'roubles'],
    ['kopek', 'kopeks'],
  ],
  USD: [
    ['dollar', 'dollars'],
    ['cent', 'cents'],
  ],
  EUR: [
    ['euro', 'euros'],
    ['cent', 'cents'],
  ],
  GBP: [
    ['pound', 'pounds'],
    ['penny', 'pence'],
  ],
};

const countOf = (count: number, [one, other]: readonly [string, string]): string =>
  `${cardinal(count)} ${count === 1 ? one : other}`;

/** By the clock of twelve hours, with midnight and noon by their names. */
function clockText({ hours, minutes, seconds }: Clock): string {
  if (minutes === 0 && seconds === 0 && hours % 12 === 0) return hours === 0 ? 'midnight' : 'noon';
  const minute = minutes < 10 ? `oh ${SMALL[minutes]}` : below100(minutes);
  const parts = [below100(hours % 12 === 0 ? 12 : hours % 12), ...(minutes > 0 ? [minute] : [])];
  return `${parts.join(' ')} ${hours < 12 ? 'a.m.' : 'p.m.'}`;
}

/** English, without cases and genders. */
export const ENGLISH: Tongue = {
  digits: SMALL.slice(0, 10),
  plus: 'plus',
  group: (digits) => [...digits].map((digit) => SMALL[Number(digit)]).join(' '),
  number({ isNegative, whole, digits }) {
    const point = digits === '' ? '' : ` point ${[...digits].map((digit) => SMALL[Number(digit)]).join(' ')}`;
    return `${isNegative ? 'minus ' : ''}${cardinal(whole)}${point}`;
  },
  ordinal,
  date({ year, month, day }) {
    const said = `${MONTHS[month - 1] ?? ''} ${ordinal(day)}`;
    return year === null ? [said] : [said, yearText(year)];
  },
  time(clock) {
    if (clock.seconds === 0) return [clockText(clock)];
    return [clockText(clock), `and ${countOf(clock.seconds, ['second', 'seconds'])}`];
  },
  money({ isNegative, whole, digits }, currency) {
    const [major, minor] = UNITS[currency];
    const rest = Number(digits);
    const parts = [
      ...(whole > 0 || rest === 0 ? [countOf(whole, major!)] : []),
      ...(rest > 0 ? [countOf(rest, minor!)] : []),
    ];
    return parts.map((part, index) => (index === 0 && isNegative ? `minus ${part}` : part));
  },
  duration({ hours, minutes, seconds }) {
    const parts: string[] = [];
    if (hours > 0) parts.push(countOf(hours, ['hour', 'hours']));
    if (minutes > 0) parts.push(countOf(minutes, ['minute', 'minutes']));
    if (seconds > 0 || parts.length === 0) parts.push(countOf(seconds, ['second', 'seconds']));
    return parts;
  },
};
