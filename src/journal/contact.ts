/**
 * How far a customer's request is. `open`: the customer is on the line, or somebody has taken it; `waiting`: something
 * is owed to the customer, and nobody has taken it; `done`: nothing is owed any more.
 */
export const CONTACT_STATES = ['open', 'waiting', 'done'] as const;
export type ContactState = (typeof CONTACT_STATES)[number];

/**
 * What can be owed to a customer: a call, since they gave up or were failed; the callback that they booked; an answer
 * to a message, or what a person promised.
 */
export type Debt = 'call' | 'callback' | 'message' | 'promise';

/**
 * One request of one customer, whatever calls, messages and callbacks it takes. It is named after its first call.
 * Times are wall milliseconds.
 */
export type Contact = {
  readonly contactId: string;
  /** The number of the customer; empty for one that is withheld, whose every call is a request of its own. */
  readonly customer: string;
  readonly state: ContactState;
  /** Debts; messages stand here as `message:RECORDING`. */
  readonly owed: readonly string[];
  /** Calls that go on. */
  readonly live: readonly string[];
  /** The last queue, and the box of the last message. */
  readonly queue: string | null;
  readonly box: string | null;
  /** Who has taken it. */
  readonly operator: string | null;
  readonly reason: string | null;
  readonly openedMs: number;
  readonly changedMs: number;
  /** By when what is owed is to be done; null when nothing is. */
  readonly dueMs: number | null;
  /** When the alarm was raised that this was not so; null: it was not. */
  readonly overdueMs: number | null;
  readonly doneMs: number | null;
};

/** Something that happened to a contact, as it is kept with it. `by`: who did it, or "system". */
export type ContactFact = {
  readonly atMs: number;
  readonly what:
    | 'called'
    | 'ended'
    | 'message'
    | 'messageDone'
    | 'noted'
    | 'taken'
    | 'released'
    | 'done'
    | 'reopened'
    | 'due'
    | 'overdue';
  readonly by: string;
  /** The call or the recording that it is about. */
  readonly on: string | null;
  /** What was noted, how the call ended, who has taken it; the time of `due` and `overdue` as wall milliseconds. */
  readonly text: string | null;
};

/** A contact with all that happened to it, in order, and what came after it. */
export type ContactStory = { readonly contact: Contact; readonly facts: readonly ContactFact[] };

/** Which contacts, those that changed last first; `limit` is 1 to 1,000. */
export type ContactQuery = {
  readonly state?: ContactState;
  readonly customer?: string;
  readonly queue?: string;
  readonly operator?: string;
  /** Only those for which the alarm was raised. */
  readonly overdue?: true;
  readonly limit: number;
  /** The id of the last contact of the page before. */
  readonly after?: string;
};

/** In milliseconds: how long each debt may stand, and how long a customer's next call belongs to what is owed. */
export type ContactRules = { readonly dueMs: Readonly<Record<Debt, number>>; readonly joinMs: number };

const HOUR_MS = 3_600_000;

/** What holds where the settings say nothing else. */
export const CONTACT_RULES: ContactRules = {
  dueMs: { call: 4 * HOUR_MS, callback: 4 * HOUR_MS, message: 8 * HOUR_MS, promise: 24 * HOUR_MS },
  joinMs: 7 * 24 * HOUR_MS,
};

/** Where contacts are read. Each rejects with `Failure` STORE_AWAY. */
export interface ContactKeeper {
  /** Rejects with `Failure` CONTACT_UNKNOWN when there is none to start after. */
  contacts(query: ContactQuery): Promise<readonly Contact[]>;
  /** Undefined when no contact has this id. */
  contact(contactId: string): Promise<ContactStory | undefined>;
  /** Those whose time is over and for which no alarm was raised, the longest overdue first. */
  contactsPastDue(nowMs: number, limit: number): Promise<readonly Contact[]>;
}
