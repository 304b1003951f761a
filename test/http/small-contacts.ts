import { Failure } from '../../src/base/index.ts';
import type { ContactChange, ContactsDesk } from '../../src/http/index.ts';
import {
  CONTACT_RULES,
  type Contact,
  type ContactQuery,
  type ContactStory,
  foldContact,
  openedContact,
} from '../../src/journal/index.ts';

/** A caller has given up in a queue, and nobody has called back. */
export const waitingContact = (contactId: string, queue = 'sales'): Contact => ({
  ...openedContact(contactId, '+7901', 100),
  ...{ state: 'waiting', owed: ['call'], queue, changedMs: 400, dueMs: 5_000 },
});

/** Contacts in memory, changed by the product's own rules. */
export class SmallContactsDesk implements ContactsDesk {
  readonly asked: ContactQuery[] = [];
  readonly stories = new Map<string, ContactStory>();

  put(...contacts: readonly Contact[]): void {
    for (const contact of contacts) this.stories.set(contact.contactId, { contact, facts: [] });
  }

  async list(query: ContactQuery): Promise<readonly Contact[]> {
    this.asked.push(query);
    return [...this.stories.values()].map(({ contact }) => contact).slice(0, query.limit);
  }

  async story(contactId: string): Promise<ContactStory> {
    const story = this.stories.get(contactId);
    if (story === undefined) throw new Failure('CONTACT_UNKNOWN', { contactId });
    return story;
  }

  async change(contactId: string, change: ContactChange, by: string): Promise<Contact> {
    const { contact, facts } = await this.story(contactId);
    const entry = { kind: 'contactChanged', contactId, by, text: null, reason: null, ...change } as const;
    const after = foldContact(contact, { ...entry, atMs: 500 }, CONTACT_RULES);
    this.stories.set(contactId, { contact: after.contact, facts: [...facts, ...after.facts] });
    return after.contact;
  }

  async eraseOf(customer: string): Promise<number> {
    const own = [...this.stories.values()].filter(({ contact }) => contact.customer === customer);
    for (const { contact } of own) this.stories.delete(contact.contactId);
    return own.length;
  }
}
