import { expect, test } from 'vitest';
import { judge } from '../../scripts/bench/mixed/judge.ts';
import { moodsFrom, peopleFrom } from '../../scripts/bench/mixed/people.ts';
import { sightsOf } from '../../scripts/bench/mixed/sights.ts';
import { parseMessageLog } from '../kit/sipp/index.ts';
import {
  type Changes,
  evidenceWith,
  type GivenUp,
  givenUp,
  goodRows,
  goodTimeline,
  leftAtStep,
} from './mixed-evidence.ts';

const without = (kind: string) => goodTimeline.filter((entry) => entry.kind !== kind);

test('witnesses who tell the same agree in every aspect', () => {
  const { agreement, disagreements, faults } = judge(evidenceWith());
  expect([...disagreements, ...faults]).toEqual([]);
  for (const [aspect, tally] of agreement) expect(tally, aspect).toEqual({ compared: 1, agreed: 1 });
});

test.each<readonly [aspect: string, say: RegExp, changes: Changes]>([
  ['begun', /Cordboard has no record/, { records: 0 }],
  ['begun', /Cordboard has 2 records/, { records: 2 }],
  ['begun', /Asterisk has not seen the call/, { rows: [] }],
  ['begun', /Asterisk's channel is x-1.1, the record's x-1.2/, { record: { callId: 'x-1.2' } }],
  ['begun', /0 ms by SIPp, 3 by Asterisk, 3000 by the record/, { record: { arrivedMs: 3_000 } }],
  ['answered', /not answered by the record/, { record: { answeredMs: null } }],
  ['length', /4990 ms by SIPp, 4971 by Asterisk, 9992 by the record/, { record: { endedMs: 10_000 } }],
  ['length', /not seen its end/, { caller: { endedMs: null } }],
  ['phones', /joined with 1001, which was never connected/, { phone: { connectedMs: null } }],
  ['phones', /the journal tells of 3440 ms with 1001/, { rows: goodRows.filter((r) => r.bridgeId === '') }],
  ['phones', /the journal knows nothing/, { timeline: without('talkBegan') }],
  ['talk length', /are 3440 ms, the record's 2000/, { record: { talkMs: 2_000 } }],
  ['outcome', /voicemail by the record, answered by SIPp/, { record: { outcome: 'voicemail' } }],
  ['ended by', /by the caller by the record, by the operator/, { record: { endedBy: 'caller' } }],
  ['ended by', /by the operator by the record, by the system/, { phone: { hungUp: false, wasLetGo: true } }],
  ['rung', /1 INVITEs at phones, 0 offers/, { timeline: without('offered') }],
  ['story', /it ended 0 times/, { timeline: without('callEnded') }],
  ['story', /queueEntered \(support\) without queueLeft/, { timeline: without('queueLeft') }],
])('a difference in "%s" is told: %s', (aspect, say, changes) => {
  const { disagreements } = judge(evidenceWith(changes));
  expect(disagreements).toContainEqual(
    expect.objectContaining({ number: '+79030000001', aspect, say: expect.stringMatching(say) }),
  );
});

const saidOf = (evidence: Parameters<typeof judge>[0], aspect: string) =>
  judge(evidence).disagreements.find((each) => each.aspect === aspect)?.say;

const RUNG = { where: 'ringing', hungUpMs: { sipp: 3_000, exchange: 3_005 }, rangMs: 1_000 } as const;
const LOST = { phone: '1001', fromMs: 500, untilMs: 45_000 };

test.each<readonly [what: string, GivenUp]>([
  ['a phone rang', RUNG],
  ['a phone that was lost was called', { ...RUNG, isSeen: false, losses: [LOST] }],
  [
    'the exchange read the hang-up late, and had called a phone meanwhile',
    { ...RUNG, hungUpMs: { sipp: 2_200, exchange: 3_005 }, rangMs: 2_600 },
  ],
  ['the exchange was about to call a phone', { ...RUNG, isSeen: false, rangMs: 2_990 }],
])('a caller may have hung up while a phone rang: %s', (_what, evidence) => {
  expect(saidOf(givenUp(evidence), 'outcome')).toBeUndefined();
});

test.each<readonly [what: string, GivenUp]>([
  ['no INVITE came to the phone', { ...RUNG, isSeen: false }],
  ['another phone was lost', { ...RUNG, isSeen: false, losses: [{ ...LOST, phone: '1002' }] }],
  ['the phone was back before', { ...RUNG, isSeen: false, losses: [{ ...LOST, untilMs: 900 }] }],
  ['the phone was called after that', { ...RUNG, rangMs: 3_400, ringsOnMs: 900 }],
])('a caller cannot have hung up while a phone rang: %s', (_what, evidence) => {
  const said = saidOf(givenUp(evidence), 'outcome');
  expect(said).toBe('abandoned in ringing by the record, in queue by SIPp and Asterisk');
});

test('a caller whom a phone still rang for cannot have hung up in the queue', () => {
  const said = saidOf(givenUp({ ...RUNG, where: 'queue', ringsOnMs: 900 }), 'outcome');
  expect(said).toBe('abandoned in queue by the record, in ringing by SIPp and Asterisk');
});

test.each([
  ['closed', 2_950, 'system', undefined],
  ['closed', 2_950, 'caller', undefined],
  ['closed', 2_000, 'system', undefined],
  ['closed', 2_000, 'caller', 'by the caller by the record, by the system'],
  ['closing', 2_950, 'caller', undefined],
  ['closing', 2_950, 'system', 'by the system by the record, by the caller'],
  ['bye', 2_950, 'operator', 'by the operator by the record, by the system or caller'],
] as const)(
  'a hang-up that crosses the end of the flow: at step %s since %i, by the %s',
  (step, sinceMs, by, say) => {
    const said = saidOf(leftAtStep(step, sinceMs, by), 'ended by');
    expect(said).toBe(say === undefined ? undefined : `${say} by SIPp and Asterisk`);
  },
);

test('sums that differ from the calls are told', () => {
  expect(judge(evidenceWith({ arrived: 2 })).faults).toEqual([
    'calls that arrived: 2 in the reports, 1 call by call',
  ]);
});

test('what is left behind is told', () => {
  const { faults } = judge({ ...evidenceWith(), leftovers: ['a bridge is left'] });
  expect(faults).toEqual(['a bridge is left']);
});

test('a seed makes the same people and moods, another seed others', () => {
  expect(peopleFrom(1, 20)).toEqual(peopleFrom(1, 20));
  expect(peopleFrom(1, 20)).not.toEqual(peopleFrom(2, 20));
  expect(moodsFrom(1)).not.toEqual(moodsFrom(2));
});

const logged = (atS: number, way: string, ...lines: readonly string[]): string =>
  `${'-'.repeat(47)} 2026-03-02T10:00:0${atS}.500000Z\nUDP message ${way} [9] bytes:\n\n${lines.join('\n')}\n\n\n`;
const DIALOG = ['From: "Caller" <sip:+7903@127.0.0.2>;tag=1', 'Call-ID: a@b'];

test("a call is read from SIPp's log of messages: answered, a repeated key, let go", () => {
  const info = ['INFO sip:x SIP/2.0', ...DIALOG, 'CSeq: 2 INFO', '', 'Signal=5'];
  const text = [
    logged(1, 'received', 'OPTIONS sip:x SIP/2.0', 'Call-ID: other', 'CSeq: 1 OPTIONS'),
    logged(2, 'sent', 'INVITE sip:100@x SIP/2.0', ...DIALOG, 'CSeq: 1 INVITE'),
    logged(3, 'received', 'SIP/2.0 200 OK', ...DIALOG, 'CSeq: 1 INVITE'),
    logged(4, 'sent', 'ACK sip:100@x SIP/2.0', ...DIALOG, 'CSeq: 1 ACK'),
    logged(5, 'sent', ...info),
    logged(6, 'sent', ...info),
    logged(7, 'received', 'BYE sip:x SIP/2.0', ...DIALOG, 'CSeq: 9 BYE'),
  ].join('');
  const startMs = Date.parse('2026-03-02T10:00:00.500Z');
  expect(sightsOf(parseMessageLog(text))).toEqual([
    {
      callId: 'a@b',
      number: '+7903',
      begunMs: startMs + 2_000,
      answeredMs: startMs + 3_000,
      connectedMs: startMs + 4_000,
      endedMs: startMs + 7_000,
      hungUp: false,
      wasLetGo: true,
      status: 200,
      keys: '5',
    },
  ]);
});
