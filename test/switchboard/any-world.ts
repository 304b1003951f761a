import type { Event, TalkAsk } from '../../src/switchboard/index.ts';
import { NOBODY } from '../kit/nobody.ts';
import { onNode, type ToldEvent } from '../kit/on-node.ts';
import { Floor } from './floor.ts';

/** Two visits in a row, an impatient queue, a wrap-up and a stage: every corner of a call is a few events away. */
const FILES = {
  'straight.flow.yaml': [
    'flow: straight',
    'start: wait',
    'steps:',
    '  wait: { queue: support, on: { timeout: bye, full: bye, unstaffed: bye, left: bye, error: bye, after_talk: more } }',
    '  more: { queue: safety, on: { timeout: bye, full: bye, unstaffed: bye, left: bye, error: bye, after_talk: bye } }',
    '  bye: { play: bye, next: end }',
    '  end: { hangup: normal }',
    '',
  ].join('\n'),
  'called.flow.yaml': [
    'flow: called',
    'start: both',
    'steps:',
    '  both: { dial: { group: [anna, boris], whisper: hello, ring: 20s }, on: { answered: number, failed: number } }',
    '  number: { dial: { number: "+4930123456", confirm: 5, longest: 1m }, on: { answered: wait, failed: wait } }',
    '  wait: { queue: support, on: { timeout: end, full: end, unstaffed: end, after_talk: end } }',
    '  end: { hangup: normal }',
    '',
  ].join('\n'),
  'given.flow.yaml': [
    'flow: given',
    'start: announced',
    'steps:',
    '  announced: { announce: bye, next: given }',
    '  given: { transfer: { number: "+4930123456" }, on: { failed: wait } }',
    '  wait: { queue: support, on: { timeout: end, full: end, unstaffed: end, after_talk: end } }',
    '  end: { hangup: normal }',
    '',
  ].join('\n'),
  'numbers.yaml': 'numbers:\n  "100": straight\n  "200": greeted\n  "300": called\n  "400": given\n',
  'operators.yaml': [
    'devices: { "1001": {}, "1002": {}, "1003": {}, "2001": {} }',
    'own_calls: { wrap_up: 5s }',
    'operators:',
    '  anna: { name: Anna, number: "101", phones: ["1001", "1003"], skills: { en: 3, support: 2 }, queues: { support: {}, safety: {} } }',
    '  boris: { name: Boris, number: "102", device: "1002", skills: { en: 1, support: 2 }, queues: { support: {}, safety: {} } }',
    '',
  ].join('\n'),
  'routes.yaml':
    'routes:\n  one: { to: ["+49*"], trunks: [carrier, spare], operators: true, limits: { calls: 2, longest: 2m, minutes_a_day: 9 } }\n',
  'queues.yaml': [
    'queues:',
    '  support: { title: { en: Support }, needs: "en >= 2", stages: [{ after: 10s, needs: "support >= 1" }],',
    '             offer: { ring: 20s }, wrap_up: { default: 5s, max: 60s }, limits: { waiting: 3, wait: 60s, unstaffed: 15s } }',
    '  safety: { title: { en: Safety }, wrap_up: { default: 0s, max: 60s }, limits: { unstaffed: never } }',
    '',
  ].join('\n'),
};

/** Enough to end every timer of these queues, prompts that are never heard to their end included. */
const LONG_MS = 1_000_000;
export const OPERATORS = ['anna', 'boris'] as const;
const PHONES = ['1001', '1002'] as const;
/** The second one of an operator, and one that is nobody's. */
const MORE_PHONES = [...PHONES, '1003', '2001'] as const;
const DIALLED = ['101', '102', '+4930123456', '1002', '*23', '*23', '+4930123456', '+33123456'] as const;
const DURATIONS_MS = [1, 50, 100, 1_000, 4_999, 5_000, 10_000, 20_000, 60_000] as const;
const COMMANDS = [
  'answer',
  'play',
  'stopPlay',
  'wait',
  'leaveWait',
  'enterConference',
  'probe',
  'answerTransfer',
  'ring',
  'ringOut',
  'ringback',
  'join',
  'supervise',
  'part',
  'mark',
  'hangUp',
] as const;
const REASONS = ['gone', 'refused', 'timeout', 'away'] as const;
const SIP = [null, 408, 480, 486, 488, 500, 603] as const;
const ASKS = ['ready', 'ready', 'pause', 'offline', 'finishWrapUp', 'extendWrapUp'] as const;
const CODES = ['*20', '*21', '*22', '*29', '*77'] as const;

const TRANSFERS = ['1002', '1001', 'safety', 'support', '+4930123456'] as const;
export const TALK_ASKS: readonly TalkAsk[] = [
  ...(['hold', 'resume', 'toFlow', 'conference', 'handOver', 'endConsult'] as const).map((kind) => ({
    kind,
  })),
  ...(['support', 'safety', 'nothing'] as const).map((queue) => ({ kind: 'toQueue', queue }) as const),
  ...OPERATORS.flatMap((operator) => [
    { kind: 'consult', operator } as const,
    { kind: 'toOperator', operator } as const,
  ]),
];

/** What happens next, chosen by numbers, so that a failure shrinks to the few moves that matter. */
export type Move = { readonly what: number; readonly whom: number; readonly how: number };

/** The world: it may tell anything at any time, of legs that are, that were, and that never will be. */
export class World {
  readonly floor = new Floor(FILES);
  /** Every event so far, to be told once more. */
  readonly #told: Event[] = [];
  readonly #callers: string[] = [];
  #ownCount = 0;

  move({ what, whom, how }: Move): void {
    const moves = [
      () => this.#arrives(how),
      () => this.#tell({ kind: 'legAnswered', legId: this.#operatorLeg(whom) }),
      () => this.#tell({ kind: 'legRinging', legId: this.#operatorLeg(whom) }),
      () => this.#joins(whom),
      () => this.#ends(this.#callerLeg(whom), how),
      () => this.#ends(this.#operatorLeg(whom), how),
      () => this.#asks(whom, how),
      () => this.#changesPhone(whom, how),
      () => this.floor.clock.advance(pick(DURATIONS_MS, how)),
      () => this.floor.clock.advance(pick(DURATIONS_MS, how)),
      () => this.#fails(whom, how),
      () => this.#tell({ kind: 'hangUpAsked', callId: this.#callId(whom) }),
      () => this.#hears(whom, how),
      () => this.#presses(whom, how),
      () => this.#calls(whom, how),
      () => this.#ends(`service-${whom % PHONES.length}`, how),
      () => this.#finds(whom, how),
      () => this.#repeats(whom),
      () => this.#loses(how),
      () => this.#wantsOfTalk(whom, how),
      () => this.#wantsOfTalk(whom, how),
      () => this.#tell({ kind: 'transferAsked', legId: this.#operatorLeg(whom), to: pick(TRANSFERS, how) }),
      () => this.#tell({ kind: 'legSilent', legId: this.#operatorLeg(whom) }),
      () => this.#tell({ kind: 'legMoved', legId: this.#operatorLeg(whom), isGivenUp: whom % 2 === 0 }),
      () => this.#wantsOfSupervision(whom, how),
      () => this.#wantsOfSupervision(whom, how),
      () => this.#takes(whom, how),
      () => this.#callsSomebody(whom, how),
      () => this.#callsSomebody(whom, how),
      () => this.#ends(this.#ownLeg(whom), how),
      () => this.#signsIn(whom, how),
      () => this.#asksForPhone(whom, how),
    ];
    moves[what % moves.length]!();
  }

  /**
   * Every caller hangs up, and time goes by. Of an operator's leg the exchange tells nothing more: it must have been told
   * to end, and then it counts as ended after a while.
   */
  heal(): void {
    for (const legId of [...this.floor.switchboard.knownLegs()])
      if (/^(?:leg-|own)/.test(legId)) this.#ends(legId, 0);
    for (const place of [0, 1]) this.#ends(`service-${place}`, 0);
    for (const place of [0, 1, 2, 3]) this.#ends(`stranger-${place}`, 0);
    this.floor.clock.advance(LONG_MS);
  }

  #tell(told: ToldEvent): void {
    const event = onNode(told);
    this.#told.push(event);
    this.floor.put(event);
  }

  #wantsOfTalk(whom: number, how: number): void {
    this.#tell({ kind: 'talkAsked', callId: this.#callId(whom), by: 'test', ask: pick(TALK_ASKS, how) });
  }

  #wantsOfSupervision(whom: number, how: number): void {
    const way = pick(['listen', 'whisper', 'bargeIn'] as const, how);
    const asks = [
      { kind: 'begin', how: way, phoneId: pick([...PHONES, '1077'], how) },
      { kind: 'change', how: way },
      { kind: 'end' },
    ] as const;
    const ask = pick(asks, how % 5);
    this.#tell({ kind: 'supervisionAsked', callId: this.#callId(whom), by: 'test', ask });
  }

  /** From a phone, whoever is there; the leg is the call. Of the last few one may be told again. */
  #callsSomebody(whom: number, how: number): void {
    if (whom % 4 > 0) this.#ownCount += 1;
    const phoneId = pick(MORE_PHONES, whom);
    this.#tell({ kind: 'phoneCalled', legId: `own${this.#ownCount}`, phoneId, dialled: pick(DIALLED, how) });
  }

  #ownLeg(whom: number): string {
    return `own${Math.max(0, this.#ownCount - (whom % 3))}`;
  }

  /** Number and PIN at a phone, as far as anybody signs in there; the PIN is right or not. */
  #signsIn(whom: number, how: number): void {
    const legId = this.#ownLeg(whom);
    for (const digit of pick(['101#1#', '102#1#', '999#1#', '1', '#'], how))
      this.#tell({ kind: 'digitPressed', legId, digit });
    if (how % 7 > 0) this.#tell({ kind: 'pinChecked', legId, isRight: how % 7 > 1 });
  }

  #asksForPhone(whom: number, how: number): void {
    const [operatorId, phoneId] = [pick(OPERATORS, whom), pick(MORE_PHONES, how)];
    this.#tell({ kind: 'deskAsked', operatorId, phoneId });
  }

  #takes(whom: number, how: number): void {
    const operator = pick(OPERATORS, how);
    this.#tell({ kind: 'takeAsked', callId: this.#callId(whom), operator, by: 'test' });
  }

  #arrives(how: number): void {
    const callId = `c${this.#callers.length + 1}`;
    this.#callers.push(callId);
    this.floor.arrives(callId, pick(['100', '300', '200', '400', '100', '999'], how));
  }

  /** One of the last few calls, so that moves meet. */
  #callId(whom: number): string {
    return this.#callers.at(-1 - (whom % 4)) ?? 'c0';
  }

  #callerLeg(whom: number): string {
    return `leg-${this.#callId(whom)}`;
  }

  /** An operator's leg, or one outside, that rings or talks; or, now and then, one that was or never will be. */
  #operatorLeg(whom: number): string {
    const live = [...this.floor.switchboard.knownLegs()].filter((legId) => /^(?:op|out|sup)-/.test(legId));
    const kind = pick(['op', 'out', 'sup'], whom);
    if (whom % 5 === 0 || live.length === 0) return `${kind}-${this.#callId(whom)}-${1 + (whom % 3)}`;
    return live[whom % live.length]!;
  }

  #joins(whom: number): void {
    const legId = this.#operatorLeg(whom);
    const callId = legId.split('-')[1]!;
    const callersLeg = callId.startsWith('own') ? callId : `leg-${callId}`;
    this.#tell({ kind: 'legsJoined', callId, legIds: [callersLeg, legId] });
  }

  #ends(legId: string, how: number): void {
    const end = { q850: 16, sip: pick(SIP, how), byUs: how % 2 === 0 };
    this.#tell({ kind: 'legEnded', legId, end });
  }

  #asks(whom: number, how: number): void {
    const operatorId = pick(OPERATORS, whom);
    this.#tell({ kind: 'operatorAsked', operatorId, ask: pick(ASKS, how), reason: null });
  }

  #changesPhone(whom: number, how: number): void {
    this.#tell({ kind: 'phoneChanged', phoneId: pick(MORE_PHONES, whom), reachable: how % 4 > 0 });
  }

  #fails(whom: number, how: number): void {
    const command = pick(COMMANDS, how);
    const isOperators =
      ['ring', 'ringOut', 'supervise'].includes(command) ||
      (whom % 2 === 0 && ['join', 'hangUp'].includes(command));
    const legId = isOperators ? this.#operatorLeg(whom) : this.#callerLeg(whom);
    const reason = pick(REASONS, how + whom);
    this.#tell({ kind: 'commandFailed', command, legId, reason, detail: '' });
  }

  #presses(whom: number, how: number): void {
    const legId = how % 2 === 0 ? this.#callerLeg(whom) : this.#operatorLeg(whom);
    this.#tell({ kind: 'digitPressed', legId, digit: '5' });
  }

  #hears(whom: number, how: number): void {
    const answered = this.#operatorLeg(whom);
    if (how % 3 === 0)
      this.#tell({ kind: 'playFinished', legId: answered, playId: `whisper-${answered}`, ok: how % 2 === 0 });
    const callId = this.#callId(whom);
    const playId = `${callId}/say-${1 + (how % 8)}`;
    this.#tell({ kind: 'playFinished', legId: `leg-${callId}`, playId, ok: whom % 3 > 0 });
  }

  #calls(whom: number, how: number): void {
    const legId = `service-${whom % PHONES.length}`;
    this.#tell({ kind: 'phoneCalled', legId, phoneId: pick(PHONES, whom), dialled: pick(CODES, how) });
  }

  #finds(whom: number, how: number): void {
    const legId = `stranger-${whom % 4}`;
    const hears = how % 2 === 0 ? [] : [`stranger-${(whom + 1) % 4}`];
    const role = pick(['caller', 'operator', 'unknown'] as const, how);
    const marks = role === 'operator' ? { operator: pick(OPERATORS, whom) } : {};
    const leg = { legId, callId: `old-${whom % 4}`, role, answered: true, caller: NOBODY, hears, marks };
    this.#tell({ kind: 'legFound', leg });
  }

  /** Any of the last events but an arrival: that one's copy never comes after the end of its leg. */
  #repeats(whom: number): void {
    const event = this.#told.at(-1 - whom);
    if (event !== undefined) this.floor.put(event);
  }

  #loses(how: number): void {
    this.#tell({ kind: 'exchangeLost' });
    this.#tell({ kind: 'exchangeBack', restarted: how % 4 === 0, legs: [] });
  }
}

function pick<T>(among: readonly T[], number: number): T {
  return among[number % among.length]!;
}
