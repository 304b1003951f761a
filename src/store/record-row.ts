import type { CallRecord } from '../journal/index.ts';

/** Field of the record → column. The order is that of the statements. */
export const COLUMNS = {
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
  direction: 'direction',
  node: 'node',
} as const satisfies Record<keyof CallRecord, string>;

export const FIELDS = Object.keys(COLUMNS) as (keyof CallRecord)[];

/** A record as every database keeps it: truth as 1 and 0, labels as JSON. */
export type RecordRow = Omit<CallRecord, 'endEstimated' | 'labels'> & {
  readonly endEstimated: number;
  readonly labels: string;
};

/** Durations come from a clock with fractions of a millisecond; the columns hold whole ones. */
export function rowOf(record: CallRecord): RecordRow {
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

export function recordOf(row: RecordRow): CallRecord {
  return { ...row, endEstimated: row.endEstimated === 1, labels: JSON.parse(row.labels) as string[] };
}
