import { describe, expect, test } from 'vitest';
import { type CallEntry, type CallRecord, foldRecord } from '../../src/journal/index.ts';

const FREED = { rule: 'operator became free', idleMs: 0, candidatesCount: 1, group: 1 } as const;
const FIRST = { rule: 'caller first in line', idleMs: 3_000, candidatesCount: 2, group: 1 } as const;

const CALL = { callId: 'c1' };
const ARRIVED: CallEntry = {
  ...CALL,
  atMs: 1_000,
  kind: 'callArrived',
  dialled: '100',
  caller: '+79001112233',
  flow: 'main',
};

const fold = (entries: readonly CallEntry[]): CallRecord | undefined =>
  entries.reduce<CallRecord | undefined>((record, entry) => foldRecord(record, entry), undefined);

const OPEN: CallRecord = {
  callId: 'c1',
  dialled: '100',
  caller: '+79001112233',
  flow: 'main',
  arrivedMs: 1_000,
  answeredMs: null,
  endedMs: null,
  endEstimated: false,
  outcome: null,
  abandonedWhere: null,
  endedBy: null,
  queue: null,
  operator: null,
  waitMs: 0,
  talkMs: 0,
  offersCount: 0,
  labels: [],
  flowHash: null,
  trial: null,
  direction: 'incoming',
  reason: null,
  language: null,
  node: null,
};

/** What is seen after the arrival, and what of the record it changes. */
const TABLE: readonly [name: string, entries: readonly CallEntry[], changes: Partial<CallRecord>][] = [
  ['nothing more', [], {}],
  [
    'another node that goes on with the caller',
    [{ ...CALL, atMs: 1_200, kind: 'callerRehomed', from: 'a', to: 'b' }],
    { node: 'b' },
  ],
  [
    'a queue of which nobody told but the process that goes on with the call',
    [{ ...CALL, atMs: 1_200, kind: 'adopted', phase: 'waiting', queue: 'q', waitedMs: 100, operator: null }],
    { queue: 'q' },
  ],
  [
    'a talk of which nobody told but that it has ended',
    [
      {
        ...CALL,
        atMs: 1_200,
        kind: 'adopted',
        phase: 'talking',
        queue: null,
        waitedMs: null,
        operator: 'anna',
      },
      { ...CALL, atMs: 1_700, kind: 'talkEnded', operator: 'anna', talkMs: 500, by: 'caller' },
    ],
    { operator: 'anna', talkMs: 500 },
  ],
  ['an answer', [{ ...CALL, atMs: 1_200, kind: 'callAnswered' }], { answeredMs: 1_200 }],
  [
    'only the first of two answers',
    [
      { ...CALL, atMs: 1_200, kind: 'callAnswered' },
      { ...CALL, atMs: 1_900, kind: 'callAnswered' },
    ],
    { answeredMs: 1_200 },
  ],
  [
    'steps, words and digits, which a record does not hold',
    [
      { ...CALL, atMs: 1_100, kind: 'stepEntered', flow: 'main', step: 'menu', visit: 1 },
      { ...CALL, atMs: 1_110, kind: 'said', language: 'ru', what: ['greeting'] },
      { ...CALL, atMs: 1_120, kind: 'digitPressed', digit: '2' },
      { ...CALL, atMs: 1_130, kind: 'stepLeft', step: 'menu', outcome: '2' },
      { ...CALL, atMs: 1_140, kind: 'trouble', what: 'a prompt is missing' },
    ],
    {},
  ],
  [
    'two visits to queues: the last queue, the waits together',
    [
      { ...CALL, atMs: 2_000, kind: 'queueEntered', queue: 'sales', needs: null, waitingBefore: 0 },
      { ...CALL, atMs: 3_000, kind: 'queueLeft', queue: 'sales', outcome: 'timeout', waitMs: 1_000 },
      { ...CALL, atMs: 3_000, kind: 'queueEntered', queue: 'support', needs: 'ru >= 3', waitingBefore: 4 },
      { ...CALL, atMs: 3_500, kind: 'queueLeft', queue: 'support', outcome: 'answered', waitMs: 500 },
    ],
    { queue: 'support', waitMs: 1_500 },
  ],
  [
    'two offers, the second answered, and two talks',
    [
      { ...CALL, atMs: 2_000, kind: 'offered', offerId: 'o1', operator: 'anna', why: FREED },
      { ...CALL, atMs: 2_001, kind: 'rang', offerId: 'o1', operator: 'anna' },
      { ...CALL, atMs: 2_400, kind: 'offerEnded', offerId: 'o1', operator: 'anna', outcome: 'missed' },
      { ...CALL, atMs: 2_400, kind: 'offered', offerId: 'o2', operator: 'boris', why: FIRST },
      { ...CALL, atMs: 2_500, kind: 'offerEnded', offerId: 'o2', operator: 'boris', outcome: 'answered' },
      { ...CALL, atMs: 2_500, kind: 'talkBegan', operator: 'boris' },
      { ...CALL, atMs: 3_500, kind: 'talkEnded', operator: 'boris', talkMs: 1_000, by: 'operator' },
      { ...CALL, atMs: 4_000, kind: 'talkBegan', operator: 'vera' },
      { ...CALL, atMs: 4_250, kind: 'talkEnded', operator: 'vera', talkMs: 250, by: 'caller' },
    ],
    { operator: 'vera', offersCount: 2, talkMs: 1_250 },
  ],
  [
    'the language that the caller chose last',
    [
      { ...CALL, atMs: 1_100, kind: 'languageChosen', language: 'en' },
      { ...CALL, atMs: 1_200, kind: 'languageChosen', language: 'ru' },
    ],
    { language: 'ru' },
  ],
  [
    'what the flow noted: each label once, and the last reason',
    [
      { ...CALL, atMs: 1_100, kind: 'tagged', label: 'vip', reason: 'billing' },
      { ...CALL, atMs: 1_200, kind: 'tagged', label: null, reason: 'delivery' },
      { ...CALL, atMs: 1_300, kind: 'tagged', label: 'angry', reason: null },
      { ...CALL, atMs: 1_400, kind: 'tagged', label: 'vip', reason: null },
    ],
    { labels: ['vip', 'angry'], reason: 'delivery' },
  ],
  [
    'the first twenty labels',
    Array.from({ length: 30 }, (_, index): CallEntry => {
      return { ...CALL, atMs: 1_100, kind: 'tagged', label: `l${index}`, reason: null };
    }),
    { labels: Array.from({ length: 20 }, (_, index) => `l${index}`) },
  ],
  [
    'an abandoned call',
    [{ ...CALL, atMs: 5_000, kind: 'callEnded', outcome: 'abandoned', where: 'queue', by: 'caller' }],
    { endedMs: 5_000, outcome: 'abandoned', abandonedWhere: 'queue', endedBy: 'caller' },
  ],
  [
    'a node that died: the end is an estimate',
    [{ ...CALL, atMs: 5_000, kind: 'callEnded', outcome: 'node_failure', where: null, by: 'system' }],
    { endedMs: 5_000, endEstimated: true, outcome: 'node_failure', endedBy: 'system' },
  ],
  [
    'nothing after the end',
    [
      { ...CALL, atMs: 5_000, kind: 'callEnded', outcome: 'self_served', where: null, by: 'system' },
      { ...CALL, atMs: 5_100, kind: 'talkEnded', operator: 'anna', talkMs: 9_000, by: 'caller' },
      { ...CALL, atMs: 6_000, kind: 'callEnded', outcome: 'failed', where: null, by: 'caller' },
    ],
    { endedMs: 5_000, outcome: 'self_served', endedBy: 'system' },
  ],
  [
    'a wall clock that jumped back: arrival ≤ answer ≤ end',
    [
      { ...CALL, atMs: 400, kind: 'callAnswered' },
      { ...CALL, atMs: 300, kind: 'callEnded', outcome: 'answered', where: null, by: 'caller' },
    ],
    { answeredMs: 1_000, endedMs: 1_000, outcome: 'answered', endedBy: 'caller' },
  ],
];

describe('the record of a call', () => {
  test('whose arrival nobody came to write down is opened by whoever goes on with it', () => {
    const arrival = { arrivedMs: 1_000, caller: '+7916', dialled: '200' };
    const goesOn = { kind: 'adopted', callId: 'c', phase: 'inFlow', queue: null, waitedMs: null } as const;
    const record = foldRecord(undefined, { ...goesOn, operator: null, atMs: 3_000, ...arrival });
    expect(record).toMatchObject({ ...arrival, outcome: null });
    expect(
      foldRecord({ ...record, caller: '+7917' }, { ...goesOn, operator: null, atMs: 4_000, ...arrival }),
    ).toEqual({
      ...record,
      caller: '+7917',
    });
  });

  test.each(TABLE)('shows %s', (_name, entries, changes) => {
    expect(fold([ARRIVED, ...entries])).toEqual({ ...OPEN, ...changes });
  });

  test('is opened by whatever is seen first, and completed by a late arrival', () => {
    const answered: CallEntry = { ...CALL, atMs: 900, kind: 'callAnswered' };
    expect(fold([answered])).toEqual({
      ...OPEN,
      dialled: '',
      caller: '',
      flow: null,
      arrivedMs: 900,
      answeredMs: 900,
    });
    expect(fold([answered, ARRIVED])).toEqual({ ...OPEN, arrivedMs: 900, answeredMs: 900 });
  });
});
