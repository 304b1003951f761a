import type { KeptRecording, RecordingQuery } from '../../journal/index.ts';
import { type NewRecording, type RecordingChange, type RecordingRow, recordingOf } from '../index.ts';
import type { Connection } from './database.ts';

/** The condition that each part of a query sets. */
const CONDITIONS = {
  recordingId: 'recording_id = @recordingId',
  box: 'box = @box',
  callId: 'call_id = @callId',
  caller: 'caller = @caller',
  queue: 'queue = @queue',
  operator: 'operator = @operator',
  fromMs: 'taken_ms >= @fromMs',
  toMs: 'taken_ms < @toMs',
  isHeld: '(held_ms IS NOT NULL) = @isHeld',
} as const satisfies Partial<Record<keyof RecordingQuery, string>>;

const SELECTED = `recording_id AS recordingId, call_id AS callId, coalesce(caller, '') AS caller, queue, operator,
  box, survey, question, taken_ms AS takenMs, sound_ms AS soundMs, heard_ms AS heardMs, done_ms AS doneMs,
  held_ms AS heldMs, is_incomplete AS isIncomplete`;

/** SQLite knows no booleans. */
type InSqlite<Row> = Omit<Row, 'isIncomplete'> & { readonly isIncomplete: number };

/** Recordings that are kept; whose they are says the call's record. */
export class RecordingsTable {
  readonly #connection: Connection;
  readonly #put;
  readonly #marks;
  readonly #remove;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#put = connection.prepare<InSqlite<NewRecording>>(
      `INSERT INTO recordings (recording_id, call_id, box, survey, question, taken_ms, sound_ms, is_incomplete)
       VALUES (@recordingId, @callId, @box, @survey, @question, @takenMs, @soundMs, @isIncomplete)
       ON CONFLICT (recording_id) DO NOTHING`,
    );
    this.#marks = {
      heard: connection.prepare('UPDATE recordings SET heard_ms = @atMs WHERE recording_id = @recordingId'),
      done: connection.prepare('UPDATE recordings SET done_ms = @atMs WHERE recording_id = @recordingId'),
      held: connection.prepare('UPDATE recordings SET held_ms = @atMs WHERE recording_id = @recordingId'),
    };
    this.#remove = connection.prepare('DELETE FROM recordings WHERE recording_id = @recordingId');
  }

  change(change: RecordingChange): void {
    const isIncomplete = change.kind === 'kept' ? Number(change.row.isIncomplete) : 0;
    if (change.kind === 'kept') this.#put.run({ ...change.row, isIncomplete });
    else if (change.kind === 'erased') this.#remove.run(change);
    else this.#marks[change.kind].run(change);
  }

  /** Newest first. */
  list(query: RecordingQuery): readonly KeptRecording[] {
    const where = Object.entries(CONDITIONS).flatMap(([name, condition]) =>
      query[name as keyof typeof CONDITIONS] === undefined ? [] : [condition],
    );
    const conditions = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
    const statement = this.#connection.prepare(
      `SELECT ${SELECTED} FROM recordings LEFT JOIN records USING (call_id) ${conditions}
       ORDER BY taken_ms DESC, recording_id DESC LIMIT @limit`,
    );
    const isHeld = query.isHeld === undefined ? {} : { isHeld: Number(query.isHeld) };
    const rows = statement.all({ ...query, ...isHeld }) as InSqlite<RecordingRow>[];
    return rows.map((row) => recordingOf({ ...row, isIncomplete: row.isIncomplete !== 0 }));
  }
}
