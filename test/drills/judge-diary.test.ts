import { expect, test } from 'vitest';
import { type Allowance, diaryFaults } from '../../scripts/drills/judge-diary.ts';
import type { CallRecord } from '../../src/journal/index.ts';
import { Cel, type CelRow } from '../kit/cel.ts';

const CALLER = '+79160000001';
const row = (event: string, atMs: number, channelId: string, more: Partial<CelRow> = {}): CelRow => ({
  ...{ event, atMs, channelId, endpoint: 'trunk', number: CALLER, bridgeId: '', isHolding: false },
  ...more,
});
const inTalk = { bridgeId: 'talk' };

/** One caller's channel, who is in this bridge for a while. */
const caller = (channelId: string, number = CALLER, where = inTalk): readonly CelRow[] => [
  row('CHAN_START', 10_000, channelId, { number }),
  row('BRIDGE_ENTER', 20_000, channelId, { number, ...where }),
  row('BRIDGE_EXIT', 50_000, channelId, { number, ...where }),
  row('HANGUP', 50_010, channelId, { number }),
  row('CHAN_END', 50_010, channelId, { number }),
];

/** A phone, with whoever is in this bridge. */
const phone = (endpoint: string, where = inTalk): readonly CelRow[] => [
  row('CHAN_START', 15_000, `op-${endpoint}`, { endpoint }),
  row('BRIDGE_ENTER', 20_100, `op-${endpoint}`, { endpoint, ...where }),
  row('BRIDGE_EXIT', 50_000, `op-${endpoint}`, { endpoint, ...where }),
  row('CHAN_END', 50_020, `op-${endpoint}`, { endpoint }),
];

const TRUE: Partial<CallRecord> = {
  ...{
    callId: 'c1',
    caller: CALLER,
    arrivedMs: 10_050,
    endedMs: 50_100,
    talkMs: 29_800,
    endEstimated: false,
  },
};
const RECORD = TRUE as CallRecord;
const USUAL = [...caller('c1'), ...phone('1001')];

const cel = (rows: readonly CelRow[]): Cel => new Cel(rows, (endpoint) => endpoint.startsWith('1'));
const judged = (rows: readonly CelRow[], ...records: readonly CallRecord[]): readonly string[] =>
  diaryFaults(cel(rows), records);

test('a record that tells what the diary tells is good, within a second', () => {
  expect(judged(USUAL, RECORD)).toEqual([]);
  expect(judged(USUAL, { ...RECORD, arrivedMs: 11_000, endedMs: 51_010, talkMs: 28_900 })).toEqual([]);
});

test('one caller with two operators at once is told', () => {
  expect(judged([...USUAL, ...phone('1002')])).toEqual([
    `two talks at once by the diary of Asterisk: ${CALLER} with 1001 while ${CALLER} with 1002`,
  ]);
});

test('one operator with two callers at once is told', () => {
  expect(judged([...USUAL, ...caller('c2', '+79160000002')])).toEqual([
    `two talks at once by the diary of Asterisk: ${CALLER} with 1001 while +79160000002 with 1001`,
  ]);
});

test('a channel that has no end is told', () => {
  expect(judged(USUAL.filter(({ event, channelId }) => event !== 'CHAN_END' || channelId !== 'c1'))).toEqual([
    'a channel has no end in the diary of Asterisk: trunk c1',
  ]);
});

test.each([
  ['the begin', { arrivedMs: 8_999 }, 1_001],
  ['the end', { endedMs: 52_000 }, 1_990],
  ['the time in talk', { talkMs: 0 }, 29_900],
])('a record that tells another time about %s is told', (what, wrong, byMs) => {
  expect(judged(USUAL, { ...RECORD, ...wrong })).toEqual([
    `the record of ${CALLER} and the diary of Asterisk are ${byMs} ms apart about ${what}`,
  ]);
});

test('an end that says itself that it is estimated is compared, unless the call was lost with its node', () => {
  const late: CallRecord = { ...RECORD, endedMs: 60_000, endEstimated: true };
  expect(judged(USUAL, late)).toHaveLength(1);
  expect(judged(USUAL, { ...late, endedMs: 50_900 })).toEqual([]);
  expect(judged(USUAL, { ...late, outcome: 'node_failure' })).toEqual([]);
  expect(judged(USUAL, { ...RECORD, endedMs: null })).toEqual([]);
});

const allowing = (allowed: Allowance, wrong: Partial<CallRecord>): readonly string[] =>
  diaryFaults(cel(USUAL), [{ ...RECORD, ...wrong }], allowed);

test('where Cordboard was deaf for a while, a talk may have begun later by so much, and nothing else', () => {
  const deaf = (wrong: Partial<CallRecord>): readonly string[] => allowing({ deafMs: 20_000 }, wrong);
  expect(deaf({ talkMs: 9_000 })).toEqual([]);
  expect(deaf({ talkMs: 8_800 })).toHaveLength(1);
  expect(deaf({ talkMs: 31_000 })).toHaveLength(1);
  expect(deaf({ arrivedMs: 11_100 })).toHaveLength(1);
  expect(deaf({ endedMs: 51_100 })).toHaveLength(1);
});

test('where Cordboard heard late, everything may be told later by so much', () => {
  const late = (wrong: Partial<CallRecord>): readonly string[] => allowing({ lateMs: 30_000 }, wrong);
  expect(late({ endedMs: 81_000, talkMs: 60_800 })).toEqual([]);
  expect(late({ endedMs: 81_100 })).toHaveLength(1);
  expect(late({ talkMs: 61_000 })).toHaveLength(1);
  expect(late({ talkMs: 0 })).toEqual([]);
  expect(late({ talkMs: -1_200 })).toHaveLength(1);
  expect(late({ endedMs: 49_000 })).toHaveLength(1);
  expect(late({ arrivedMs: 41_000 })).toEqual([]);
  expect(late({ arrivedMs: 41_100 })).toHaveLength(1);
  expect(late({ arrivedMs: 8_900 })).toHaveLength(1);
});

test('a record of a call that never was is told', () => {
  expect(judged(USUAL, { ...RECORD, callId: 'c9' })).toEqual([
    `the diary of Asterisk knows no call c9 of ${CALLER}`,
  ]);
});

test('of a caller who has called twice each record is of its own call', () => {
  const again = caller('c2', CALLER, { bridgeId: 'other' }).map((each) => ({
    ...each,
    atMs: each.atMs + 60_000,
  }));
  const second = { ...RECORD, callId: 'c2', arrivedMs: 70_000, endedMs: 110_000, talkMs: 0 };
  expect(judged([...USUAL, ...again], RECORD, second)).toEqual([]);
});
