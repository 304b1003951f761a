import {
  type CallRecord,
  type Contact,
  type ContactCause,
  type ContactRules,
  type Entry,
  foldContact,
  isJoined,
  openedContact,
  type WebhookJob,
} from '../journal/index.ts';
import type { ContactsFound, ContactsWanted, ContactTables, NewContactFact } from './contact-row.ts';
import { contactMessage } from './entry-message.ts';

type Erased = Extract<Entry, { readonly kind: 'contactErased' }>;

/** Customers' requests, folded from entries: called in the transaction that keeps the entries. */
export class ContactBook {
  readonly #tables: ContactTables;
  readonly #rules: ContactRules;

  constructor(tables: ContactTables, rules: ContactRules) {
    this.#tables = tables;
    this.#rules = rules;
  }

  /** `ended`: the calls whose record these entries have closed. Resolves with the messages that tell of changes. */
  async take(
    entries: readonly Entry[],
    ended: ReadonlyMap<string, CallRecord>,
  ): Promise<readonly WebhookJob[]> {
    const causes = entries.flatMap((entry) => causeOf(entry, ended) ?? []);
    if (causes.length === 0) return [];
    const page = new Page(await this.#tables.find(wantedBy(causes)), this.#rules);
    for (const cause of causes) page.take(cause);
    await this.#tables.keep(page);
    return page.messages;
  }
}

/** What a batch of entries makes of the contacts that it touches. */
class Page {
  readonly messages: WebhookJob[] = [];
  readonly calls = new Map<string, string>();
  readonly facts: NewContactFact[] = [];
  readonly erased: string[] = [];
  readonly #rules: ContactRules;
  readonly #known: Map<string, Contact>;
  readonly #callsBefore: ReadonlyMap<string, string>;
  readonly #changed = new Set<string>();

  constructor({ contacts, calls }: ContactsFound, rules: ContactRules) {
    this.#rules = rules;
    this.#known = new Map(contacts.map((contact) => [contact.contactId, contact]));
    this.#callsBefore = calls;
  }

  get contacts(): readonly Contact[] {
    return [...this.#changed].map((contactId) => this.#known.get(contactId)!);
  }

  take(cause: ContactCause | Erased): void {
    if (cause.kind === 'contactErased') return this.#erase(cause.contactId);
    const before = this.#contactFor(cause);
    if (before === undefined) return;
    const { contactId } = before;
    const isNew = !this.#known.has(contactId);
    const { contact, facts } = foldContact(before, cause, this.#rules);
    if (facts.length === 0 && !isNew) return;
    this.#known.set(contactId, contact);
    this.#changed.add(contactId);
    this.facts.push(...facts.map((fact) => ({ ...fact, contactId })));
    this.#tell(cause, isNew ? undefined : before, contact);
  }

  #contactFor(cause: ContactCause): Contact | undefined {
    if ('contactId' in cause) return this.#known.get(cause.contactId);
    if (cause.kind === 'caseWanted' && cause.action === 'open') return this.#caseFor(cause);
    const callId = cause.kind === 'ended' ? cause.record.callId : cause.callId;
    const contactId = this.calls.get(callId) ?? this.#callsBefore.get(callId);
    if (contactId !== undefined) return this.#known.get(contactId);
    // What is said of a call that nobody knows belongs to no request.
    if (cause.kind !== 'callArrived' && cause.kind !== 'ended') return undefined;
    const customer = cause.kind === 'ended' ? cause.record.caller : cause.caller;
    const contact = this.#openOf(customer, cause.atMs) ?? openedContact(callId, customer, cause.atMs);
    this.calls.set(callId, contact.contactId);
    return contact;
  }

  /** A case of its own, whatever else is owed to the customer: the call that goes on belongs to another one. */
  #caseFor({ noticeId, callId, atMs }: Extract<ContactCause, { kind: 'caseWanted' }>): Contact | undefined {
    const ofCall = this.#known.get(this.calls.get(callId) ?? this.#callsBefore.get(callId) ?? '');
    return this.#known.get(noticeId) ?? (ofCall && openedContact(noticeId, ofCall.customer, atMs));
  }

  /** Numbers that are withheld are nobody's. */
  #openOf(customer: string, atMs: number): Contact | undefined {
    if (customer === '') return undefined;
    const own = [...this.#known.values()].filter((contact) => contact.customer === customer);
    const open = own.filter((contact) => isJoined(contact, atMs, this.#rules));
    return open.toSorted((one, other) => other.changedMs - one.changedMs)[0];
  }

  #erase(contactId: string): void {
    this.#known.delete(contactId);
    this.#changed.delete(contactId);
    for (const [callId, of] of this.calls) if (of === contactId) this.calls.delete(callId);
    this.facts.splice(0, this.facts.length, ...this.facts.filter((fact) => fact.contactId !== contactId));
    this.erased.push(contactId);
  }

  /** Told are what people did, alarms, and whatever brings a contact into another state. */
  #tell(cause: ContactCause, before: Contact | undefined, contact: Contact): void {
    const { contactId } = contact;
    if (cause.kind === 'contactChanged' || cause.kind === 'contactOverdue') {
      this.messages.push(contactMessage(cause, contact));
    } else if (before?.state !== contact.state) {
      const { atMs } = cause;
      const entry = { kind: 'contactChanged', contactId, by: 'system', text: null, reason: null } as const;
      this.messages.push(contactMessage({ ...entry, atMs }, contact));
    }
  }
}

const KINDS: ReadonlySet<Entry['kind']> = new Set<Entry['kind']>([
  ...(['callArrived', 'messageTaken', 'recordingDone', 'recordingErased', 'noted'] as const),
  ...(['caseWanted', 'contactChanged', 'contactOverdue', 'contactErased'] as const),
]);

function causeOf(entry: Entry, ended: ReadonlyMap<string, CallRecord>): ContactCause | Erased | undefined {
  if (entry.kind !== 'callEnded') return KINDS.has(entry.kind) ? (entry as ContactCause | Erased) : undefined;
  const record = ended.get(entry.callId);
  return record === undefined ? undefined : { kind: 'ended', atMs: entry.atMs, record };
}

function wantedBy(causes: readonly (ContactCause | Erased)[]): ContactsWanted {
  const [callIds, contactIds, customers] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const cause of causes) {
    if ('contactId' in cause) contactIds.add(cause.contactId);
    else callIds.add(cause.kind === 'ended' ? cause.record.callId : cause.callId);
    if (cause.kind === 'caseWanted') contactIds.add(cause.noticeId);
    if (cause.kind === 'callArrived') customers.add(cause.caller);
    if (cause.kind === 'ended') customers.add(cause.record.caller);
  }
  customers.delete('');
  return { callIds: [...callIds], contactIds: [...contactIds], customers: [...customers] };
}
