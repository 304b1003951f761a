import type {
  RecordedSounds,
  Telephony,
  TelephonyCommand,
  TelephonyEvent,
} from '../../../src/telephony/index.ts';

/** What a person at a phone does when it rings. */
export type Reaction =
  | { readonly kind: 'answer'; readonly afterMs: number }
  | { readonly kind: 'ring' }
  | { readonly kind: 'refuse'; readonly status: number; readonly afterMs?: number };

/** Somebody who called, as a test moves them. */
export interface TestCaller {
  press(digit: string): void;
  /** Begins to say something, or ceases to. */
  speak(isSpeaking: boolean): void;
  hangUp(): void;
  isConnected(): boolean;
  /** The SIP status with which the exchange refused the call; null while it did not. */
  refusedWith(): number | null;
  /** The digits that were sent to this caller. */
  keysHeard(): string;
  /** Whether sound comes, listening for a moment. */
  hears(): Promise<boolean>;
}

/** One telephone, as a test moves it. */
export interface TestPhone {
  readonly phoneId: string;
  timesRung(): number;
  isRinging(): boolean;
  /** What it shows of the latest call. */
  shows(): { readonly number: string; readonly name: string };
  /** How the latest ringing that nobody answered ended. */
  missedBecause(): 'none' | 'cancelled' | 'answered elsewhere';
  behave(reaction: Reaction): void;
  hangUp(): void;
  refer(to: string): void;
  /** Calls a feature code. */
  dial(dialled: string): Promise<void>;
  unregister(): Promise<void>;
}

/** An exchange with the world around it, real or simulated: the same tests run on both. */
export interface World {
  readonly telephony: Telephony & RecordedSounds;
  /**
   * Paths of sounds without their ending: one of about a second or less, one of more than ten seconds, none
   * at all.
   */
  readonly sounds: { readonly short: string; readonly long: string; readonly missing: string };
  /** Goes on until the condition holds; rejects after a while, naming what was waited for. */
  until(what: string, holds: () => boolean | Promise<boolean>): Promise<void>;
  /** Lets so much time pass. */
  pass(durationMs: number): Promise<void>;
  call(number: string, dialled: string): Promise<TestCaller>;
  /** A telephone registers with an account; another one with the same account is a second contact. */
  phone(phoneId: string, reaction: Reaction): Promise<TestPhone>;
  /** Somebody at the other end of the trunk `carrier`; one at a time. */
  outside(reaction: Reaction): Promise<TestPhone>;
  /** Somebody else moves the leg into something of theirs, and tells nobody. */
  moveAway(legId: string): Promise<void>;
  /** Whether somebody else has the leg. */
  isAway(legId: string): Promise<boolean>;
  /** Whether the leg is among those who wait. */
  isWaiting(legId: string): Promise<boolean>;
  /**
   * From now on each command is carried out, and the connection is cut before the exchange has said so; questions are
   * answered.
   */
  cutAnswers(): void;
  /** So many of 1,000 events never come; 0: all do. */
  loseEvents(outOf1000: number): void;
  cutConnection(): void;
  /** Nothing passes and nobody is told. */
  silenceConnection(): void;
  mendConnection(): void;
  restartExchange(): Promise<void>;
  close(): Promise<void>;
}

/** Accounts that every world has. The last one never registers. */
export const PHONES = ['1001', '1002', '1003', '1009'] as const;
export const NEVER_THERE = '1009';

/** The trunk that calls go out on, which every world has. */
export const CARRIER = 'carrier';

type Kind = TelephonyEvent['kind'];
export type EventOf<K extends Kind> = Extract<TelephonyEvent, { kind: K }>;

/** A world whose events are kept, with the few words that the tests are written in. */
export class Stage {
  readonly world: World;
  readonly events: TelephonyEvent[] = [];

  private constructor(world: World) {
    this.world = world;
  }

  static async open(make: () => Promise<World>): Promise<Stage> {
    const stage = new Stage(await make());
    try {
      await stage.world.telephony.listen((event) => stage.events.push(event));
      await stage.hears('exchangeBack');
      return stage;
    } catch (err) {
      await stage.close();
      throw err;
    }
  }

  /** The node of the exchange that has told of itself first. */
  get node(): string {
    return this.all('exchangeBack')[0]?.node ?? '';
  }

  all<K extends Kind>(kind: K, legId?: string): readonly EventOf<K>[] {
    return this.events.filter(
      (event): event is EventOf<K> =>
        event.kind === kind && (legId === undefined || ('legId' in event && event.legId === legId)),
    );
  }

  /** Waits for the event (of this leg); for the `times`-th one. */
  async hears<K extends Kind>(kind: K, legId?: string, times = 1): Promise<EventOf<K>> {
    const what = `${kind} ${legId ?? ''} × ${times}`;
    await this.world.until(what, () => this.all(kind, legId).length >= times);
    return this.all(kind, legId)[times - 1]!;
  }

  wants(command: TelephonyCommand): void {
    this.world.telephony.execute(command);
  }

  /** Somebody calls; resolves when they have arrived. */
  async arrival(number = '+79160000001', dialled = '100'): Promise<Arrived> {
    const before = this.all('callerArrived').length;
    const caller = await this.world.call(number, dialled);
    const { legId, callId } = await this.hears('callerArrived', undefined, before + 1);
    return { caller, legId, callId };
  }

  /** Somebody calls and is answered. */
  async answered(number?: string): Promise<Arrived> {
    const arrived = await this.arrival(number);
    this.wants({ kind: 'answer', legId: arrived.legId });
    await this.hears('legAnswered', arrived.legId);
    await this.world.until('the caller is connected', () => arrived.caller.isConnected());
    return arrived;
  }

  ring(legId: string, callId: string, ...phoneIds: readonly string[]): void {
    const show = { number: '+79160000001', name: 'Sales: Anna' };
    const marks = { attempt: '1', operator: 'anna', epoch: '7' };
    const { node } = this;
    this.wants({ kind: 'ring', node, legId, callId, phoneIds, show, marks });
  }

  /** Calls a number by the trunk; it sees the number of a hotline. */
  ringOut(legId: string, callId: string, trunk = CARRIER, number: string | null = '+4930123456'): void {
    const to = { kind: 'number', trunk, number: '+4917212345' } as const;
    const { node } = this;
    this.wants({ kind: 'ringOut', node, legId, callId, to, show: { number }, marks: { attempt: '1' } });
  }

  /** An answered caller in talk with an operator whose phone is given. */
  async talk(legId: string, phoneId: string): Promise<Arrived & { readonly phone: TestPhone }> {
    const phone = await this.reachable(phoneId, { kind: 'answer', afterMs: 10 });
    const arrived = await this.answered();
    this.ring(legId, arrived.callId, phoneId);
    await this.hears('legAnswered', legId);
    this.wants({ kind: 'join', callId: arrived.callId, legIds: [arrived.legId, legId] });
    await this.hears('legsJoined');
    return { ...arrived, phone };
  }

  /** A telephone that can be rung. */
  async reachable(phoneId: string, reaction: Reaction): Promise<TestPhone> {
    const phone = await this.world.phone(phoneId, reaction);
    await this.world.until(`${phoneId} is reachable`, () => this.isReachable(phoneId));
    return phone;
  }

  isReachable(phoneId: string): boolean {
    const last = this.all('phoneChanged').findLast((event) => event.phoneId === phoneId);
    return last?.reachable === true;
  }

  /** Every command that was given has been carried out: a mark written after them can be read. */
  async settled(legId: string, word: string): Promise<void> {
    this.wants({ kind: 'mark', legId, marks: { flow: word } });
    await this.world.until(`the commands before "${word}" are carried out`, async () => {
      const legs = (await this.world.telephony.look()).legs;
      return legs.find((leg) => leg.legId === legId)?.marks.flow === word;
    });
  }

  async heardBy(legId: string): Promise<readonly string[]> {
    const legs = (await this.world.telephony.look()).legs;
    return legs.find((leg) => leg.legId === legId)?.hears ?? [];
  }

  async close(): Promise<void> {
    await this.world.close();
  }
}

export type Arrived = { readonly caller: TestCaller; readonly legId: string; readonly callId: string };
