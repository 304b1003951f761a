import { type Column, columnsOf } from './columns.ts';
import type { Stretch } from './intervals.ts';
import type { Dimension } from './ledger.ts';
import { type KeptSums, type Report, type ReportAsk, withOpen } from './report.ts';
import { type Tally, tallyOf } from './tally.ts';

const WEEK_HOURS = 7 * 24;

/**
 * An hour of the week as the zone's clocks show it, of a queue, operator … or of all together (null): its figures over
 * the whole span, and of how many such hours they are, so that a count divided by it is that of an average week.
 */
export type ProfileRow = {
  readonly value: string | null;
  /** Monday is 1, as in ISO 8601. */
  readonly weekday: number;
  readonly hour: number;
  readonly hoursCount: number;
  readonly figures: Readonly<Record<string, number | null>>;
};

/** What is added up, by the hour of the week. */
type Week = Map<number, Tally>;

/** The week as it usually is. */
export type Profile = Pick<Report, 'by' | 'zone' | 'targetMs' | 'behindCount'> & {
  readonly fromMs: number;
  readonly toMs: number;
  /** Hours in which nothing ever happened are left out. */
  readonly rows: readonly ProfileRow[];
  readonly together: readonly ProfileRow[];
};

/** Who waits at a border is told of one moment, not of many hours. */
export const profileColumnsOf = (by: Dimension): readonly Column[] =>
  columnsOf(by).filter(({ key }) => key !== 'waitingAtStart' && key !== 'waitingAtEnd');

/** `ask.borders` are those of hours. */
export function profileOf(ask: ReportAsk, kept: KeptSums, stretches: readonly Stretch[]): Profile {
  const { by, zone, targetMs, borders } = ask;
  const hours = borders.slice(0, -1).map((border) => hourOfWeek(border, stretches));
  const counts = new Array<number>(WEEK_HOURS).fill(0);
  for (const hour of hours) counts[hour]! += 1;
  const values = new Map<string, Week>();
  const together: Week = new Map();
  for (const { interval, value, amounts } of by === 'operator' ? withOpen(ask, kept) : kept.rows) {
    const own = values.get(value) ?? new Map<number, Tally>();
    values.set(value, own);
    for (const week of [own, together]) tallyOf(week, hours[interval]!, by).add(amounts);
  }
  const columns = profileColumnsOf(by);
  const alls = new Map([...together].map(([hour, { amounts }]) => [hour, amounts.sums]));
  const rowsOf = (value: string | null, week: Week): readonly ProfileRow[] =>
    [...week]
      .toSorted(([one], [other]) => one - other)
      .map(([hour, { amounts }]) => {
        const [sums, all] = [amounts.sums, alls.get(hour)!];
        const beside = { targetMs, waitingAtStart: 0, waitingAtEnd: 0, all };
        const figures = Object.fromEntries(columns.map(({ key, of }) => [key, of(sums, beside)]));
        const when = { weekday: Math.floor(hour / 24) + 1, hour: hour % 24, hoursCount: counts[hour]! };
        return { value, ...when, figures };
      });
  const inOrder = [...values].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return {
    ...{ by, zone, targetMs, behindCount: kept.behindCount, fromMs: borders[0]!, toMs: borders.at(-1)! },
    rows: inOrder.flatMap(([value, week]) => rowsOf(value, week)),
    together: rowsOf(null, together),
  };
}

const HOUR_MS = 3_600_000;
/** The first of January 1970 was a Thursday. */
const THURSDAY = 3;

function hourOfWeek(atMs: number, stretches: readonly Stretch[]): number {
  const { offsetMs } = stretches.find(({ untilMs }) => atMs < untilMs) ?? stretches.at(-1)!;
  return (Math.floor((atMs + offsetMs) / HOUR_MS) + THURSDAY * 24) % WEEK_HOURS;
}
