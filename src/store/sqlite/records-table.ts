import type { CallerPast, CallQuery, CallRecord } from '../../journal/index.ts';
import type { Connection } from './database.ts';

/** Field of the record → column. The order is that of the statements below. */
const COLUMNS = {
  callId: 'call_id',
  dialled: 'dialled',
  caller: 'caller',
  flow: 'flow',
  arrivedMs: 'arrived_ms',
  answeredMs: 'answered_ms',
  endedMs: 'ended_ms',
  endEstimated: 'end_estimated',
  outcome: 'outcome',
  abandonedWhere: 'abandoned_where',
  endedBy: 'ended_by',
  queue: 'queue',
  operator: 'operator',
  waitMs: 'wait_ms',
  talkMs: 'talk_ms',
  offersCount: 'offers_count',
  labels: 'labels',
  reason: 'reason',
  language: 'language',
  flowHash: 'flow_hash',
  trial: 'trial',
} as const satisfies Record<keyof CallRecord, string>;

const FIELDS = Object.keys(COLUMNS) as (keyof CallRecord)[];
const SELECTED = FIELDS.map((field) => `${COLUMNS[field]} AS ${field}`).join(', ');

/** Conditions of a query that compare one column. */
const CONDITIONS = {
  from: 'arrived_ms >= @from',
  to: 'arrived_ms < @to',
  caller: 'caller = @caller',
  queue: 'queue = @queue',
  operator: 'operator = @operator',
  outcome: 'outcome = @outcome',
} as const satisfies Partial<Record<keyof CallQuery, string>>;

/** Records, one row per call. */
export class RecordsTable {
  readonly #connection: Connection;
  readonly #keep;
  readonly #get;
  readonly #open;
  readonly #pasts;
  readonly #reason;

  constructor(connection: Connection) {
    this.#connection = connection;
    const values = FIELDS.map((field) => `@${field}`).join(', ');
    const changes = FIELDS.slice(1)
      .map((field) => `${COLUMNS[field]} = excluded.${COLUMNS[field]}`)
      .join(', ');
    this.#keep = connection.prepare(
      `INSERT INTO records (${FIELDS.map((field) => COLUMNS[field]).join(', ')}) VALUES (${values})
       ON CONFLICT (call_id) DO UPDATE SET ${changes} WHERE records.outcome IS NULL`,
    );
    this.#get = connection.prepare(`SELECT ${SELECTED} FROM records WHERE call_id = ?`);
    this.#open = connection
      .prepare('SELECT call_id FROM records WHERE outcome IS NULL ORDER BY arrived_ms')
      .pluck();
    this.#reason = connection.prepare('UPDATE records SET reason = ? WHERE call_id = ?');
    this.#pasts = connection.prepare(
      `SELECT caller, operator, language FROM records
       WHERE caller <> '' AND (operator IS NOT NULL OR language IS NOT NULL)
       ORDER BY arrived_ms DESC, call_id DESC LIMIT ?`,
    );
  }

  /** The contact reason of a call, which may be noted when the record is closed. */
  setReason(callId: string, reason: string): void {
    this.#reason.run(reason, callId);
  }

  /** True when the record was written; false when it had been closed before, and stays as it is. */
  keep(record: CallRecord): boolean {
    return this.#keep.run(asRow(record)).changes === 1;
  }

  get(callId: string): CallRecord | undefined {
    const row = this.#get.get(callId) as Row | undefined;
    return row === undefined ? undefined : asRecord(row);
  }

  openCallIds(): readonly string[] {
    return this.#open.all() as string[];
  }

  /** Of the last so many calls that tell something of a caller, oldest first. */
  callerPasts(limit: number): readonly CallerPast[] {
    return (this.#pasts.all(limit) as CallerPast[]).reverse();
  }

  /** Newest first; null when there is no record to start after. */
  list(query: CallQuery): readonly CallRecord[] | null {
    const where: string[] = [];
    for (const [name, condition] of Object.entries(CONDITIONS)) {
      if (query[name as keyof typeof CONDITIONS] !== undefined) where.push(condition);
    }
    const parameters: Record<string, unknown> = { ...query };
    if (query.after !== undefined) {
      const last = this.get(query.after);
      if (last === undefined) return null;
      where.push('(arrived_ms, call_id) < (@lastArrivedMs, @after)');
      parameters.lastArrivedMs = last.arrivedMs;
    }
    const conditions = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
    const statement = this.#connection.prepare(
      `SELECT ${SELECTED} FROM records ${conditions} ORDER BY arrived_ms DESC, call_id DESC LIMIT @limit`,
    );
    return (statement.all(parameters) as Row[]).map(asRecord);
  }
}

type Row = Omit<CallRecord, 'endEstimated' | 'labels'> & {
  readonly endEstimated: number;
  /** JSON. */
  readonly labels: string;
};

/** Durations come from a clock with fractions of a millisecond; the columns hold whole ones. */
function asRow(record: CallRecord): Row {
  return {
    ...record,
    arrivedMs: Math.round(record.arrivedMs),
    answeredMs: record.answeredMs === null ? null : Math.round(record.answeredMs),
    endedMs: record.endedMs === null ? null : Math.round(record.endedMs),
    waitMs: Math.round(record.waitMs),
    talkMs: Math.round(record.talkMs),
    endEstimated: record.endEstimated ? 1 : 0,
    labels: JSON.stringify(record.labels),
  };
}

function asRecord(row: Row): CallRecord {
  return { ...row, endEstimated: row.endEstimated === 1, labels: JSON.parse(row.labels) as string[] };
}
