import type { KeptRecording, RecordingQuery } from '../../journal/index.ts';
import { type NewRecording, type RecordingChange, type RecordingRow, recordingOf } from '../index.ts';
import type { Connection } from './connection.ts';

/** What each part of a query is compared with. */
const CONDITIONS = {
  recordingId: 'recording_id =',
  box: 'box =',
  callId: 'call_id =',
  caller: 'caller =',
  queue: 'queue =',
  operator: 'operator =',
  fromMs: 'taken_ms >=',
  toMs: 'taken_ms <',
  isHeld: '(held_ms IS NOT NULL) =',
} as const satisfies Partial<Record<keyof RecordingQuery, string>>;

const SELECTED = `recording_id AS "recordingId", call_id AS "callId", coalesce(caller, '') AS caller, queue,
  operator, box, survey, question, taken_ms AS "takenMs", sound_ms AS "soundMs", heard_ms AS "heardMs",
  done_ms AS "doneMs", held_ms AS "heldMs", is_incomplete AS "isIncomplete"`;

/** Recordings that are kept; whose they are says the call's record. */
export class RecordingsTable {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** One after the other: they are few, and one that is kept and erased at once is gone. */
  async change(changes: readonly RecordingChange[]): Promise<void> {
    for (const change of changes) await this.#change(change);
  }

  /** Newest first. */
  async list(query: RecordingQuery): Promise<readonly KeptRecording[]> {
    const values: unknown[] = [query.limit];
    const where = Object.entries(CONDITIONS).flatMap(([name, condition]) => {
      const value = query[name as keyof typeof CONDITIONS];
      return value === undefined ? [] : [`${condition} $${values.push(value)}`];
    });
    const conditions = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
    const rows = await this.#connection.rows<RecordingRow>(
      `SELECT ${SELECTED} FROM recordings LEFT JOIN records USING (call_id) ${conditions}
       ORDER BY taken_ms DESC, recording_id COLLATE "C" DESC LIMIT $1`,
      values,
    );
    return rows.map(recordingOf);
  }

  async #change(change: RecordingChange): Promise<void> {
    if (change.kind === 'kept') return this.#put(change.row);
    const { kind, recordingId } = change;
    if (kind === 'erased') {
      await this.#connection.ask('DELETE FROM recordings WHERE recording_id = $1', [recordingId]);
    } else {
      const mark = `UPDATE recordings SET ${kind}_ms = $2 WHERE recording_id = $1`;
      await this.#connection.ask(mark, [recordingId, change.atMs]);
    }
  }

  async #put(row: NewRecording): Promise<void> {
    const { recordingId, callId, box, survey, question, takenMs, soundMs, isIncomplete } = row;
    await this.#connection.ask(
      `INSERT INTO recordings (recording_id, call_id, box, survey, question, taken_ms, sound_ms, is_incomplete)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (recording_id) DO NOTHING`,
      [recordingId, callId, box, survey, question, takenMs, soundMs, isIncomplete],
    );
  }
}
