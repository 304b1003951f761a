import type { Contact, ContactFact, ContactQuery } from '../../journal/index.ts';
import {
  CONTACT_COLUMNS,
  CONTACT_CONDITIONS,
  CONTACT_FIELDS,
  type ContactRow,
  type ContactsChanged,
  type ContactsFound,
  type ContactsWanted,
  type ContactTables,
  contactOf,
  contactRowOf,
  FACT_COLUMNS,
} from '../index.ts';
import type { Connection } from './database.ts';

const NAMES = CONTACT_FIELDS.map((field) => CONTACT_COLUMNS[field]).join(', ');
const SELECTED = CONTACT_FIELDS.map((field) => `${CONTACT_COLUMNS[field]} AS ${field}`).join(', ');
const CHANGES = CONTACT_FIELDS.slice(1)
  .map((field) => `${CONTACT_COLUMNS[field]} = excluded.${CONTACT_COLUMNS[field]}`)
  .join(', ');

/** Customers' requests, the calls that belong to them, and what happened to them. */
export class ContactsTable implements ContactTables {
  readonly #connection: Connection;
  readonly #get;
  readonly #ofCall;
  readonly #ofCustomer;
  readonly #keep;
  readonly #join;
  readonly #putFact;
  readonly #facts;
  readonly #pastDue;
  readonly #erase;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#get = connection.prepare(`SELECT ${SELECTED} FROM contacts WHERE contact_id = ?`);
    this.#ofCall = connection.prepare('SELECT contact_id FROM contact_calls WHERE call_id = ?').pluck();
    this.#ofCustomer = connection.prepare(
      `SELECT ${SELECTED} FROM contacts WHERE customer = ? AND state <> 'done' ORDER BY changed_ms DESC LIMIT 1`,
    );
    this.#keep = connection.prepare(
      `INSERT INTO contacts (${NAMES}) VALUES (${CONTACT_FIELDS.map((field) => `@${field}`).join(', ')})
       ON CONFLICT (contact_id) DO UPDATE SET ${CHANGES}`,
    );
    this.#join = connection.prepare(
      'INSERT INTO contact_calls (call_id, contact_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
    );
    this.#putFact = connection.prepare(
      `INSERT INTO contact_facts (contact_id, at_ms, what, by_whom, on_what, text)
       VALUES (@contactId, @atMs, @what, @by, @on, @text)`,
    );
    this.#facts = connection.prepare(
      `SELECT ${FACT_COLUMNS} FROM contact_facts WHERE contact_id = ? ORDER BY number`,
    );
    this.#pastDue = connection.prepare(
      `SELECT ${SELECTED} FROM contacts WHERE due_ms <= ? AND overdue_ms IS NULL ORDER BY due_ms LIMIT ?`,
    );
    this.#erase = [
      'DELETE FROM contact_facts WHERE contact_id = ?',
      'DELETE FROM contact_calls WHERE contact_id = ?',
      'DELETE FROM contacts WHERE contact_id = ?',
      "DELETE FROM entries WHERE kind = 'contactChanged' AND body ->> 'contactId' = ?",
    ].map((sql) => connection.prepare(sql));
  }

  find({ callIds, contactIds, customers }: ContactsWanted): ContactsFound {
    const calls = new Map<string, string>();
    for (const callId of callIds) {
      const contactId = this.#ofCall.get(callId) as string | undefined;
      if (contactId !== undefined) calls.set(callId, contactId);
    }
    const ids = new Set([...contactIds, ...calls.values()]);
    const named = [...ids].flatMap((contactId) => this.#one(this.#get, contactId) ?? []);
    const open = customers.flatMap((customer) => this.#one(this.#ofCustomer, customer) ?? []);
    return { contacts: [...named, ...open], calls };
  }

  keep({ contacts, calls, facts, erased }: ContactsChanged): void {
    for (const contact of contacts) this.#keep.run(contactRowOf(contact));
    for (const [callId, contactId] of calls) this.#join.run(callId, contactId);
    for (const fact of facts) this.#putFact.run({ ...fact, atMs: Math.round(fact.atMs) });
    for (const contactId of erased) for (const statement of this.#erase) statement.run(contactId);
  }

  /** Those that changed last first; null when there is none to start after. */
  list(query: ContactQuery): readonly Contact[] | null {
    const where = Object.entries(CONTACT_CONDITIONS).flatMap(([name, column]) =>
      query[name as keyof typeof CONTACT_CONDITIONS] === undefined ? [] : [`${column} = @${name}`],
    );
    if (query.overdue === true) where.push('overdue_ms IS NOT NULL');
    const { overdue: _, ...parameters }: ContactQuery & { lastMs?: number } = query;
    if (query.after !== undefined) {
      const last = this.#one(this.#get, query.after);
      if (last === undefined) return null;
      where.push('(changed_ms, contact_id) < (@lastMs, @after)');
      parameters.lastMs = last.changedMs;
    }
    const conditions = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
    const statement = this.#connection.prepare(
      `SELECT ${SELECTED} FROM contacts ${conditions} ORDER BY changed_ms DESC, contact_id DESC LIMIT @limit`,
    );
    return (statement.all(parameters) as ContactRow[]).map(contactOf);
  }

  facts(contactId: string): readonly ContactFact[] {
    return this.#facts.all(contactId) as ContactFact[];
  }

  pastDue(nowMs: number, limit: number): readonly Contact[] {
    return (this.#pastDue.all(Math.round(nowMs), limit) as ContactRow[]).map(contactOf);
  }

  #one(statement: ReturnType<Connection['prepare']>, key: string): Contact | undefined {
    const row = statement.get(key) as ContactRow | undefined;
    return row === undefined ? undefined : contactOf(row);
  }
}
