import { csvOf, figureCells } from './csv.ts';
import { BARS } from './picture.ts';
import { type Profile, profileColumnsOf } from './profile.ts';
import { rect, safe, text } from './svg.ts';

export const WEEKDAY_NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** Sizes in pixels. */
const CELL = { width: 36, height: 30, left: 48, top: 64 };
const WIDTH = CELL.left + 24 * CELL.width + 12;
const HEIGHT = CELL.top + 7 * CELL.height + 12;

/** Rows of hours of the week as comma-separated values (RFC 4180), the first line naming them. Monday is 1. */
export function profileCsv({ by, rows }: Profile): string {
  const columns = profileColumnsOf(by);
  const head = ['weekday', 'hour', 'hours', by, ...columns.map(({ key }) => key)];
  const lines = rows.map(({ value, weekday, hour, hoursCount, figures }) => [
    ...[String(weekday), String(hour), String(hoursCount), value ?? ''],
    ...figureCells(columns, figures),
  ]);
  return csvOf([head, ...lines]);
}

/**
 * How many came in an average hour, all together: by weekday (0 is Monday) and hour; null where nothing ever happened.
 */
export function weekOf({ by, together }: Profile): readonly (readonly (number | null)[])[] {
  const { key } = BARS[by][0]!;
  const week = WEEKDAY_NAMES.map(() => new Array<number | null>(24).fill(null));
  for (const { weekday, hour, hoursCount, figures } of together)
    week[weekday - 1]![hour] = (figures[key] ?? 0) / hoursCount;
  return week;
}

/** What `weekOf` counts. */
export const weekFigure = ({ by }: Pick<Profile, 'by'>): string => BARS[by][0]!.key;

/** A field for each hour of the week, the darker the more came; each says its number, so no colour is needed. */
export function profilePicture(profile: Profile): string {
  const week = weekOf(profile);
  const most = Math.max(1e-9, ...week.flat().map((amount) => amount ?? 0));
  const what = `${weekFigure(profile)} in an average hour, by ${profile.by} (${profile.zone})`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}"`,
    '  role="img" aria-labelledby="title desc" font-family="sans-serif" font-size="11">',
    `<title id="title">${safe(what)}</title>`,
    `<desc id="desc">${safe(inWords(week))}</desc>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(CELL.left, 24, what, 'font-size="15"'),
    ...Array.from({ length: 24 }, (_, hour) =>
      text(CELL.left + (hour + 0.5) * CELL.width, CELL.top - 8, String(hour), 'text-anchor="middle"'),
    ),
    ...week.flatMap((hours, day) => [
      text(CELL.left - 8, CELL.top + (day + 0.6) * CELL.height, WEEKDAY_NAMES[day]!, 'text-anchor="end"'),
      ...hours.map((amount, hour) => field(day, hour, amount, most)),
    ]),
    '</svg>',
    '',
  ].join('\n');
}

function field(day: number, hour: number, amount: number | null, most: number): string {
  const [x, y] = [CELL.left + hour * CELL.width, CELL.top + day * CELL.height];
  const share = (amount ?? 0) / most;
  const grey = Math.round(255 - 205 * share);
  const drawn = rect(x, y, CELL.width, CELL.height, `rgb(${grey},${grey},${grey})`);
  if (amount === null) return drawn;
  const fill = `text-anchor="middle" fill="${share > 0.6 ? '#ffffff' : '#000000'}"`;
  return drawn + text(x + CELL.width / 2, y + CELL.height * 0.6, averageText(amount), fill);
}

/** "0.3", "7.5", "120". */
export const averageText = (amount: number): string => String(Number(amount.toFixed(amount < 100 ? 1 : 0)));

/** What somebody hears who does not see the picture. */
function inWords(week: readonly (readonly (number | null)[])[]): string {
  const days = week.flatMap((hours, day) => {
    const told = hours.flatMap((amount, hour) =>
      amount === null ? [] : [`${hour} o'clock ${averageText(amount)}`],
    );
    return told.length === 0 ? [] : [`${WEEKDAY_NAMES[day]}: ${told.join(', ')}`];
  });
  return days.length === 0 ? 'Nothing happened.' : `${days.join('; ')}.`;
}
