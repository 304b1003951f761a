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
import { jsonFor } from './clean.ts';
import type { Connection } from './connection.ts';

const NAMES = CONTACT_FIELDS.map((field) => CONTACT_COLUMNS[field]).join(', ');
const SELECTED = CONTACT_FIELDS.map((field) => `${CONTACT_COLUMNS[field]} AS "${field}"`).join(', ');
const CHANGES = CONTACT_FIELDS.slice(1)
  .map((field) => `${CONTACT_COLUMNS[field]} = excluded.${CONTACT_COLUMNS[field]}`)
  .join(', ');

const FOUND = `
  SELECT ${SELECTED} FROM contacts WHERE contact_id = ANY ($1)
  UNION
  SELECT open.* FROM unnest($2::text[]) AS given (customer) CROSS JOIN LATERAL (
    SELECT ${SELECTED} FROM contacts WHERE contacts.customer = given.customer AND state <> 'done'
    ORDER BY changed_ms DESC LIMIT 1) AS open`;

const ERASED = [
  'DELETE FROM contact_facts WHERE contact_id = ANY ($1)',
  'DELETE FROM contact_calls WHERE contact_id = ANY ($1)',
  'DELETE FROM contacts WHERE contact_id = ANY ($1)',
  "DELETE FROM entries WHERE kind = 'contactChanged' AND body ->> 'contactId' = ANY ($1)",
];

/** Customers' requests, the calls that belong to them, and what happened to them. */
export class ContactsTable implements ContactTables {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async find({ callIds, contactIds, customers }: ContactsWanted): Promise<ContactsFound> {
    const found = await this.#connection.rows<{ readonly call: string; readonly contact: string }>(
      'SELECT call_id AS call, contact_id AS contact FROM contact_calls WHERE call_id = ANY ($1)',
      [callIds],
    );
    const calls = new Map(found.map(({ call, contact }) => [call, contact]));
    const ids = [...new Set([...contactIds, ...calls.values()])];
    const rows = await this.#connection.rows<ContactRow>(FOUND, [ids, customers]);
    return { contacts: rows.map(contactOf), calls };
  }

  async keep({ contacts, calls, facts, erased }: ContactsChanged): Promise<void> {
    if (contacts.length > 0) await this.#keepContacts(contacts);
    if (calls.size > 0)
      await this.#connection.ask(
        `INSERT INTO contact_calls (call_id, contact_id) SELECT * FROM unnest($1::text[], $2::text[])
         ON CONFLICT (call_id) DO NOTHING`,
        [[...calls.keys()], [...calls.values()]],
      );
    const rows = facts.map((fact, n) => ({
      ...{ n, contact_id: fact.contactId, at_ms: Math.round(fact.atMs), what: fact.what },
      ...{ by_whom: fact.by, on_what: fact.on, text: fact.text },
    }));
    if (rows.length > 0)
      await this.#connection.ask(
        `INSERT INTO contact_facts (contact_id, at_ms, what, by_whom, on_what, text)
         SELECT contact_id, at_ms, what, by_whom, on_what, text FROM json_to_recordset($1) AS f
           (n integer, contact_id text, at_ms bigint, what text, by_whom text, on_what text, text text) ORDER BY n`,
        [jsonFor(rows)],
      );
    if (erased.length > 0) for (const sql of ERASED) await this.#connection.ask(sql, [erased]);
  }

  /** Those that changed last first; null when there is none to start after. */
  async list(query: ContactQuery): Promise<readonly Contact[] | null> {
    const values: unknown[] = [query.limit];
    const where = Object.entries(CONTACT_CONDITIONS).flatMap(([name, column]) => {
      const value = query[name as keyof typeof CONTACT_CONDITIONS];
      return value === undefined ? [] : [`${column} = $${values.push(value)}`];
    });
    if (query.overdue === true) where.push('overdue_ms IS NOT NULL');
    if (query.after !== undefined) {
      const { contacts } = await this.find({ callIds: [], contactIds: [query.after], customers: [] });
      if (contacts[0] === undefined) return null;
      const [lastMs, lastId] = [values.push(contacts[0].changedMs), values.push(query.after)];
      where.push(`(changed_ms, contact_id COLLATE "C") < ($${lastMs}, $${lastId})`);
    }
    const conditions = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
    const rows = await this.#connection.rows<ContactRow>(
      `SELECT ${SELECTED} FROM contacts ${conditions}
       ORDER BY changed_ms DESC, contact_id COLLATE "C" DESC LIMIT $1`,
      values,
    );
    return rows.map(contactOf);
  }

  facts(contactId: string): Promise<readonly ContactFact[]> {
    return this.#connection.rows<ContactFact>(
      `SELECT ${FACT_COLUMNS} FROM contact_facts WHERE contact_id = $1 ORDER BY number`,
      [contactId],
    );
  }

  async pastDue(nowMs: number, limit: number): Promise<readonly Contact[]> {
    const rows = await this.#connection.rows<ContactRow>(
      `SELECT ${SELECTED} FROM contacts WHERE due_ms <= $1 AND overdue_ms IS NULL ORDER BY due_ms LIMIT $2`,
      [Math.round(nowMs), limit],
    );
    return rows.map(contactOf);
  }

  async #keepContacts(contacts: readonly Contact[]): Promise<void> {
    const rows = contacts.map((contact) => {
      const row = contactRowOf(contact);
      return Object.fromEntries(CONTACT_FIELDS.map((field) => [CONTACT_COLUMNS[field], row[field]]));
    });
    await this.#connection.ask(
      `INSERT INTO contacts (${NAMES}) SELECT ${NAMES} FROM json_populate_recordset(NULL::contacts, $1)
       ON CONFLICT (contact_id) DO UPDATE SET ${CHANGES}`,
      [jsonFor(rows)],
    );
  }
}
