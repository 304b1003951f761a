import { Amounts } from './amounts.ts';
import { type Beside, columnsOf } from './columns.ts';
import { sumOf, visitsEnded } from './figures.ts';
import { untilNow } from './fold-operators.ts';
import type { IntervalName } from './intervals.ts';
import type { Dimension, OpenOperator } from './ledger.ts';
import { added, type Sums } from './measures.ts';
import { Tally, tallyOf } from './tally.ts';

/** What is asked of whoever keeps the sums: those between borders, of some values or of all. */
export type SumsQuery = {
  readonly by: Dimension;
  /** Whole grains, growing. */
  readonly borders: readonly number[];
  readonly only: readonly string[] | null;
};

/** The sums of one value in one interval, counted from 0. */
export type IntervalSums = {
  readonly interval: number;
  readonly value: string;
  readonly amounts: Amounts;
};

export type KeptSums = {
  readonly rows: readonly IntervalSums[];
  /** Of everything after the last border. */
  readonly later: readonly { readonly value: string; readonly amounts: Amounts }[];
  /** Who waits in which queue now, and what operators have been doing until now. */
  readonly waiting: Readonly<Record<string, number>>;
  readonly operators: readonly (readonly [id: string, operator: OpenOperator])[];
  /** Entries that are kept and not counted yet: after a change of what is counted, all are counted anew. */
  readonly behindCount: number;
};

/** Figures by their names, as `columnsOf` defines them; null where there is nothing to divide by. */
export type Figures = Readonly<Record<string, number | null>>;

export type ReportRow = {
  readonly value: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly figures: Figures;
};

/** Of one value, or of all together: null. */
type TotalRow = Omit<ReportRow, 'value'> & { readonly value: string | null };

export type Report = {
  readonly by: Dimension;
  readonly interval: IntervalName;
  readonly zone: string;
  /** Of the service level. */
  readonly targetMs: number;
  readonly behindCount: number;
  /** Interval by interval, and in each value by value; those in which nothing happened are left out. */
  readonly rows: readonly ReportRow[];
  /** Interval by interval, all values together (value null). */
  readonly together: readonly TotalRow[];
  /** The whole span: of each value, and last of all together (value null). */
  readonly totals: readonly TotalRow[];
};

export type ReportAsk = Pick<Report, 'by' | 'interval' | 'zone' | 'targetMs'> & {
  readonly borders: readonly number[];
  readonly only: readonly string[] | null;
  readonly nowMs: number;
};

/** A line of a report before its figures are worked out: of the intervals from `start` up to `end`. */
export type Line<Value extends string | null> = {
  readonly value: Value;
  readonly start: number;
  readonly end: number;
  readonly amounts: Amounts;
};

/** All lines of a report, and what their figures are made of beside their sums. */
export type Lines = {
  /** One after the other, since they may be very many. */
  readonly rows: Iterable<Line<string>>;
  readonly together: readonly Line<null>[];
  readonly totals: readonly Line<string | null>[];
  readonly besideOf: (line: Line<string | null>) => Beside;
};

export function linesOf(ask: ReportAsk, kept: KeptSums): Lines {
  const { by, targetMs, borders } = ask;
  const sorted = (by === 'operator' ? withOpen(ask, kept) : kept.rows).toSorted(inOrder);
  const waiting = waitingAt(ask, kept);
  const whole = { start: 0, end: borders.length - 1 };
  const { together, values } = talliesOf(by, sorted);
  const totals = totalsOf(by, values);
  const alls = new Map([...together].map(([at, { amounts }]) => [at, amounts.sums]));
  const allOfWhole = totals.at(-1)!.amounts.sums;
  const allOf = (start: number, end: number): Sums =>
    (end - start === 1 ? alls.get(start) : allOfWhole) ?? {};
  return {
    rows: rowLines(sorted),
    together: [...together].map(([at, { amounts }]) => ({ value: null, start: at, end: at + 1, amounts })),
    totals: totals.map((total) => ({ ...total, ...whole })),
    besideOf({ value, start, end }) {
      const at = value === null ? [...waiting.values()] : [waiting.get(value) ?? []];
      const count = (border: number): number => at.reduce((sum, counts) => sum + (counts[border] ?? 0), 0);
      return { targetMs, waitingAtStart: count(start), waitingAtEnd: count(end), all: allOf(start, end) };
    },
  };
}

function* rowLines(rows: readonly IntervalSums[]): Generator<Line<string>, void> {
  for (const { interval, value, amounts } of rows)
    yield { value, start: interval, end: interval + 1, amounts };
}

/** Sums become figures. */
export function reportOf(ask: ReportAsk, kept: KeptSums): Report {
  const { by, interval, zone, targetMs, borders } = ask;
  const columns = columnsOf(by);
  const { rows, together, totals, besideOf } = linesOf(ask, kept);
  const told = <Value extends string | null>(line: Line<Value>) => {
    const beside = besideOf(line);
    const sums = line.amounts.sums;
    const figures: Record<string, number | null> = {};
    for (const { key, of } of columns) figures[key] = of(sums, beside);
    return { value: line.value, fromMs: borders[line.start]!, toMs: borders[line.end]!, figures };
  };
  return {
    ...{ by, interval, zone, targetMs, behindCount: kept.behindCount },
    ...{ rows: Array.from(rows, told), together: together.map(told), totals: totals.map(told) },
  };
}

/** All rows added up, by interval and by value. */
function talliesOf(by: Dimension, rows: readonly IntervalSums[]) {
  const [together, values] = [new Map<number, Tally>(), new Map<string, Tally>()];
  for (const { interval, value, amounts } of rows) {
    tallyOf(together, interval, by).add(amounts);
    tallyOf(values, value, by).add(amounts);
  }
  return { together, values };
}

function totalsOf(
  by: Dimension,
  values: ReadonlyMap<string, Tally>,
): readonly { readonly value: string | null; readonly amounts: Amounts }[] {
  const all = new Tally(by);
  for (const { amounts } of values.values()) all.add(amounts);
  const byValue = [...values].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return [
    ...byValue.map(([value, { amounts }]) => ({ value, amounts })),
    { value: null, amounts: all.amounts },
  ];
}

/** With what operators have been doing since it was counted last. */
export function withOpen(ask: ReportAsk, kept: KeptSums): readonly IntervalSums[] {
  const open = new Map<string, ReturnType<typeof openOf>>();
  for (const [value, operator] of kept.operators)
    if (ask.only?.includes(value) !== false) open.set(value, openOf(ask, operator));
  const rows = kept.rows.map((row) => {
    const more = open.get(row.value)?.get(row.interval);
    if (more === undefined) return row;
    open.get(row.value)!.delete(row.interval);
    return { ...row, amounts: Amounts.of(ask.by, more.reduce(added, row.amounts.sums)) };
  });
  const others = [...open].flatMap(([value, intervals]) =>
    [...intervals].map(([interval, more]) => {
      return { interval, value, amounts: Amounts.of(ask.by, more.reduce(added, {})) };
    }),
  );
  return [...rows, ...others];
}

/** What an operator has been doing, by interval and in the order of time. */
function openOf({ borders, nowMs }: ReportAsk, operator: OpenOperator): Map<number, Sums[]> {
  const intervals = new Map<number, Sums[]>();
  let interval = 0;
  for (const { grainMs, ms } of untilNow(operator, nowMs)) {
    while (interval < borders.length - 1 && borders[interval + 1]! <= grainMs) interval += 1;
    if (grainMs < borders[0]! || interval === borders.length - 1) continue;
    const before = intervals.get(interval) ?? [];
    intervals.set(interval, before);
    before.push({ [operator.occupation!]: ms });
  }
  return intervals;
}

/**
 * How many waited in each queue at each border, told backwards from those who wait now: per queue and interval, waiting
 * at start and entered are the ten ends of visits and waiting at end.
 */
function waitingAt(
  ask: ReportAsk,
  { rows, later, waiting }: KeptSums,
): ReadonlyMap<string, readonly number[]> {
  if (ask.by !== 'queue') return new Map();
  const last = ask.borders.length - 1;
  const grown = new Map<string, number[]>();
  const changes = [...rows, ...later.map((row) => ({ ...row, interval: last }))];
  const names = [...changes.map(({ value }) => value), ...Object.keys(waiting)];
  for (const value of names) if (ask.only?.includes(value) !== false) grown.set(value, []);
  for (const { interval, value, amounts } of changes) {
    const { sums } = amounts;
    grown.get(value)![interval] = sumOf(sums, 'entered') - visitsEnded(sums);
  }
  const at = ([value, changed]: readonly [string, number[]]): [string, number[]] => {
    const counts = ask.borders.map(() => 0);
    for (let border = last; border >= 0; border -= 1)
      counts[border] = (counts[border + 1] ?? waiting[value] ?? 0) - (changed[border] ?? 0);
    return [value, counts];
  };
  return new Map([...grown].map(at));
}

const inOrder = (one: IntervalSums, other: IntervalSums): number =>
  one.interval - other.interval || (one.value < other.value ? -1 : 1);
