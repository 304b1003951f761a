import type { Entry, KeptRecording, RecordingAbout, RecordingQuery } from '../../journal/index.ts';
import type { Connection } from './database.ts';

/** Conditions of a query that compare one column. */
const CONDITIONS = {
  recordingId: 'recording_id = @recordingId',
  box: 'box = @box',
  callId: 'call_id = @callId',
  caller: 'caller = @caller',
} as const satisfies Partial<Record<keyof RecordingQuery, string>>;

const SELECTED = `recording_id AS recordingId, call_id AS callId, coalesce(caller, '') AS caller, box, survey, question,
  taken_ms AS takenMs, sound_ms AS soundMs, heard_ms AS heardMs, done_ms AS doneMs`;

/** Recordings that are kept, folded from the entries that tell of them; whose they are says the call's record. */
export class RecordingsTable {
  readonly #connection: Connection;
  readonly #put;
  readonly #marks;
  readonly #remove;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#put = connection.prepare(
      `INSERT INTO recordings (recording_id, call_id, box, survey, question, taken_ms, sound_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (recording_id) DO NOTHING`,
    );
    this.#marks = {
      recordingHeard: connection.prepare('UPDATE recordings SET heard_ms = ? WHERE recording_id = ?'),
      recordingDone: connection.prepare('UPDATE recordings SET done_ms = ? WHERE recording_id = ?'),
    };
    this.#remove = connection.prepare('DELETE FROM recordings WHERE recording_id = ?');
  }

  take(entry: Entry): void {
    const atMs = Math.round(entry.atMs);
    switch (entry.kind) {
      case 'messageTaken':
        return this.#add(entry.callId, { kind: 'voicemail', box: entry.box }, entry, atMs);
      case 'callRecorded':
        return this.#add(entry.callId, { kind: 'call' }, entry, atMs);
      case 'surveyed':
        if ('recordingId' in entry) this.#add(entry.callId, { ...entry, kind: 'survey' }, entry, atMs);
        return;
      case 'recordingHeard':
      case 'recordingDone':
        return void this.#marks[entry.kind].run(atMs, entry.recordingId);
      case 'recordingErased':
        return void this.#remove.run(entry.recordingId);
      default:
        return;
    }
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
    return (statement.all(query) as Row[]).map(({ box, survey, question, ...row }) => ({
      ...row,
      about: aboutOf(box, survey, question),
    }));
  }

  #add(
    callId: string,
    about: RecordingAbout,
    { recordingId, soundMs }: { readonly recordingId: string; readonly soundMs: number },
    atMs: number,
  ): void {
    const box = about.kind === 'voicemail' ? about.box : null;
    const [survey, question] = about.kind === 'survey' ? [about.survey, about.question] : [null, null];
    this.#put.run(recordingId, callId, box, survey, question, atMs, Math.round(soundMs));
  }
}

function aboutOf(box: string | null, survey: string | null, question: string | null): RecordingAbout {
  if (box !== null) return { kind: 'voicemail', box };
  return survey !== null && question !== null ? { kind: 'survey', survey, question } : { kind: 'call' };
}

type Row = Omit<KeptRecording, 'about'> & {
  readonly box: string | null;
  readonly survey: string | null;
  readonly question: string | null;
};
