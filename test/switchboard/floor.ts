import { type Now, SimulatedClock, Timers } from '../../src/base/index.ts';
import { type BundleUse, loadBundle } from '../../src/bundle/index.ts';
import type { Entry } from '../../src/journal/index.ts';
import type { ScheduleKeeper } from '../../src/schedules/index.ts';
import {
  type AdmissionRules,
  type Command,
  createSwitchboard,
  type Plan,
  type Switchboard,
  type TimerKey,
} from '../../src/switchboard/index.ts';
import type { LegEnd, Marks } from '../../src/telephony/index.ts';
import { onNode, type ToldEvent } from '../kit/on-node.ts';
import { keeperOf } from '../schedules/keeper.ts';

export const FILES: Readonly<Record<string, string>> = {
  'bundle.yaml': 'safety_queue: safety\napology: sorry\nfarewell: bye\nlanguages: [en]\n',
  'prompts.yaml': 'prompts:\n  hello: { en: Hello }\n  bye: { en: Goodbye }\n  sorry: { en: Sorry }\n',
  'numbers.yaml': ['numbers:', '  "100": { flow: straight }', '  "200": { flow: greeted }', ''].join('\n'),
  'straight.flow.yaml': [
    'flow: straight',
    'start: wait',
    'steps:',
    '  wait: { queue: support, on: { timeout: sorry, full: sorry, unstaffed: sorry, left: bye, error: sorry } }',
    '  sorry: { play: sorry, next: end }',
    '  bye: { play: bye, next: end }',
    '  end: { hangup: normal }',
    '',
  ].join('\n'),
  'greeted.flow.yaml': [
    'flow: greeted',
    'start: hello',
    'steps:',
    '  hello: { play: hello, next: wait }',
    '  wait:',
    '    queue: { name: support, needs: "en >= 2" }',
    '    on: { timeout: bye, full: bye, unstaffed: bye, left: bye, error: bye, after_talk: bye }',
    '  bye: { play: bye, next: end }',
    '  end: { hangup: normal }',
    '',
  ].join('\n'),
  'queues.yaml': [
    'queues:',
    '  support: { title: { en: Support }, needs: "support >= 1", offer: { ring: 20s }, wrap_up: { default: 0s, max: 60s },',
    '             limits: { waiting: 3, wait: 5m, unstaffed: never } }',
    '  safety: { title: { en: Safety }, wrap_up: { default: 0s, max: 60s }, limits: { unstaffed: never } }',
    '',
  ].join('\n'),
  'operators.yaml': [
    'devices: { "1001": {}, "1002": {} }',
    'operators:',
    '  anna: { name: Anna, device: "1001", skills: { en: 3, support: 2 }, queues: { support: {}, safety: {} } }',
    '  boris: { name: Boris, device: "1002", skills: { en: 1, support: 2 }, queues: { support: {}, safety: {} } }',
    '',
  ].join('\n'),
};

/** What is written is on the disk after this. */
const DISK_MS = 5;

/** Entries without their time, for comparing. */
export type Noted = { readonly kind: Entry['kind'] } & Record<string, unknown>;

const TRUNK = { callsMax: 3, callsPerSecondMax: 100, strip: 0, add: '+' };
/** Those that calls can go out on. */
const TRUNKS = new Map([
  ['carrier', TRUNK],
  ['spare', { ...TRUNK, strip: 2, add: '0' }],
]);

/**
 * A floor for the switchboard alone: commands are collected, timers run on a simulated clock, and the test plays the
 * exchange by hand, one event at a time. After each event the invariants are checked.
 */
export class Floor {
  readonly clock: SimulatedClock;
  readonly plan: Plan;
  readonly switchboard: Switchboard;
  readonly hours: ScheduleKeeper;
  readonly entries: Entry[] = [];
  /** Leg → what was written on it. */
  readonly marks = new Map<string, Marks>();
  /** Calls of which it was written down at once that a talk has begun. */
  readonly talksKept: string[] = [];
  /** Leg → the versions in whose words something was said. */
  readonly spokenIn = new Map<string, (string | null)[]>();
  /** The idempotency keys of what servers were asked. */
  readonly fetchKeys: (string | null)[] = [];
  /** The disk takes nothing: what waits for it is told by the test. */
  holdsDisk = false;
  readonly #timers: Timers<TimerKey>;
  #commands: Command[] = [];
  readonly #rung: Extract<Command, { kind: 'ring' }>[] = [];
  /** All that was to be taken into keeping since the beginning. */
  readonly keeps: Extract<Command, { kind: 'keep' }>[] = [];

  constructor(
    changes: Readonly<Record<string, string>> = {},
    callsMax = 100,
    use: BundleUse = 'calls',
    beginsAt?: Now,
    admission?: AdmissionRules,
    nodes?: readonly string[],
  ) {
    this.clock = new SimulatedClock(beginsAt);
    const files = new Map(Object.entries({ ...FILES, ...changes }));
    const source = {
      files,
      recordings: [],
      mistakes: [],
      folder: 'ivr-flows',
      hash: (text: string) => String(text.length),
    };
    const { bundle, mistakes } = loadBundle(source, use);
    if (bundle === undefined) throw new Error(JSON.stringify(mistakes, null, 1));
    this.hours = keeperOf(bundle.schedules, this.clock, (schedules, switched) =>
      this.put({ kind: 'schedulesChanged', schedules, switched }),
    );
    const { schedules } = this.hours;
    const around = { ...(admission && { admission }), ...(nodes && { nodes }) };
    this.plan = { ...bundle, schedules, callsMax, trunks: TRUNKS, ...around };
    this.switchboard = createSwitchboard(this.plan, this.clock.now());
    this.#timers = new Timers(this.clock, (key) => this.put({ kind: 'timerFired', key }));
  }

  put(event: ToldEvent): void {
    const out: Command[] = [];
    this.switchboard.handle(onNode(event), out, this.clock.now());
    for (const [place, command] of out.entries()) {
      if (command.kind !== 'remember') this.#take(command);
      else if (command.isUrgent === true) this.#remembers(command, out[place + 1]);
    }
    this.switchboard.check(this.clock.now());
  }

  /** What was wanted since the last look, without timers and journal; in words: "ring op-c1-1", "join c1 op-c1-1". */
  wanted(): string[] {
    const taken = this.#commands;
    this.#commands = [];
    return taken.map(inWords);
  }

  /** All that was rung since the beginning. */
  rung(): readonly Extract<Command, { kind: 'ring' }>[] {
    return this.#rung;
  }

  /** The journal of one call, without times. */
  noted(callId: string): Noted[] {
    const mine = this.entries.filter((entry) => 'callId' in entry && entry.callId === callId);
    return mine.map(({ atMs: _, ...rest }) => rest as Noted);
  }

  outcome(callId: string): unknown {
    return this.noted(callId).find(({ kind }) => kind === 'callEnded');
  }

  arrives(callId: string, dialled = '100', legId = `leg-${callId}`, number = numberOf(callId)): void {
    const caller = { number, name: '' };
    const arrivedWallMs = this.clock.now().wallMs;
    this.put({ kind: 'callerArrived', callId, legId, dialled, caller, arrivedWallMs });
  }

  ready(operatorId: string): void {
    this.put({ kind: 'phoneChanged', phoneId: operatorId === 'anna' ? '1001' : '1002', reachable: true });
    this.put({ kind: 'operatorAsked', operatorId, ask: 'ready', reason: null });
  }

  ends(legId: string, end: Partial<LegEnd> = {}): void {
    this.put({ kind: 'legEnded', legId, end: { q850: 16, sip: null, byUs: false, ...end } });
  }

  /** The operator picks up, and the exchange joins the two. */
  talks(callId: string, legId: string): void {
    this.put({ kind: 'legRinging', legId });
    this.put({ kind: 'legAnswered', legId });
    this.put({ kind: 'legsJoined', callId, legIds: [`leg-${callId}`, legId] });
  }

  /** The saying that plays now ends. */
  heard(callId: string, command: string): void {
    const playId = command.split(' ')[1]!;
    this.put({ kind: 'playFinished', legId: `leg-${callId}`, playId, ok: true });
  }

  operator(operatorId: string) {
    return this.switchboard.board(this.clock.now()).operators.find(({ id }) => id === operatorId)!;
  }

  #secure(key: string): void {
    if (!this.holdsDisk) this.clock.after(DISK_MS, () => this.put({ kind: 'secured', key, ok: true }));
  }

  #wakeAt({ callbackId, atMs }: Extract<Command, { kind: 'wakeAt' }>): void {
    const delayMs = atMs - this.clock.now().wallMs;
    this.clock.after(delayMs, () => this.put({ kind: 'callbackWoken', callbackId }));
  }

  /** That every talk is written down as it begins is not among what is wanted: each test would say so. */
  #remembers(command: Extract<Command, { kind: 'remember' }>, next: Command | undefined): void {
    if (next?.kind === 'mark' && next.marks.joined !== undefined) this.talksKept.push(command.callId);
    else this.#take(command);
  }

  #take(command: Command): void {
    if (command.kind === 'ring') this.#rung.push(command);
    if (command.kind === 'keep') this.keeps.push(command);
    if (command.kind === 'fetch') this.fetchKeys.push(command.idempotencyKey);
    if (command.kind === 'speak') {
      const { legId, version } = command;
      this.spokenIn.set(legId, [...(this.spokenIn.get(legId) ?? []), version]);
    }
    if (command.kind === 'startTimer') this.#timers.start(command.key, command.delayMs);
    else if (command.kind === 'stopTimer') this.#timers.stop(command.key);
    else if (command.kind === 'secure') this.#secure(command.key);
    else if (command.kind === 'wakeAt') this.#wakeAt(command);
    else if (command.kind === 'write') this.entries.push(command.entry);
    else if (command.kind !== 'mark') this.#commands.push(command);
    else this.marks.set(command.legId, { ...this.marks.get(command.legId), ...command.marks });
  }
}

const numberOf = (callId: string): string => `+7916000${callId.slice(1).padStart(4, '0')}`;

function inWords(command: Command): string {
  switch (command.kind) {
    case 'speak':
      return `speak ${command.playId}`;
    case 'join':
      return `join ${command.legIds.join(' ')}`;
    case 'supervise':
      return `supervise ${command.legId} ${command.how} ${command.of}`;
    case 'part':
      return `part ${command.callId}`;
    case 'probe':
      return `probe ${command.legId} ${command.phoneId}`;
    case 'hangUp':
      return `hangUp ${command.legId}${command.reason === 'normal' ? '' : ` ${command.reason}`}`;
    case 'startTimer':
    case 'stopTimer':
    case 'write':
      return command.kind;
    case 'fetch':
      return `fetch ${command.request.method} ${command.request.url}`;
    case 'secure':
      return `secure ${command.key}`;
    case 'remember':
      return `remember ${command.callId}`;
    case 'wakeAt':
      return `wakeAt ${command.callbackId}`;
    case 'keep':
      return `keep ${command.recordingId}`;
    case 'stopPlay':
      return `stopPlay ${command.playId}`;
    case 'enterConference':
      return `enterConference ${command.legId} ${command.conference}`;
    case 'answerTransfer':
      return `answerTransfer ${command.legId} ${command.isDone}`;
    case 'sendDigits':
      return `sendDigits ${command.legId} ${command.digits}`;
    case 'record':
    case 'recordCall':
    case 'awaitRecord':
    case 'stopRecord':
      return `${command.kind} ${command.legId} ${command.recordingId}`;
    case 'ringOut':
      return `ringOut ${command.legId} ${command.to.trunk} ${command.to.kind === 'number' ? command.to.number : command.to.address}`;
    case 'ringback':
      return `ringback ${command.legId} ${command.isOn ? 'on' : 'off'}`;
    case 'checkPin':
      return `checkPin ${command.operatorId} ${command.pin}`;
    case 'answer':
    case 'wait':
    case 'leaveWait':
    case 'leaveConference':
    case 'ring':
    case 'mark':
    case 'takeAsCaller':
    case 'toOverflow':
      return `${command.kind} ${command.legId}`;
  }
}
