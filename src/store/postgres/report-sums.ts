import type { CallEntry, Entry } from '../../journal/index.ts';
import {
  Amounts,
  type Dimension,
  Draft,
  type IntervalSums,
  isGreatest,
  type KeptSums,
  type LastStep,
  MEASURES,
  type Measure,
  measuresOf,
  type Open,
  type OpenCall,
  type OpenOperator,
  type Sums,
  type SumsQuery,
} from '../../reports/index.ts';
import { type ReportSums, rangesAfter, rangesBetween, sumsRows, waitingIn } from '../index.ts';
import { jsonFor } from './clean.ts';
import type { Connection, Row } from './connection.ts';
import { FORGETTING, forgetSome, forgetSums } from './report-tables.ts';

/** Entries that are counted in one transaction when they are counted anew. */
const ANEW_COUNT = 500;

type Numbered = { readonly id: number; readonly entry: Entry };

const together = (measure: Measure): string =>
  isGreatest(measure)
    ? `"${measure}" = greatest(report_sums."${measure}", excluded."${measure}")`
    : `"${measure}" = report_sums."${measure}" + excluded."${measure}"`;

/** Named, since a newer Cordboard may have left columns of measures that this one does not count. */
const NAMES = `dimension, level_ms, start_ms, value, ${MEASURES.map((measure) => `"${measure}"`).join(', ')}`;

const ADD = `
  INSERT INTO report_sums (${NAMES}) SELECT ${NAMES} FROM json_populate_recordset(NULL::report_sums, $1)
  ON CONFLICT (dimension, level_ms, start_ms, value) DO UPDATE SET ${MEASURES.map(together).join(', ')}`;

/** Only what the report is made of. Numbers of sums are bigints, whose sum would be a numeric. */
const summed = (by: Dimension): string =>
  measuresOf(by)
    .map((measure) => `${isGreatest(measure) ? 'max' : 'sum'}("${measure}")::bigint AS "${measure}"`)
    .join(', ');

const LAST_ARRIVALS = `
  SELECT a.call_id AS id, (
    SELECT r.arrived_ms FROM records r
    WHERE r.caller = a.caller AND (r.arrived_ms, r.call_id) < (a.at_ms, a.call_id)
    ORDER BY r.arrived_ms DESC, r.call_id DESC LIMIT 1) AS last
  FROM json_to_recordset($1) AS a (call_id text, caller text, at_ms bigint)`;

/** The sums of all reports, counted in the transaction that keeps the entries. */
export class PostgresReportSums implements ReportSums {
  readonly #connection: Connection;
  #open: Open | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async count(entries: readonly Entry[]): Promise<() => void> {
    // Ids have gaps, where a transaction came to nothing.
    const ids = await this.#connection.rows<{ readonly id: number }>(
      `SELECT id FROM entries WHERE id > (SELECT counted_id FROM report_state WHERE counted_id <> $2)
       ORDER BY id LIMIT $1`,
      [entries.length + 1, FORGETTING],
    );
    if (ids.length !== entries.length) return () => {};
    return this.#fold(entries.map((entry, at) => ({ id: ids[at]!.id, entry })));
  }

  async catchUp(): Promise<boolean> {
    const { countedId, lastId } = await this.#state();
    if (countedId === FORGETTING) {
      await this.#connection.atOnce(() => forgetSome(this.#connection));
      return true;
    }
    if (countedId >= lastId) return false;
    const settle = await this.#connection.atOnce(async () => {
      const rows = await this.#connection.rows<{ readonly id: number; readonly body: Entry }>(
        'SELECT id, body FROM entries WHERE id > $1 ORDER BY id LIMIT $2',
        [countedId, ANEW_COUNT],
      );
      return this.#fold(rows.map(({ id, body }) => ({ id, entry: body })));
    });
    settle();
    return true;
  }

  async countAnew(): Promise<void> {
    await this.#connection.atOnce(() => forgetSums(this.#connection));
    this.#open = undefined;
  }

  async read({ by, borders, only }: SumsQuery): Promise<KeptSums> {
    const [{ countedId, lastId }, open] = [await this.#state(), await this.#opened()];
    const ranges = [...rangesBetween(borders), ...(by === 'queue' ? rangesAfter(borders.at(-1)!) : [])];
    const found = await this.#connection.rows<Row & { readonly interval: number; readonly value: string }>(
      `SELECT width_bucket(start_ms, $1::bigint[]) - 1 AS interval, value, ${summed(by)}
       FROM json_to_recordset($2) AS range ("levelMs" bigint, "fromMs" bigint, "toMs" bigint)
       JOIN report_sums ON dimension = $3 AND level_ms = "levelMs" AND start_ms >= "fromMs" AND start_ms < "toMs"
       WHERE $4::text[] IS NULL OR value = ANY ($4)
       GROUP BY 1, 2`,
      [borders, JSON.stringify(ranges), by, only],
    );
    const rows = found.map(({ interval, value, ...amounts }): IntervalSums => {
      return { interval, value, amounts: Amounts.of(by, amounts as Sums) };
    });
    return {
      rows: rows.filter(({ interval }) => interval < borders.length - 1),
      later: rows.filter(({ interval }) => interval === borders.length - 1),
      ...{ waiting: waitingIn(open), operators: [...open.operators] },
      behindCount: await this.#behindCount(countedId, lastId),
    };
  }

  async #state(): Promise<{ readonly countedId: number; readonly lastId: number }> {
    const [state] = await this.#connection.rows<{ readonly countedId: number; readonly lastId: number }>(
      `SELECT counted_id AS "countedId", (SELECT coalesce(max(id), 0) FROM entries) AS "lastId" FROM report_state`,
    );
    return state!;
  }

  async #behindCount(countedId: number, lastId: number): Promise<number> {
    if (countedId >= lastId) return 0;
    const question = 'SELECT count(*) AS behind FROM entries WHERE id > $1';
    return (await this.#connection.rows<{ readonly behind: number }>(question, [countedId]))[0]!.behind;
  }

  async #opened(): Promise<Open> {
    if (this.#open !== undefined) return this.#open;
    const open: Open = { calls: new Map(), operators: new Map() };
    const rows = await this.#connection.rows<{ kind: string; id: string; body: OpenCall | OpenOperator }>(
      'SELECT kind, id, body FROM report_open',
    );
    for (const { kind, id, body } of rows) {
      if (kind === 'call') open.calls.set(id, body as OpenCall);
      else open.operators.set(id, body as OpenOperator);
    }
    this.#open = open;
    return open;
  }

  async #fold(entries: readonly Numbered[]): Promise<() => void> {
    const open = await this.#opened();
    const [ended, arrivals] = [await this.#ended(open, entries), await this.#lastArrivals(entries)];
    const steps = await this.#lastSteps(entries);
    const draft: Draft = new Draft(open, {
      lastArrivalMs: (_caller, callId) => arrivals.get(callId),
      hasEnded: (callId) => ended.has(callId) || draft.calls.get(callId) === null,
      lastStep: (callId) => steps.get(callId),
    });
    for (const { entry } of entries) draft.take(entry);
    await this.#write(draft);
    await this.#connection.ask('UPDATE report_state SET counted_id = $1', [entries.at(-1)!.id]);
    return () => draft.settle();
  }

  /** Calls that are not open, and had ended before the first of these entries. */
  async #ended(open: Open, entries: readonly Numbered[]): Promise<ReadonlySet<string>> {
    const ids = entries.flatMap(({ entry }) => ('callId' in entry ? [entry.callId] : []));
    const unknown = [...new Set(ids)].filter((callId) => !open.calls.has(callId));
    if (unknown.length === 0) return new Set();
    const rows = await this.#connection.rows<{ readonly id: string }>(
      "SELECT call_id AS id FROM entries WHERE call_id = ANY ($1) AND id < $2 AND kind = 'callEnded'",
      [unknown, entries[0]!.id],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Where those were who hung up in a flow. */
  async #lastSteps(entries: readonly Numbered[]): Promise<ReadonlyMap<string, LastStep>> {
    const left = entries.filter(({ entry }) => entry.kind === 'callEnded' && entry.where === 'flow');
    if (left.length === 0) return new Map();
    const rows = await this.#connection.rows<{ readonly id: string; readonly body: LastStep }>(
      `SELECT DISTINCT ON (call_id) call_id AS id, body FROM entries
       WHERE call_id = ANY ($1) AND id < $2 AND kind = 'stepEntered' ORDER BY call_id, id DESC`,
      [left.map(({ entry }) => (entry as CallEntry).callId), left.at(-1)!.id],
    );
    return new Map(rows.map(({ id, body }) => [id, body]));
  }

  async #lastArrivals(entries: readonly Numbered[]): Promise<ReadonlyMap<string, number>> {
    const arrived = entries
      .map(({ entry }) => entry)
      .filter((entry): entry is Extract<CallEntry, { kind: 'callArrived' }> => entry.kind === 'callArrived')
      .filter(({ caller }) => caller !== '')
      .map(({ callId, caller, atMs }) => ({ call_id: callId, caller, at_ms: Math.round(atMs) }));
    if (arrived.length === 0) return new Map();
    const rows = await this.#connection.rows<{ readonly id: string; readonly last: number | null }>(
      LAST_ARRIVALS,
      [jsonFor(arrived)],
    );
    return new Map(rows.flatMap(({ id, last }) => (last === null ? [] : [[id, last] as const])));
  }

  async #write(draft: Draft): Promise<void> {
    const [state] = await this.#connection.rows<{ from: number }>('SELECT from_ms AS from FROM report_state');
    const rows = sumsRows(draft, state!.from).map(({ dimension, levelMs, startMs, value, sums }) => ({
      ...{ dimension, level_ms: levelMs, start_ms: startMs, value },
      ...Object.fromEntries(MEASURES.map((measure) => [measure, Math.round(sums[measure] ?? 0)])),
    }));
    if (rows.length > 0) await this.#connection.ask(ADD, [jsonFor(rows)]);
    const calls = [...draft.calls].map(([id, body]) => ({ kind: 'call', id, body }));
    const operators = [...draft.operators].map(([id, body]) => ({ kind: 'operator', id, body }));
    const kept = [...calls, ...operators].filter(({ body }) => body !== null);
    const gone = calls.filter(({ body }) => body === null).map(({ id }) => id);
    if (gone.length > 0)
      await this.#connection.ask("DELETE FROM report_open WHERE kind = 'call' AND id = ANY ($1)", [gone]);
    if (kept.length > 0)
      await this.#connection.ask(
        `INSERT INTO report_open (kind, id, body)
         SELECT kind, id, body FROM json_populate_recordset(NULL::report_open, $1)
         ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body`,
        [jsonFor(kept)],
      );
  }
}
