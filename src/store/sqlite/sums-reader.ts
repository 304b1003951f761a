import {
  Amounts,
  type Dimension,
  type IntervalSums,
  isGreatest,
  type KeptSums,
  measuresOf,
  type SumsQuery,
} from '../../reports/index.ts';
import { rangesAfter, rangesBetween, type SumsRange } from '../index.ts';
import type { Connection } from './database.ts';

/** A row as it comes from the disk: when, of what, and the measures of the report in their order. */
type Row = readonly [startMs: number, value: string, ...amounts: number[]];

type Statement = ReturnType<Connection['prepare']>;

/**
 * Reads sums in one pass over the rows and adds them up here: for the many measures of a row that costs a fraction of
 * what it costs in SQL, where nearly all of the time goes into adding nothing to nothing.
 */
export class SumsReader {
  readonly #connection: Connection;
  readonly #statements = new Map<Dimension, Statement>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** What lies between the borders, and of queues what came after the last one. */
  read({ by, borders, only }: SumsQuery): Pick<KeptSums, 'rows' | 'later'> {
    const between = new Pass(borders, by, only);
    for (const range of rangesBetween(borders)) between.take(this.#rows(by, range));
    const lastMs = borders.at(-1)!;
    const later = new Pass([lastMs, Number.MAX_SAFE_INTEGER], by, only);
    if (by === 'queue') for (const range of rangesAfter(lastMs)) later.take(this.#rows(by, range));
    return { rows: between.rows(), later: later.rows() };
  }

  #rows(by: Dimension, range: SumsRange): Iterable<Row> {
    return this.#statement(by).iterate({ by, ...range }) as Iterable<Row>;
  }

  #statement(by: Dimension): Statement {
    let statement = this.#statements.get(by);
    if (statement === undefined) {
      const columns = measuresOf(by).map((measure) => `"${measure}"`);
      statement = this.#connection
        .prepare(
          `SELECT start_ms, value, ${columns.join(', ')} FROM report_sums
           WHERE dimension = @by AND level_ms = @levelMs AND start_ms >= @fromMs AND start_ms < @toMs
           ORDER BY start_ms`,
        )
        .raw();
      this.#statements.set(by, statement);
    }
    return statement;
  }
}

/**
 * Sums that are being added up, by interval and value. Rows come in the order of time, so that only those of one
 * interval are worked with: their numbers lie in one list, value by value, which costs a fraction of adding to objects.
 */
class Pass {
  readonly #borders: readonly number[];
  readonly #by: Dimension;
  readonly #areGreatest: readonly boolean[];
  readonly #wanted: ReadonlySet<string> | undefined;
  readonly #rows: IntervalSums[] = [];
  /** Where in the list the numbers of each value begin. */
  readonly #places = new Map<string, number>();
  #list = new Float64Array(0);
  #interval = 0;

  constructor(borders: readonly number[], by: Dimension, only: SumsQuery['only']) {
    this.#borders = borders;
    this.#by = by;
    this.#areGreatest = measuresOf(by).map(isGreatest);
    this.#wanted = only === null ? undefined : new Set(only);
  }

  take(rows: Iterable<Row>): void {
    for (const row of rows) {
      const [startMs, value] = row;
      if (this.#wanted?.has(value) === false) continue;
      if (this.#borders[this.#interval + 1]! <= startMs) this.#next(startMs);
      this.#add(this.#placeOf(value), row);
    }
  }

  rows(): readonly IntervalSums[] {
    this.#finish();
    return this.#rows;
  }

  #next(startMs: number): void {
    this.#finish();
    while (this.#borders[this.#interval + 1]! <= startMs) this.#interval += 1;
  }

  #finish(): void {
    for (const [value, place] of this.#places)
      this.#rows.push({
        ...{ interval: this.#interval, value },
        amounts: new Amounts(this.#by, this.#list, place),
      });
    this.#list = new Float64Array(this.#places.size * this.#areGreatest.length);
    this.#places.clear();
  }

  #placeOf(value: string): number {
    const known = this.#places.get(value);
    if (known !== undefined) return known;
    const { length } = this.#areGreatest;
    const place = this.#places.size * length;
    this.#places.set(value, place);
    if (place + length > this.#list.length) this.#grow(length);
    return place;
  }

  #grow(length: number): void {
    const before = this.#list;
    this.#list = new Float64Array(2 * before.length + length);
    this.#list.set(before);
  }

  #add(place: number, row: Row): void {
    const [list, areGreatest] = [this.#list, this.#areGreatest];
    for (let at = 0; at < areGreatest.length; at += 1) {
      const amount = row[at + 2] as number;
      if (amount === 0) continue;
      const before = list[place + at]!;
      list[place + at] = areGreatest[at]! ? Math.max(before, amount) : before + amount;
    }
  }
}
