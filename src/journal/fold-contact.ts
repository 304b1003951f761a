import type { Contact, ContactFact, ContactRules, Debt } from './contact.ts';
import type { CallOutcome, Entry } from './entry.ts';
import type { CallRecord } from './record.ts';

type EntryOf<K extends Entry['kind']> = Extract<Entry, { readonly kind: K }>;

type RecordingDone = EntryOf<'recordingHeard' | 'recordingDone'> & { readonly kind: 'recordingDone' };

/** What a contact is folded from: entries, and calls that have ended, as their records say. */
export type ContactCause =
  | EntryOf<
      | ('callArrived' | 'messageTaken' | 'recordingErased' | 'noted')
      | ('caseWanted' | 'contactChanged' | 'contactOverdue')
    >
  | RecordingDone
  | { readonly kind: 'ended'; readonly atMs: number; readonly record: CallRecord };

/** A contact after a cause, and what is to be kept of it. */
export type ContactStep = { readonly contact: Contact; readonly facts: readonly ContactFact[] };

/** A request begins with a call, of which it has the name. */
export function openedContact(callId: string, customer: string, atMs: number): Contact {
  return {
    ...{ contactId: callId, customer, state: 'open', owed: [], live: [], queue: null, box: null },
    ...{ operator: null, reason: null, openedMs: atMs, changedMs: atMs },
    ...{ dueMs: null, overdueMs: null, doneMs: null },
  };
}

/** Whether a customer's next call belongs to the contact: something is still owed, and not for too long. */
export const isJoined = ({ state, changedMs }: Contact, atMs: number, { joinMs }: ContactRules): boolean =>
  state !== 'done' && atMs - changedMs <= joinMs;

/**
 * The only place where a contact changes. Nothing is lost by a cause that comes twice, and a cause that changes nothing
 * leaves no fact.
 */
export function foldContact(before: Contact, cause: ContactCause, rules: ContactRules): ContactStep {
  const { contact, facts } = changedBy(before, cause, rules);
  return {
    contact: settled(before, { ...contact, changedMs: Math.max(before.changedMs, cause.atMs) }),
    facts,
  };
}

function changedBy(before: Contact, cause: ContactCause, rules: ContactRules): ContactStep {
  switch (cause.kind) {
    case 'callArrived':
      if (before.live.includes(cause.callId)) return { contact: before, facts: [] };
      return {
        contact: { ...before, live: [...before.live, cause.callId] },
        facts: [fact(cause, 'called', before.customer, cause.callId, null)],
      };
    case 'ended':
      return ended(before, cause.record, cause.atMs, rules);
    case 'messageTaken':
      return messageTaken(before, cause, rules);
    case 'recordingDone':
    case 'recordingErased':
      return messageDone(before, cause);
    case 'noted': {
      const contact = { ...before, reason: cause.reason ?? before.reason };
      return { contact, facts: [fact(cause, 'noted', cause.by, cause.callId, cause.text ?? cause.reason)] };
    }
    case 'caseWanted': {
      const text = [cause.subject, cause.text].filter((words) => words !== '').join(': ');
      const contact = owing(before, 'promise', 'promise', cause.atMs, rules);
      return { contact, facts: [fact(cause, 'noted', 'flow', cause.callId, text)] };
    }
    case 'contactOverdue': {
      const isSo = before.overdueMs === null && before.dueMs === cause.dueMs;
      if (!isSo) return { contact: before, facts: [] };
      const facts = [fact(cause, 'overdue', 'system', null, String(cause.dueMs))];
      return { contact: { ...before, overdueMs: cause.atMs }, facts };
    }
    case 'contactChanged':
      return changedByPerson(before, cause, rules);
  }
}

/** Outcomes after which the customer is still without what they called for. */
const UNSERVED: ReadonlySet<CallOutcome> = new Set<CallOutcome>([
  ...(['abandoned', 'overflow', 'failed', 'node_failure', 'voicemail'] as const),
]);
/** Outcomes that pay what a call can pay. */
const SERVED: ReadonlySet<CallOutcome> = new Set<CallOutcome>(['answered', 'transferred_out']);

function ended(before: Contact, record: CallRecord, atMs: number, rules: ContactRules): ContactStep {
  const { callId, outcome, queue, reason } = record;
  const gone = { ...before, live: before.live.filter((live) => live !== callId) };
  const contact = { ...gone, queue: queue ?? before.queue, reason: reason ?? before.reason };
  const facts = [fact({ atMs }, 'ended', 'system', callId, outcome)];
  return { contact: afterOutcome(contact, record, atMs, rules), facts };
}

function afterOutcome(
  contact: Contact,
  { outcome, abandonedWhere, callId }: CallRecord,
  atMs: number,
  rules: ContactRules,
): Contact {
  if (outcome === null) return contact;
  if (SERVED.has(outcome)) return paid(contact, ['call', 'callback']);
  if (outcome === 'self_served') return paid(contact, ['call']);
  if (outcome === 'callback_booked')
    return owing(paid(contact, ['call']), 'callback', 'callback', atMs, rules);
  // A menu that was heard may be all that was wanted, and who hides the number cannot be called.
  const isLost = UNSERVED.has(outcome) && abandonedWhere !== 'flow' && contact.customer !== '';
  const hasMessage = contact.owed.some((debt) => debt.startsWith(`message:${callId}-`));
  return isLost && !hasMessage ? owing(contact, 'call', 'call', atMs, rules) : contact;
}

/** The message takes the place of the call that its caller did not get; it may be told behind the call's end. */
function messageTaken(before: Contact, cause: EntryOf<'messageTaken'>, rules: ContactRules): ContactStep {
  const debt = `message:${cause.recordingId}`;
  if (before.owed.includes(debt) || before.owed.length >= OWED_MAX) return { contact: before, facts: [] };
  const contact = owing({ ...paid(before, ['call']), box: cause.box }, debt, 'message', cause.atMs, rules);
  return { contact, facts: [fact(cause, 'message', before.customer, cause.recordingId, cause.box)] };
}

/** A customer who leaves messages without end must not make the contact grow without end. */
const OWED_MAX = 100;

function messageDone(before: Contact, cause: RecordingDone | EntryOf<'recordingErased'>): ContactStep {
  const debt = `message:${cause.recordingId}`;
  if (!before.owed.includes(debt)) return { contact: before, facts: [] };
  return {
    contact: paid(before, [debt]),
    facts: [fact(cause, 'messageDone', cause.by, cause.recordingId, null)],
  };
}

function changedByPerson(
  before: Contact,
  cause: EntryOf<'contactChanged'>,
  rules: ContactRules,
): ContactStep {
  const { by, text, reason, operator, dueMs, done } = cause;
  let contact: Contact = { ...before, reason: reason ?? before.reason };
  const facts: ContactFact[] = [];
  const note = (what: ContactFact['what'], words: string | null) =>
    facts.push(fact(cause, what, by, null, words));
  if (text !== null || reason !== null) note('noted', text ?? reason);
  if (operator !== undefined && operator !== before.operator) {
    contact = { ...contact, operator };
    note(operator === null ? 'released' : 'taken', operator);
  }
  if (done === true && before.owed.length + before.live.length > 0) {
    contact = paid(contact, contact.owed);
    note('done', null);
  }
  const isOwedAnew = contact.owed.length === 0 && (done === false || (dueMs ?? null) !== null);
  if (isOwedAnew) {
    contact = owing(contact, 'promise', 'promise', cause.atMs, rules);
    note('reopened', null);
  }
  if (dueMs !== undefined && contact.owed.length > 0) {
    // A new time is a new promise: its own alarm may be raised.
    contact = { ...contact, dueMs, overdueMs: null };
    note('due', dueMs === null ? null : String(dueMs));
  }
  return { contact, facts };
}

function owing(contact: Contact, debt: string, kind: Debt, atMs: number, { dueMs }: ContactRules): Contact {
  if (contact.owed.includes(debt)) return contact;
  const ownMs = atMs + dueMs[kind];
  return {
    ...contact,
    owed: [...contact.owed, debt],
    // What was promised for sooner stays promised.
    dueMs: contact.dueMs === null ? ownMs : Math.min(contact.dueMs, ownMs),
  };
}

const paid = (contact: Contact, debts: readonly string[]): Contact => ({
  ...contact,
  owed: contact.owed.filter((debt) => !debts.includes(debt)),
});

/** The state follows from what is owed, who is on the line, and who has taken it. */
function settled(before: Contact, contact: Contact): Contact {
  const { owed, live, operator, changedMs } = contact;
  const times = owed.length === 0 ? { dueMs: null, overdueMs: null } : {};
  if (owed.length + live.length === 0) {
    const doneMs = before.state === 'done' ? (before.doneMs ?? changedMs) : changedMs;
    return { ...contact, ...times, state: 'done', doneMs };
  }
  const state = live.length > 0 || operator !== null ? 'open' : 'waiting';
  return { ...contact, ...times, state, doneMs: null };
}

const fact = (
  { atMs }: { readonly atMs: number },
  what: ContactFact['what'],
  by: string,
  on: string | null,
  text: string | null,
): ContactFact => ({ atMs, what, by, on, text });
