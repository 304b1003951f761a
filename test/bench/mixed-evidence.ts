import type { Evidence, Loss } from '../../scripts/bench/mixed/evidence.ts';
import type { Person } from '../../scripts/bench/mixed/people.ts';
import type { Sight } from '../../scripts/bench/mixed/sights.ts';
import type { AbandonPlace, CallRecord, CallStory, Entry } from '../../src/journal/index.ts';
import { Cel, type CelRow } from '../kit/cel.ts';

const NUMBER = '+79030000001';
const PHONE = '1001';
/** The caller's channel, and so the record's id; the operator's; and where the two talk. */
const CALL = 'x-1.1';
const LEG = `op-${CALL}-1-1`;
const BRIDGE = 'b-1';

const person: Person = {
  number: NUMBER,
  key: '1',
  keyAfterMs: 500,
  scoresCount: 0,
  patienceMs: 9_000,
  deed: null,
  deedAfterMs: 0,
};

const callerSight: Sight = {
  callId: 'a@caller',
  number: NUMBER,
  begunMs: 0,
  answeredMs: 10,
  connectedMs: 11,
  endedMs: 5_000,
  hungUp: false,
  wasLetGo: true,
  status: 200,
  keys: '1',
};
const phoneSight: Sight & { readonly phone: string } = {
  ...callerSight,
  callId: 'b@desk',
  phone: PHONE,
  begunMs: 1_000,
  answeredMs: 1_500,
  connectedMs: 1_510,
  endedMs: 4_950,
  hungUp: true,
  wasLetGo: false,
};

const row = (event: string, atMs: number, channelId: string, endpoint: string, number = NUMBER): CelRow => {
  const bridgeId = event.startsWith('BRIDGE') ? BRIDGE : '';
  return { event, atMs, channelId, endpoint, number, bridgeId, isHolding: false };
};

const rows: readonly CelRow[] = [
  row('CHAN_START', 3, CALL, 'trunk-test'),
  row('ANSWER', 9, CALL, 'trunk-test'),
  row('CHAN_START', 990, LEG, PHONE),
  row('ANSWER', 1_505, LEG, PHONE),
  row('BRIDGE_ENTER', 1_520, LEG, PHONE),
  row('BRIDGE_ENTER', 1_521, CALL, 'trunk-test'),
  row('BRIDGE_EXIT', 4_960, LEG, PHONE),
  row('HANGUP', 4_961, LEG, PHONE),
  row('BRIDGE_EXIT', 4_970, CALL, 'trunk-test'),
  row('HANGUP', 4_980, CALL, 'trunk-test'),
];

const TALK_MS = 3_440;
const record: CallRecord = {
  callId: CALL,
  direction: 'incoming',
  dialled: '100',
  caller: NUMBER,
  flow: 'mixed',
  flowHash: null,
  trial: null,
  arrivedMs: 4,
  answeredMs: 8,
  endedMs: 4_990,
  endEstimated: false,
  outcome: 'answered',
  abandonedWhere: null,
  endedBy: 'operator',
  queue: 'support',
  operator: `op-${PHONE}`,
  waitMs: 1_000,
  talkMs: TALK_MS,
  offersCount: 1,
  labels: [],
  reason: null,
  language: null,
  node: null,
};

const operator = `op-${PHONE}`;
const offer = { callId: CALL, offerId: 'o-1', operator };
const why = {
  rule: 'caller first in line',
  idleMs: 0,
  candidatesCount: 1,
  group: 1,
} as const;
const timeline: readonly Entry[] = [
  { kind: 'callArrived', atMs: 4, callId: CALL, dialled: '100', caller: NUMBER, flow: 'mixed' },
  { kind: 'callAnswered', atMs: 8, callId: CALL },
  { kind: 'queueEntered', atMs: 520, callId: CALL, queue: 'support', needs: null, waitingBefore: 0 },
  { kind: 'offered', atMs: 521, ...offer, why },
  { kind: 'rang', atMs: 1_001, ...offer },
  { kind: 'offerEnded', atMs: 1_520, ...offer, outcome: 'answered' },
  { kind: 'queueLeft', atMs: 1_520, callId: CALL, queue: 'support', outcome: 'answered', waitMs: 1_000 },
  { kind: 'talkBegan', atMs: 1_521, callId: CALL, operator },
  { kind: 'talkEnded', atMs: 4_961, callId: CALL, operator, talkMs: TALK_MS, by: 'operator' },
  { kind: 'callEnded', atMs: 4_990, callId: CALL, outcome: 'answered', where: null, by: 'operator' },
];

/** What may be changed in the evidence of one call about which all witnesses agree. */
export type Changes = {
  readonly caller?: Partial<Sight>;
  readonly phone?: Partial<Sight>;
  /** What SIPp has seen of phones; false: nothing. */
  readonly isSeen?: boolean;
  readonly losses?: readonly Loss[];
  readonly rows?: readonly CelRow[];
  readonly record?: Partial<CallRecord>;
  readonly timeline?: readonly Entry[];
  /** How many records there are; 1 unless told. */
  readonly records?: number;
  readonly arrived?: number;
};

/** The evidence of one caller who pressed 1 and talked until the operator hung up. */
export function evidenceWith(changes: Changes = {}): Evidence {
  const story: CallStory = {
    record: { ...record, ...changes.record },
    timeline: changes.timeline ?? timeline,
  };
  const stories = Array.from({ length: changes.records ?? 1 }, () => story);
  return {
    people: [person],
    callers: [{ ...callerSight, ...changes.caller }],
    phones: changes.isSeen === false ? [] : [{ ...phoneSight, ...changes.phone }],
    losses: changes.losses ?? [],
    cel: new Cel(changes.rows ?? rows, (endpoint) => endpoint === PHONE),
    stories: new Map([[NUMBER, stories]]),
    reported: { arrived: changes.arrived ?? 1, talks: 1, talkMs: TALK_MS, entered: 1, visitsAnswered: 1 },
    leftovers: [],
  };
}

export { rows as goodRows, timeline as goodTimeline };

/** The caller who hung up while the exchange called a phone for them: when SIPp and the exchange say so. */
export function givenUp({ where, hungUpMs, rangMs, ringsOnMs = 15, ...changes }: GivenUp): Evidence {
  const hungUp = { endedMs: hungUpMs.sipp, hungUp: true, wasLetGo: false };
  const rang = { begunMs: rangMs + 10, answeredMs: null, connectedMs: null, hungUp: false, wasLetGo: true };
  return evidenceWith({
    ...changes,
    caller: hungUp,
    phone: { ...rang, endedMs: hungUpMs.exchange + ringsOnMs, status: 487 },
    rows: [
      ...rows.slice(0, 2),
      row('CHAN_START', rangMs, LEG, PHONE),
      row('HANGUP', hungUpMs.exchange, CALL, 'trunk-test'),
      row('HANGUP', hungUpMs.exchange + ringsOnMs, LEG, PHONE),
    ],
    record: { outcome: 'abandoned', abandonedWhere: where, endedBy: 'caller', talkMs: 0 },
  });
}

export type GivenUp = Pick<Changes, 'isSeen' | 'losses'> & {
  readonly where: AbandonPlace;
  readonly hungUpMs: { readonly sipp: number; readonly exchange: number };
  readonly rangMs: number;
  /** From the hang-up until the phone is let go. */
  readonly ringsOnMs?: number;
};

/** The caller who hung up at 3,000 while the flow was at this step since then; the exchange hears of it at once. */
export function leftAtStep(step: string, sinceMs: number, by: CallRecord['endedBy']): Evidence {
  return evidenceWith({
    isSeen: false,
    caller: { endedMs: 3_000, hungUp: true, wasLetGo: false, keys: '9' },
    rows: [...rows.slice(0, 2), row('HANGUP', 3_005, CALL, 'trunk-test')],
    record: { outcome: 'closed', endedBy: by, talkMs: 0 },
    timeline: [
      ...timeline.slice(0, 2),
      { kind: 'stepEntered', atMs: sinceMs, callId: CALL, flow: 'mixed', step, visit: 1 },
      { kind: 'callEnded', atMs: 3_010, callId: CALL, outcome: 'closed', where: null, by: by ?? 'system' },
    ],
  });
}
