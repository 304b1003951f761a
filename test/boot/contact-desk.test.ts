import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { ContactDesk } from '../../src/boot/contact-desk.ts';
import type { Contact, Entry } from '../../src/journal/index.ts';
import { waitingContact } from '../http/small-contacts.ts';

let clock: SimulatedClock;
let kept: Contact[];
let written: Entry[];
let isAway: boolean;
let desk: ContactDesk;

/** What is overdue is so until its alarm is written, as in the store. */
function pastDue(nowMs: number, limit: number): readonly Contact[] {
  const raised = new Set(written.flatMap((entry) => ('contactId' in entry ? [entry.contactId] : [])));
  const late = kept.filter(({ contactId, dueMs }) => !raised.has(contactId) && (dueMs ?? 0) <= nowMs);
  return late.slice(0, limit);
}

beforeEach(() => {
  clock = new SimulatedClock();
  [kept, written, isAway] = [[waitingContact('c1'), waitingContact('c2')], [], false];
  desk = new ContactDesk({
    store: {
      contacts: async () => kept,
      contact: async (contactId) => {
        const contact = kept.find((each) => each.contactId === contactId);
        return contact === undefined ? undefined : { contact, facts: [] };
      },
      contactsPastDue: async (nowMs, limit) => {
        if (isAway) throw new Error('away');
        return pastDue(nowMs, limit);
      },
    },
    write: (entry) => written.push(entry),
    ...{ clock, log: pino({ level: 'silent' }) },
  });
});

/** Lets the clock run and gives what was begun the turns to end. */
async function pass(ms: number): Promise<void> {
  clock.advance(ms);
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

test('an alarm is raised once for each request that is overdue, within ten seconds', async () => {
  const nowMs = clock.now().wallMs;
  kept = [
    { ...waitingContact('c1'), dueMs: nowMs + 15_000 },
    { ...waitingContact('c2'), dueMs: nowMs + 60_000 },
  ];
  await desk.look();
  await pass(10_000);
  expect(written).toEqual([]);
  await pass(10_000);
  const alarm = { kind: 'contactOverdue', contactId: 'c1', dueMs: nowMs + 15_000, atMs: nowMs + 20_000 };
  expect(written).toEqual([alarm]);
  await pass(10_000);
  expect(written).toEqual([alarm]);
});

test('hundreds are raised at once, and a store that is away is asked again', async () => {
  kept = Array.from({ length: 450 }, (_, at) => waitingContact(`c${at}`));
  isAway = true;
  await pass(10_000);
  await desk.look();
  expect(written).toEqual([]);
  isAway = false;
  await pass(10_000);
  await pass(0);
  await pass(0);
  expect(written).toHaveLength(450);
});

test('nothing is raised after the end', async () => {
  kept = [];
  await desk.look();
  kept = [waitingContact('c1')];
  desk.close();
  await pass(60_000);
  expect(written).toEqual([]);
});

test('what a person does is written under their name; of what nobody knows nothing is', async () => {
  await desk.change('c1', { text: 'tomorrow', operator: null }, 'operator anna');
  await desk.eraseOf('+7901', 'admin');
  await expect(desk.change('c9', { done: true }, 'admin')).rejects.toMatchObject({ code: 'CONTACT_UNKNOWN' });
  const atMs = clock.now().wallMs;
  expect(written).toEqual([
    {
      ...{ kind: 'contactChanged', contactId: 'c1', by: 'operator anna', text: 'tomorrow', reason: null },
      ...{ operator: null, atMs },
    },
    { kind: 'contactErased', contactId: 'c1', by: 'admin', atMs },
    { kind: 'contactErased', contactId: 'c2', by: 'admin', atMs },
  ]);
});
