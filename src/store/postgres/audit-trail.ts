import type { AuditFact, AuditQuery, Entry } from '../../journal/index.ts';
import type { Connection } from './connection.ts';

const CONDITIONS = {
  from: 'at_ms >=',
  to: 'at_ms <',
  by: "body ->> 'by' =",
  what: "body ->> 'what' =",
  after: 'id <',
} as const satisfies Partial<Record<keyof AuditQuery, string>>;

type Row = { readonly id: number; readonly body: Extract<Entry, { kind: 'audited' }> };

/** What people changed from outside, newest first: the entries of the kind `audited`, read as facts. */
export async function auditTrail(connection: Connection, query: AuditQuery): Promise<readonly AuditFact[]> {
  const values: unknown[] = [query.limit];
  const asked = Object.entries(CONDITIONS).flatMap(([name, condition]) => {
    const value = query[name as keyof typeof CONDITIONS];
    return value === undefined ? [] : [` AND ${condition} $${values.push(value)}`];
  });
  const rows = await connection.rows<Row>(
    `SELECT id, body FROM entries WHERE kind = 'audited'${asked.join('')} ORDER BY id DESC LIMIT $1`,
    values,
  );
  return rows.map(({ id, body: { kind: _, ...fact } }) => ({ id, ...fact }));
}
