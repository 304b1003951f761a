import type { Score, ScoreQuery } from '../../journal/index.ts';
import { SCORE_CONDITIONS, type ScoreChange, type ScoreRow, type ScoreTable, scoreOf } from '../index.ts';
import type { Connection } from './connection.ts';

/** How calls were scored; whose calls they are say their records. */
export class ScoresTable implements ScoreTable {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** One after the other: they are few, and one that is given and erased at once is gone. */
  async change(changes: readonly ScoreChange[]): Promise<void> {
    for (const change of changes) {
      if (change.kind === 'given') await this.#put(change.row);
      else await this.#erase(change.callId);
    }
  }

  /** Those that were given last first. */
  async list(query: ScoreQuery): Promise<readonly Score[]> {
    const values: unknown[] = [query.limit];
    const where = Object.entries(SCORE_CONDITIONS).flatMap(([name, condition]) => {
      const value = query[name as keyof typeof SCORE_CONDITIONS];
      return value === undefined ? [] : [`${condition} $${values.push(value)}`];
    });
    const conditions = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
    const rows = await this.#connection.rows<Parameters<typeof scoreOf>[0]>(
      `SELECT number AS "scoreId", at_ms AS "atMs", body FROM scores LEFT JOIN records USING (call_id) ${conditions}
       ORDER BY number DESC LIMIT $1`,
      values,
    );
    return rows.map(scoreOf);
  }

  async #put({ callId, form, by, atMs, operator, queue, body }: ScoreRow): Promise<void> {
    await this.#connection.ask('DELETE FROM scores WHERE call_id = $1 AND form = $2 AND by_whom = $3', [
      ...[callId, form, by],
    ]);
    await this.#connection.ask(
      `INSERT INTO scores (call_id, form, by_whom, at_ms, operator, queue, body)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [callId, form, by, atMs, operator, queue, body],
    );
  }

  async #erase(callId: string): Promise<void> {
    await this.#connection.ask('DELETE FROM scores WHERE call_id = $1', [callId]);
    await this.#connection.ask("DELETE FROM entries WHERE call_id = $1 AND kind = 'scored'", [callId]);
  }
}
