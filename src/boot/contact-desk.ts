import type { Logger } from 'pino';
import { type Clock, Failure } from '../base/index.ts';
import type { ContactChange, ContactsDesk } from '../http/index.ts';
import type { Contact, ContactKeeper, ContactQuery, ContactStory, Entry } from '../journal/index.ts';

export type ContactDeskParts = {
  readonly store: ContactKeeper;
  /** Writes into the journal. */
  readonly write: (entry: Entry) => void;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn' | 'error'>;
};

/** How exact alarms are. */
const LOOK_EVERY_MS = 10_000;
/** So many alarms are raised at once: a store that was away for long is worked off page by page. */
const PAGE = 200;
/** So many contacts of one customer are erased between two looks into the store. */
const ERASE_PAGE = 1_000;

/** Customers' requests: who works on them, and the alarm when one is overdue. Each act is an entry of the journal. */
export class ContactDesk implements ContactsDesk {
  readonly #parts: ContactDeskParts;
  #cancel: () => void = () => {};
  #isClosed = false;

  constructor(parts: ContactDeskParts) {
    this.#parts = parts;
  }

  list(query: ContactQuery): Promise<readonly Contact[]> {
    return this.#parts.store.contacts(query);
  }

  async story(contactId: string): Promise<ContactStory> {
    const story = await this.#parts.store.contact(contactId);
    if (story === undefined) throw new Failure('CONTACT_UNKNOWN', { contactId });
    return story;
  }

  async change(contactId: string, change: ContactChange, by: string): Promise<Contact> {
    await this.story(contactId);
    const { text = null, reason = null, ...others } = change;
    this.#write({ kind: 'contactChanged', contactId, by, text, reason, ...others });
    return (await this.story(contactId)).contact;
  }

  async eraseOf(customer: string, by: string): Promise<number> {
    for (let count = 0; ; ) {
      const page = await this.#parts.store.contacts({ customer, limit: ERASE_PAGE });
      for (const { contactId } of page) this.#write({ kind: 'contactErased', contactId, by });
      count += page.length;
      if (page.length < ERASE_PAGE) return count;
    }
  }

  /**
   * Raises the alarm of every contact whose time is over, now and again and again. What was raised stands in the store:
   * a process that dies raises it neither twice nor never. Never rejects.
   */
  async look(): Promise<void> {
    const { store, clock, log } = this.#parts;
    let count = 0;
    try {
      const late = await store.contactsPastDue(clock.now().wallMs, PAGE);
      for (const { contactId, dueMs } of late)
        if (dueMs !== null) this.#write({ kind: 'contactOverdue', contactId, dueMs });
      count = late.length;
      if (count > 0) log.warn({ count }, 'what is owed to customers was not done in time');
    } catch (err) {
      log.error({ err }, 'contacts that are overdue could not be looked for: they are looked for again');
    }
    if (!this.#isClosed)
      this.#cancel = clock.after(count === PAGE ? 0 : LOOK_EVERY_MS, () => void this.look());
  }

  /** From here on no alarm is raised. */
  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  #write(what: Unstamped): void {
    this.#parts.write({ ...what, atMs: this.#parts.clock.now().wallMs });
  }
}

type ContactEntry = Extract<Entry, { readonly contactId: string }>;
type Unstamped = ContactEntry extends infer Each
  ? Each extends ContactEntry
    ? Omit<Each, 'atMs'>
    : never
  : never;
