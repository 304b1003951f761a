import { describe, expect, test } from 'vitest';
import {
  CONTACT_RULES,
  type Contact,
  type ContactCause,
  type ContactFact,
  foldContact,
  isJoined,
  openedContact,
} from '../../src/journal/index.ts';
import { endedRecord } from '../http/small-store.ts';

const HOUR_MS = 3_600_000;

/** A contact that causes change, one after the other, a second apart. */
class Told {
  contact: Contact;
  readonly facts: ContactFact[] = [];
  #atMs = 0;

  constructor(customer = '+7900') {
    this.contact = openedContact('c1', customer, 0);
  }

  /** Causes without their moment. */
  hears(...causes: readonly object[]): this {
    for (const cause of causes) {
      const step = foldContact(this.contact, { atMs: this.#atMs, ...cause } as ContactCause, CONTACT_RULES);
      this.contact = step.contact;
      this.facts.push(...step.facts);
      this.#atMs += 1_000;
    }
    return this;
  }
}

const calls = (callId = 'c1') => ({
  kind: 'callArrived',
  callId,
  dialled: '100',
  caller: '+7900',
  flow: 'm',
});
const ends = (outcome: string, more: object = {}) => {
  return { kind: 'ended', record: { ...endedRecord, callId: 'c1', caller: '+7900', outcome, ...more } };
};
const message = { kind: 'messageTaken', callId: 'c1', box: 'help', recordingId: 'c1-1', soundMs: 9 };
const person = (change: object) => {
  return { kind: 'contactChanged', contactId: 'c1', by: 'anna', text: null, reason: null, ...change };
};

describe('a request', () => {
  test('is done when an operator has answered, and takes queue and reason of the call', () => {
    const { contact, facts } = new Told().hears(
      calls(),
      ends('answered', { queue: 'sales', reason: 'delivery' }),
    );
    expect(contact).toMatchObject({ state: 'done', owed: [], live: [], dueMs: null, doneMs: 1_000 });
    expect(contact).toMatchObject({ queue: 'sales', reason: 'delivery', openedMs: 0 });
    expect(facts.map(({ what, on, text }) => [what, on, text])).toEqual([
      ['called', 'c1', null],
      ['ended', 'c1', 'answered'],
    ]);
  });

  test.each(['abandoned', 'overflow', 'failed', 'node_failure'])('waits for a call after %s', (outcome) => {
    const where = outcome === 'abandoned' ? 'queue' : null;
    const { contact } = new Told().hears(calls(), ends(outcome, { abandonedWhere: where }));
    expect(contact).toMatchObject({ state: 'waiting', owed: ['call'], dueMs: 1_000 + 4 * HOUR_MS });
  });

  test('is done when the caller hung up in the menu, was served by it, or came outside of the hours', () => {
    for (const more of [
      { outcome: 'abandoned', abandonedWhere: 'flow' },
      { outcome: 'self_served' },
      { outcome: 'closed' },
    ])
      expect(new Told().hears(calls(), ends('', more)).contact.state).toBe('done');
  });

  test('of a withheld number waits for nothing: nobody could be called', () => {
    const { contact } = new Told('').hears(calls(), ends('abandoned', { abandonedWhere: 'queue' }));
    expect(contact.state).toBe('done');
  });

  test('with a message waits for it, whether the message is told before the end of the call or behind it', () => {
    const before = new Told().hears(calls(), message, ends('voicemail')).contact;
    const behind = new Told().hears(calls(), ends('voicemail'), message).contact;
    for (const contact of [before, behind])
      expect(contact).toMatchObject({ state: 'waiting', owed: ['message:c1-1'], box: 'help' });
    const done = { kind: 'recordingDone', callId: 'c1', recordingId: 'c1-1', by: 'anna' };
    const told = new Told().hears(calls(), message, ends('voicemail'), done);
    expect(told.contact).toMatchObject({ state: 'done', dueMs: null });
    expect(told.facts.at(-1)).toMatchObject({ what: 'messageDone', by: 'anna', on: 'c1-1' });
  });

  test('whose message was lost still owes a call', () => {
    expect(new Told().hears(calls(), ends('voicemail')).contact.owed).toEqual(['call']);
  });

  test('is paid by the call that reaches an operator, but a message stays until it is dealt with', () => {
    const lost = ends('abandoned', { abandonedWhere: 'queue' });
    const told = new Told().hears(calls(), lost, calls('c2'), ends('answered', { callId: 'c2' }));
    expect(told.contact).toMatchObject({ state: 'done', contactId: 'c1' });
    const kept = new Told().hears(calls(), message, ends('voicemail'), calls('c2'));
    expect(kept.contact).toMatchObject({ state: 'open', live: ['c2'] });
    expect(kept.hears(ends('answered', { callId: 'c2' })).contact).toMatchObject({
      ...{ state: 'waiting', owed: ['message:c1-1'] },
    });
  });

  test('is due as soon as the first debt was: a later one moves nothing', () => {
    const lost = ends('abandoned', { abandonedWhere: 'queue' });
    const told = new Told().hears(calls(), lost, calls('c2'), {
      ...message,
      callId: 'c2',
      recordingId: 'c2-1',
    });
    expect(told.contact).toMatchObject({ owed: ['message:c2-1'], dueMs: 1_000 + 4 * HOUR_MS });
    const sooner = new Told().hears(calls(), message, ends('voicemail'), calls('c2'), {
      ...ends('callback_booked', { callId: 'c2' }),
    });
    expect(sooner.contact).toMatchObject({
      owed: ['message:c1-1', 'callback'],
      dueMs: 4_000 + 4 * HOUR_MS,
    });
  });

  test('is open for whoever has taken it, and waits again when it is given back', () => {
    const told = new Told().hears(
      calls(),
      ends('failed'),
      person({ operator: 'anna', text: 'I call at noon' }),
    );
    expect(told.contact).toMatchObject({ state: 'open', operator: 'anna' });
    expect(told.hears(person({ operator: null })).contact).toMatchObject({ state: 'waiting' });
    expect(told.facts.slice(2).map(({ what, by, text }) => [what, by, text])).toEqual([
      ['noted', 'anna', 'I call at noon'],
      ['taken', 'anna', 'anna'],
      ['released', 'anna', null],
    ]);
  });

  test('is done by a person, opened again by one, and then due by the rule of promises', () => {
    const told = new Told().hears(calls(), ends('failed'), person({ done: true }));
    expect(told.contact).toMatchObject({ state: 'done', owed: [], doneMs: 2_000 });
    told.hears(person({ done: false }));
    expect(told.contact).toMatchObject({ state: 'waiting', owed: ['promise'], dueMs: 3_000 + 24 * HOUR_MS });
    expect(told.contact.doneMs).toBeNull();
  });

  test('raises its alarm once for each time that was promised', () => {
    const told = new Told().hears(calls(), ends('failed'));
    const late = { kind: 'contactOverdue', contactId: 'c1', dueMs: told.contact.dueMs };
    told.hears(late, late);
    expect(told.contact.overdueMs).toBe(2_000);
    expect(told.facts.filter(({ what }) => what === 'overdue')).toHaveLength(1);
    // A new time may be missed anew; an alarm of the old one that comes late is none.
    told.hears(person({ dueMs: 9_000 }), late);
    expect(told.contact).toMatchObject({ dueMs: 9_000, overdueMs: null });
    told.hears({ ...late, dueMs: 9_000 });
    expect(told.contact.overdueMs).not.toBeNull();
    expect(told.hears(person({ done: true })).contact.overdueMs).toBeNull();
  });

  test('takes further calls while it is not done, and not for ever', () => {
    const { contact } = new Told().hears(calls(), ends('failed'));
    expect(isJoined(contact, 1_000 + CONTACT_RULES.joinMs, CONTACT_RULES)).toBe(true);
    expect(isJoined(contact, 1_001 + CONTACT_RULES.joinMs, CONTACT_RULES)).toBe(false);
    expect(isJoined({ ...contact, state: 'done' }, 1_000, CONTACT_RULES)).toBe(false);
  });
});
