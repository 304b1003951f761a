import type { Contact, ContactFact, ContactQuery } from '../journal/index.ts';

/** Field of a contact → column. The order is that of the statements. */
export const CONTACT_COLUMNS = {
  contactId: 'contact_id',
  customer: 'customer',
  state: 'state',
  owed: 'owed',
  live: 'live',
  queue: 'queue',
  box: 'box',
  operator: 'operator',
  reason: 'reason',
  openedMs: 'opened_ms',
  changedMs: 'changed_ms',
  dueMs: 'due_ms',
  overdueMs: 'overdue_ms',
  doneMs: 'done_ms',
} as const satisfies Record<keyof Contact, string>;

export const CONTACT_FIELDS = Object.keys(CONTACT_COLUMNS) as (keyof Contact)[];

/** A contact as every database keeps it: lists as JSON. */
export type ContactRow = Omit<Contact, 'owed' | 'live'> & { readonly owed: string; readonly live: string };

export function contactRowOf(contact: Contact): ContactRow {
  const whole = (ms: number | null): number | null => (ms === null ? null : Math.round(ms));
  return {
    ...contact,
    ...{ owed: JSON.stringify(contact.owed), live: JSON.stringify(contact.live) },
    ...{ openedMs: Math.round(contact.openedMs), changedMs: Math.round(contact.changedMs) },
    ...{ dueMs: whole(contact.dueMs), overdueMs: whole(contact.overdueMs), doneMs: whole(contact.doneMs) },
  };
}

export const contactOf = (row: ContactRow): Contact => ({
  ...row,
  owed: JSON.parse(row.owed) as string[],
  live: JSON.parse(row.live) as string[],
});

/** Columns of the facts, in the order of the statements. */
export const FACT_COLUMNS = 'at_ms AS "atMs", what, by_whom AS "by", on_what AS "on", text';

/** A fact that is to be kept with its contact. */
export type NewContactFact = ContactFact & { readonly contactId: string };

/** Conditions of a query that compare one column: everything but the alarm, the page and its size. */
export const CONTACT_CONDITIONS = {
  state: 'state',
  customer: 'customer',
  queue: 'queue',
  operator: 'operator',
} as const satisfies Partial<Record<keyof ContactQuery, string>>;

/** Of what contacts are asked before entries change them. */
export type ContactsWanted = {
  readonly callIds: readonly string[];
  readonly contactIds: readonly string[];
  /** Of these the contact that is not done and changed last. */
  readonly customers: readonly string[];
};

/** What was found: contacts, and to which of them calls belong. */
export type ContactsFound = {
  readonly contacts: readonly Contact[];
  readonly calls: ReadonlyMap<string, string>;
};

/** What is to be kept. */
export type ContactsChanged = {
  readonly contacts: readonly Contact[];
  /** Calls that belong to a contact from now on. */
  readonly calls: ReadonlyMap<string, string>;
  readonly facts: readonly NewContactFact[];
  /** Gone for good, with all that was noted of them. */
  readonly erased: readonly string[];
};

/** What a database does for contacts. */
export interface ContactTables {
  find(wanted: ContactsWanted): ContactsFound | Promise<ContactsFound>;
  keep(changed: ContactsChanged): void | Promise<void>;
  /** Null when the contact to start after does not exist. */
  list(query: ContactQuery): readonly Contact[] | null | Promise<readonly Contact[] | null>;
  facts(contactId: string): readonly ContactFact[] | Promise<readonly ContactFact[]>;
  pastDue(nowMs: number, limit: number): readonly Contact[] | Promise<readonly Contact[]>;
}
