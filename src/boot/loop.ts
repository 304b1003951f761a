import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import { assertNever, Broken, type Clock, type Handled, Inbox, Timers } from '../base/index.ts';
import type { Egress } from '../egress/index.ts';
import type { Jobs } from '../jobs/index.ts';
import type { Store } from '../journal/index.ts';
import type { Fate, Recordings } from '../recordings/index.ts';
import {
  type Command,
  type Event,
  type Switchboard,
  type TimerKey,
  turnedAway,
} from '../switchboard/index.ts';
import type { Telephony } from '../telephony/index.ts';
import type { NoticeBoard } from './notice-board.ts';
import { Speaker, type SpeakerSpeech } from './speaker.ts';

/**
 * So many events may wait while one is handled; beyond, arrivals are turned away, everything else still goes
 * in.
 */
const INBOX_MAX = 10_000;
/**
 * Steps of the router's work between which other things of the process have their turn: some 10 or 20 ms, when
 * thousands of callers reach a stage in the same moment.
 */
const STEPS_AT_ONCE = 5_000;
/** Who is being told waits no longer than this. */
const HANDLED_MS_MAX = 5_000;
/** So many of the last events stand in a crash report. */
const TAIL_MAX = 200;

/** Whether a PIN is this operator's; never rejects: what cannot be read is no PIN. null: nobody's PIN is right. */
export type Pins = { isRight(operatorId: string | null, pin: string): Promise<boolean> };

export type LoopParts = {
  readonly switchboard: Switchboard;
  readonly telephony: Telephony;
  readonly speech: SpeakerSpeech;
  readonly egress: Pick<Egress, 'fetch'>;
  readonly recordings: Pick<Recordings, 'keep'>;
  readonly store: Pick<Store, 'write' | 'flush'>;
  /** Wakes us at a moment that may be days away, also when this process is no more by then. */
  readonly alarms: Pick<Jobs, 'wakeAt'>;
  readonly pins: Pins;
  /** Keeps what another process must know of our calls. */
  readonly keeper: { remember(callId: string): void; rememberNow(callId: string): void };
  readonly notices: NoticeBoard;
  /** Whether this process decides: asked before every event, so that one which slept does nothing of its backlog. */
  readonly mayAct: () => boolean;
  readonly clock: Clock;
  readonly log: Logger;
  /** Our own rule was violated: the process must end. `tail` is what happened last, oldest first. */
  readonly onBroken: (error: Error, tail: readonly Event[]) => void;
};

/** inbox → switchboard → outbox → edges. One event at a time, to its end; nothing is awaited. */
export class Loop {
  readonly #parts: LoopParts;
  readonly #inbox: Inbox<Event>;
  readonly #timers: Timers<TimerKey>;
  readonly #speaker: Speaker;
  readonly #tail: Event[] = [];
  #isBroken = false;
  #commandsFailed = 0;

  constructor(parts: LoopParts) {
    this.#parts = parts;
    this.#inbox = new Inbox(INBOX_MAX, (event) => this.#handle(event));
    this.#timers = new Timers(parts.clock, (key) => this.put({ kind: 'timerFired', key }));
    this.#speaker = new Speaker(parts.speech, parts.telephony, (legId, playId) => {
      this.#take({ kind: 'playFinished', legId, playId, ok: false });
    });
  }

  /** False when the event was turned away: the inbox is full. Only a new caller ever is. */
  put(event: Event): boolean {
    if (event.kind === 'playFinished' && this.#speaker.looksAfter(event)) return true;
    if (event.kind === 'exchangeLost') this.#speaker.forgetAll();
    return this.#take(event);
  }

  #take(event: Event): boolean {
    const isTaken = this.#inbox.put(event, event.kind !== 'callerArrived');
    if (!isTaken && event.kind === 'callerArrived') {
      for (const command of turnedAway(event, this.#parts.clock.now().wallMs)) this.#carryOut(command);
    }
    return isTaken;
  }

  get inboxDepth(): number {
    return this.#inbox.waitingCount;
  }

  get commandsFailed(): number {
    return this.#commandsFailed;
  }

  /** No timer fires any more. */
  stop(): void {
    this.#timers.stopAll();
  }

  /** What time alone made due comes first; when that is much, events wait while other things have their turn. */
  #handle(event: Event): Handled {
    const { switchboard, clock, mayAct } = this.#parts;
    if (!mayAct()) return 'done';
    const isReady = this.#act((out) => switchboard.catchUp(out, clock.now(), STEPS_AT_ONCE));
    if (isReady === false) {
      setImmediate(() => this.#inbox.resume());
      return 'later';
    }
    if (!this.#isBroken) this.#remember(event);
    this.#act((out) => switchboard.handle(event, out, clock.now()));
    return 'done';
  }

  /** Lets the switchboard act and carries out what it wants; undefined when a rule of our own is violated. */
  #act<T>(act: (out: Command[]) => T): T | undefined {
    if (this.#isBroken) return undefined;
    const out: Command[] = [];
    let result: T;
    try {
      result = act(out);
    } catch (error) {
      this.#isBroken = true;
      this.#parts.onBroken(error instanceof Error ? error : new Broken(String(error)), this.#tail);
      return undefined;
    }
    this.#carryOutAll(out);
    return result;
  }

  #carryOutAll(out: readonly Command[]): void {
    // A phone that is to ring waits for nobody: its leg is a new one, and no other command of this turn is about it.
    for (const command of out) if (command.kind === 'ring') this.#carryOut(command);
    for (const command of out) if (command.kind !== 'ring') this.#carryOut(command);
  }

  #remember(event: Event): void {
    if (event.kind === 'commandFailed') {
      this.#commandsFailed += 1;
      this.#parts.log.warn({ event }, 'the exchange did not carry out a command');
    }
    this.#tail.push(event);
    if (this.#tail.length > TAIL_MAX) this.#tail.shift();
  }

  #fetch(order: Extract<Command, { kind: 'fetch' }>): void {
    const { callId, fetchId } = order;
    void this.#parts.egress
      .fetch(order)
      .then((result) => this.put({ kind: 'fetched', callId, fetchId, result }));
  }

  #keep({ kind: _, ...order }: Extract<Command, { kind: 'keep' }>): void {
    const { recordings, store } = this.#parts;
    let isTold = false;
    const tell = (fate: Fate): void => {
      if (!isTold) this.put({ kind: 'kept', ...order, ...fate });
      isTold = true;
    };
    // In the journal before it is gone from the exchange: whoever comes behind a death finds it in one of the two.
    const tellFirst = async (fate: Fate): Promise<void> => {
      tell(fate);
      await this.#allHandled();
      await store.flush();
    };
    // What could not be kept is told as well, and what somebody else was just keeping.
    void recordings.keep(order.recordingId, order.about.kind === 'call', tellFirst).then(tell);
  }

  /** Resolves when nothing waits any more; rejects when that takes too long. */
  async #allHandled(): Promise<void> {
    const endMs = this.#parts.clock.now().monoMs + HANDLED_MS_MAX;
    while (this.#inbox.waitingCount > 0) {
      if (this.#parts.clock.now().monoMs > endMs) throw new Error('what was told waits for too long');
      await nextTurn();
    }
  }

  /** What the store cannot keep within its own limit is told as well. */
  #secure(key: string): void {
    const told = (ok: boolean): void => void this.put({ kind: 'secured', key, ok });
    void this.#parts.store.flush().then(
      () => told(true),
      () => told(false),
    );
  }

  #checkPin({ legId, operatorId, pin }: Extract<Command, { kind: 'checkPin' }>): void {
    void this.#parts.pins
      .isRight(operatorId, pin)
      .then((isRight) => this.put({ kind: 'pinChecked', legId, isRight }));
  }

  #carryOut(command: Command): void {
    switch (command.kind) {
      case 'startTimer':
        return this.#timers.start(command.key, command.delayMs);
      case 'stopTimer':
        return this.#timers.stop(command.key);
      case 'write':
        this.#parts.store.write(command.entry);
        return this.#parts.notices.tell(command.entry);
      case 'remember':
        if (command.isUrgent === true) return this.#parts.keeper.rememberNow(command.callId);
        return this.#parts.keeper.remember(command.callId);
      case 'secure':
        return this.#secure(command.key);
      case 'wakeAt':
        return this.#parts.alarms.wakeAt(command.callbackId, command.atMs);
      case 'fetch':
        return this.#fetch(command);
      case 'keep':
        return this.#keep(command);
      case 'checkPin':
        return this.#checkPin(command);
      case 'speak':
        return this.#speaker.speak(command);
      case 'stopPlay':
        return this.#speaker.stop(command.legId, command.playId);
      case 'answer':
      case 'wait':
      case 'leaveWait':
      case 'enterConference':
      case 'leaveConference':
      case 'sendDigits':
      case 'probe':
      case 'answerTransfer':
      case 'record':
      case 'recordCall':
      case 'awaitRecord':
      case 'stopRecord':
      case 'ring':
      case 'ringOut':
      case 'ringback':
      case 'join':
      case 'supervise':
      case 'part':
      case 'mark':
      case 'hangUp':
      case 'takeAsCaller':
      case 'toOverflow':
        return this.#parts.telephony.execute(command);
      default:
        assertNever(command);
    }
  }
}
