import type { Score, ScoreQuery } from '../../journal/index.ts';
import { SCORE_CONDITIONS, type ScoreChange, type ScoreRow, type ScoreTable, scoreOf } from '../index.ts';
import type { Connection } from './database.ts';

/** How calls were scored; whose calls they are say their records. */
export class ScoresTable implements ScoreTable {
  readonly #connection: Connection;
  readonly #replace;
  readonly #put;
  readonly #erase;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#replace = connection.prepare<ScoreRow>(
      'DELETE FROM scores WHERE call_id = @callId AND form = @form AND by_whom = @by',
    );
    this.#put = connection.prepare<ScoreRow>(
      `INSERT INTO scores (call_id, form, by_whom, at_ms, operator, queue, body)
       VALUES (@callId, @form, @by, @atMs, @operator, @queue, @body)`,
    );
    this.#erase = [
      'DELETE FROM scores WHERE call_id = ?',
      "DELETE FROM entries WHERE call_id = ? AND kind = 'scored'",
    ].map((sql) => connection.prepare(sql));
  }

  change(changes: readonly ScoreChange[]): void {
    for (const change of changes)
      if (change.kind === 'erased') for (const erase of this.#erase) erase.run(change.callId);
      else {
        this.#replace.run(change.row);
        this.#put.run(change.row);
      }
  }

  /** Those that were given last first. */
  list(query: ScoreQuery): readonly Score[] {
    const where = Object.entries(SCORE_CONDITIONS).flatMap(([name, condition]) =>
      query[name as keyof typeof SCORE_CONDITIONS] === undefined ? [] : [`${condition} @${name}`],
    );
    const conditions = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
    const statement = this.#connection.prepare(
      `SELECT number AS scoreId, at_ms AS atMs, body FROM scores LEFT JOIN records USING (call_id) ${conditions}
       ORDER BY number DESC LIMIT @limit`,
    );
    return (statement.all(query) as Parameters<typeof scoreOf>[0][]).map(scoreOf);
  }
}
