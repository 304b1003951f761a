import type { AuditFact, AuditQuery, Entry } from '../../journal/index.ts';
import type { Connection } from './database.ts';

const CONDITIONS = {
  from: 'at_ms >= @from',
  to: 'at_ms < @to',
  by: "body ->> 'by' = @by",
  what: "body ->> 'what' = @what",
  after: 'id < @after',
} as const satisfies Partial<Record<keyof AuditQuery, string>>;

type Row = { readonly id: number; readonly body: string };

/** What people changed from outside: the entries of the kind `audited`, read as facts. */
export class AuditTrail {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Newest first. */
  list(query: AuditQuery): readonly AuditFact[] {
    const asked = Object.entries(CONDITIONS).filter(
      ([name]) => query[name as keyof AuditQuery] !== undefined,
    );
    const where = ["kind = 'audited'", ...asked.map(([, condition]) => condition)].join(' AND ');
    const statement = this.#connection.prepare(
      `SELECT id, body FROM entries WHERE ${where} ORDER BY id DESC LIMIT @limit`,
    );
    return (statement.all(query) as Row[]).map(({ id, body }) => {
      const { kind: _, ...fact } = JSON.parse(body) as Extract<Entry, { kind: 'audited' }>;
      return { id, ...fact };
    });
  }
}
