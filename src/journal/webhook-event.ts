import type { Contact } from './contact.ts';
import type { Entry } from './entry.ts';
import type { CallRecord } from './record.ts';

/**
 * Which entries other people's servers may be told of, and as what: each row is one event of the webhooks. A kind of
 * entry that is to be told, too, is one more row; its facts are the message. `example` is shown in the documentation.
 */
const TOLD = {
  callArrived: {
    event: 'call.arrived',
    say: 'a call has arrived',
    example: { dialled: '100', caller: '+79161234567', flow: 'hotline' },
  },
  queueEntered: {
    event: 'call.waiting',
    say: 'the caller waits in a queue',
    example: { queue: 'sales', needs: 'ru >= 1', waitingBefore: 2 },
  },
  rang: {
    event: 'call.ringing',
    say: 'the phone of an operator rings',
    example: { offerId: 'o7', operator: 'anna' },
  },
  queueLeft: {
    event: 'call.left_queue',
    say: 'the wait is over, one way or another',
    example: { queue: 'sales', outcome: 'answered', waitMs: 12_000 },
  },
  talkBegan: {
    event: 'call.answered',
    say: 'an operator and the caller hear each other',
    example: { operator: 'anna' },
  },
  talkEnded: {
    event: 'call.talk_ended',
    say: 'the talk with an operator is over',
    example: { operator: 'anna', talkMs: 65_000, by: 'caller' },
  },
  placeChanged: {
    event: 'call.moved',
    say: 'a supervisor changed where the caller waits',
    example: { queue: 'support', class: 1, boostMs: 0, by: 'supervisor olga' },
  },
  callbackBooked: {
    event: 'callback.booked',
    say: 'somebody is promised to be called back',
    example: {
      ...{
        callbackId: 'cb-1774342795.7-3',
        from: '1774342795.7',
        by: 'flow hotline',
        dueMs: 1_774_342_800_000,
      },
      ...{ queue: 'sales', number: '+79161234567', name: '', dialled: '100', language: 'ru', label: '' },
      ...{ must: null, needs: null, keepsNeeds: false, first: 'operator', whisper: [], takeKey: null },
      place: { enteredMs: 1_774_342_796_000, seq: 12, class: 5, boostMs: 0, stagesBegun: 0 },
      ...{ schedule: null, ringMs: 25_000, retryMs: 900_000, attemptsMax: 3, windowMs: 86_400_000 },
    },
  },
  callbackDelayed: {
    event: 'callback.delayed',
    say: 'it goes on at another time: the customer was not reached, or somebody wished it so',
    example: {
      ...{ callbackId: 'cb-1774342795.7-3', dueMs: 1_774_343_700_000, untilMs: 1_774_429_200_000 },
      ...{ why: 'no_answer', by: null },
    },
  },
  callbackEnded: {
    event: 'callback.ended',
    say: 'the promise is kept, or over in another way',
    example: {
      ...{ callbackId: 'cb-1774342795.7-3', queue: 'sales', number: '+79161234567' },
      ...{ outcome: 'reached', by: null },
    },
  },
  tagged: {
    event: 'call.tagged',
    say: 'the flow noted a label or the contact reason',
    example: { label: 'vip', reason: null },
  },
  noted: {
    event: 'call.noted',
    say: 'a person noted something, or the contact reason',
    example: { by: 'operator anna', text: 'calls again on Monday', reason: 'delivery' },
  },
  scored: {
    event: 'call.scored',
    say: 'a person scored how the operator handled the call',
    example: {
      ...{ form: 'talk', version: '3fa9', by: 'supervisor olga', operator: 'anna', queue: 'sales' },
      ...{ percent: 75, failed: [], comment: 'ask for the order number sooner', isFirst: true },
      ...{ replaces: null, answers: [{ question: 'greeted', answer: true, points: 75, of: 75 }] },
      remarks: [{ recordingId: '1774342795.7-2', atMs: 12_000, text: 'a long silence' }],
    },
  },
  mailWanted: {
    event: 'call.mail',
    say: 'the flow wants an e-mail to be sent: whoever takes this message sends it',
    example: {
      ...{
        noticeId: '1774342795.7-4-1kq8z0p',
        to: ['help@crm.example'],
        subject: 'A call from +79161234567',
      },
      text: 'To 100',
    },
  },
  callEnded: {
    event: 'call.ended',
    say: 'the call is over; the data is its record',
    example: { outcome: 'answered', where: null, by: 'caller' },
  },
  contactChanged: {
    event: 'contact.changed',
    say: "a customer's request was taken, noted on, opened again or done, or its state has changed (by: system)",
    example: { contactId: '1774342795.7', by: 'operator anna', text: 'calls again on Monday', reason: null },
  },
  contactOverdue: {
    event: 'contact.overdue',
    say: 'what is owed to a customer was not done in time',
    example: { contactId: '1774342795.7', dueMs: 1_774_342_800_000 },
  },
  operatorChanged: {
    event: 'operator.state',
    say: 'an operator is in another state',
    example: { operator: 'anna', presence: 'paused', unit: 'free', reason: 'lunch' },
  },
  emergencySwitched: {
    event: 'emergency.switched',
    say: 'an emergency was switched on or off',
    example: { schedule: 'office', on: true, untilMs: null, by: 'supervisor olga' },
  },
  alarmRaised: {
    event: 'alarm.raised',
    say: 'something is wrong with a queue; the message says what, and what to do',
    example: {
      alarm: 'longest_wait sales',
      queue: 'sales',
      say: 'sales: the longest wait is 6:10, more than 5:00, with 7 waiting and 2 signed in: call more operators in',
    },
  },
  alarmCleared: {
    event: 'alarm.cleared',
    say: 'it is well again',
    example: {
      alarm: 'longest_wait sales',
      queue: 'sales',
      say: 'sales: the longest wait is 6:10, more than 5:00, with 7 waiting and 2 signed in: call more operators in',
    },
  },
} as const satisfies { readonly [Kind in Entry['kind']]?: Told<Kind> };

type Told<Kind extends Entry['kind']> = {
  readonly event: string;
  readonly say: string;
  readonly example: Omit<Extract<Entry, { kind: Kind }>, 'kind' | 'atMs' | 'callId'>;
};

const ROWS: { readonly [Kind in Entry['kind']]?: Told<Kind> } = TOLD;

type EventName = (typeof TOLD)[keyof typeof TOLD]['event'];

/** What `webhooks[].events` in the settings may list. */
export const WEBHOOK_EVENTS = Object.values(TOLD).map(({ event }) => event) as [EventName, ...EventName[]];

/** Somebody has to take it: an e-mail that nobody sends is told as one that failed. */
export const MAIL: EventName = 'call.mail';

/** What the bodies of messages look like; a change that old receivers do not understand makes it grow. */
const VERSION = 1;

/** The event as which an entry is told; undefined for one that is not told. */
export const webhookEventOf = ({ kind }: Pick<Entry, 'kind'>): string | undefined => ROWS[kind]?.event;

/**
 * What a message says: the facts of the entry, and the record of its call so far, or the contact after it. The record
 * of a call that has ended stands for itself. `at` writes a wall time as ISO 8601.
 */
export function webhookBody(
  entry: Entry,
  call: CallRecord | undefined,
  at: (wallMs: number) => string,
  contact?: Contact,
): object {
  const { kind, atMs, ...facts } = entry;
  const data = kind === 'callEnded' ? call : { ...facts, ...(call && { call }), ...(contact && { contact }) };
  return { type: webhookEventOf(entry), version: VERSION, timestamp: at(atMs), data };
}

/** Each event with what it is about, and an entry that is told as it. */
export function webhookExamples(): readonly (Omit<Told<Entry['kind']>, 'example'> & {
  readonly entry: Entry;
})[] {
  return Object.entries(TOLD).map(([kind, { event, say, example }]) => {
    const isOfCall = event.startsWith('call.');
    const entry = { kind, atMs: 1_774_342_800_000, ...(isOfCall && { callId: '1774342795.7' }), ...example };
    return { event, say, entry: entry as Entry };
  });
}
