import { type Clock, type Prng, prngFrom } from '../../src/base/index.ts';
import { MAIN_NODE } from '../../src/boot/main-node.ts';
import type {
  ExchangeState,
  LiveLeg,
  Look,
  RecordedSounds,
  Telephony,
  TelephonyCommand,
  TelephonyEvent,
} from '../../src/telephony/index.ts';
import type { DiaryLine } from './diary-line.ts';
import type { SimulatedCaller } from './simulated-caller.ts';
import { SimulatedCallers } from './simulated-callers.ts';
import { SimulatedCommands } from './simulated-commands.ts';
import { SimulatedFloor } from './simulated-floor.ts';
import { type PhoneBehaviour, SimulatedPhone } from './simulated-phone.ts';
import { SimulatedWire } from './simulated-wire.ts';
import { CALM, type Weather } from './weather.ts';

export type SimulatedExchangeOptions = {
  readonly clock: Clock;
  /** Its name among the nodes; that of the only one unless given. */
  readonly node?: string;
  /** The chance of a larger simulation; always the same one unless given. */
  readonly prng?: Prng;
  readonly weather?: Weather;
  /** Accounts that phones can register with. */
  readonly phoneIds: readonly string[];
  /** How long a sound is; null when there is no such file. One second unless given. */
  readonly soundMs?: (path: string) => number | null;
  /** To be told of each event that was lost, as a look makes up for it. */
  readonly onMadeUp?: (event: TelephonyEvent) => void;
};

/**
 * A telephone exchange in one thread, on a clock that stands still until somebody moves it: callers and
 * phones at one side, the port at the other, and between them what a real exchange does, well and badly.
 */
export class SimulatedExchange implements Telephony, RecordedSounds {
  readonly #clock: Clock;
  readonly #wire: SimulatedWire;
  readonly #floor: SimulatedFloor;
  readonly #commands: SimulatedCommands;
  readonly #callers: SimulatedCallers;
  readonly #accounts: readonly string[];
  readonly #onMadeUp: (event: TelephonyEvent) => void;
  #hasRestarted = false;
  #isDown = false;
  #isListening = false;

  constructor(options: SimulatedExchangeOptions) {
    const { clock, prng = prngFrom(1), weather = CALM, phoneIds, soundMs, onMadeUp = () => {} } = options;
    const { node = MAIN_NODE } = options;
    this.#clock = clock;
    this.#onMadeUp = onMadeUp;
    this.#accounts = phoneIds;
    this.#wire = new SimulatedWire(node, clock, prng, weather);
    this.#floor = new SimulatedFloor(clock, this.#wire, soundMs ?? (() => 1000));
    this.#commands = new SimulatedCommands(clock, this.#wire, this.#floor, weather);
    this.#callers = new SimulatedCallers(clock, prng, this.#wire, this.#floor);
    this.#wire.startedWallMs = clock.now().wallMs;
    this.#wire.holds = () => this.heldLegs();
  }

  async listen(onEvent: (event: TelephonyEvent) => void): Promise<void> {
    const { recordings } = this.#floor;
    recordings.forgetAwaited();
    this.#wire.lost.clear();
    this.#wire.onEvent = (event) => {
      if (event.kind === 'recorded') recordings.told(event.recordingId);
      if (event.kind === 'legMoved' && !event.isGivenUp) this.#floor.legs.get(event.legId)?.putBack();
      onEvent(event);
    };
    this.#isListening = true;
    this.restoreConnection();
  }

  execute(command: TelephonyCommand): void {
    this.#commands.send(command);
  }

  async look(): Promise<Look> {
    if (!this.#wire.isConnected) throw new Error('the exchange is away');
    return this.seen();
  }

  /** What a look shows. Events that were lost are told, as far as what they say is still so. */
  seen(): Look {
    const { lost } = this.#wire;
    for (const event of lost.look()) {
      if (!this.#floor.isStillSo(event)) continue;
      this.#onMadeUp(event);
      if (event.kind === 'phoneChanged') this.#tellPhone(event.phoneId);
      else this.#wire.tellNow(event);
    }
    return { legs: this.heldLegs(), isInDoubt: lost.isInDoubt };
  }

  exchange(): ExchangeState {
    const connected = this.#wire.isConnected;
    return { connected, version: '22.10.1', startedWallMs: this.#wire.startedWallMs, answerMs: 0 };
  }

  async reloadPhones(phoneIds: readonly string[]): Promise<readonly string[]> {
    if (!this.#wire.isConnected) throw new Error('the exchange is away');
    return phoneIds.filter((phoneId) => this.#accounts.includes(phoneId));
  }

  async recording(recordingId: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const { recordings } = this.#reached();
    const sound = recordings.sound(recordingId);
    return sound === undefined ? undefined : piecesOf(sound);
  }

  async recordings(): Promise<readonly string[]> {
    return this.#reached().recordings.stored();
  }

  async forgetRecording(recordingId: string): Promise<void> {
    this.#reached().recordings.forget(recordingId);
  }

  async close(): Promise<void> {
    this.loseConnection();
    this.#isListening = false;
    this.#wire.onEvent = () => {};
  }

  /** Somebody calls from outside. */
  call(number: string, dialled: string): SimulatedCaller {
    return this.#callers.call(number, dialled);
  }

  /** Whether nobody rings or talks at this phone, and it is registered. */
  isIdle(phoneId: string): boolean {
    const contacts = this.#floor.contacts.get(phoneId) ?? [];
    return contacts.length > 0 && contacts.every(({ state }) => state === 'idle');
  }

  /** An operator's phone calls a feature code. */
  callFromPhone(phoneId: string, dialled: string): SimulatedCaller {
    return this.#callers.callFromPhone(phoneId, dialled);
  }

  /** A telephone is bought and registers with an account; several may. */
  phone(phoneId: string, behaviour: PhoneBehaviour = { kind: 'ring' }): SimulatedPhone {
    const phone = new SimulatedPhone(phoneId, behaviour, this.#clock);
    this.register(phone);
    return phone;
  }

  register(phone: SimulatedPhone): void {
    if (this.#floor.register(phone)) this.#tellPhone(phone.phoneId);
  }

  unregister(phone: SimulatedPhone): void {
    if (this.#floor.unregister(phone)) this.#tellPhone(phone.phoneId);
  }

  /** What the leg hears now: "music", "prompt", "ringing", "nobody", or the ids of the legs that it talks with. */
  heardBy(legId: string): 'music' | 'prompt' | 'ringing' | 'nobody' | readonly string[] {
    const leg = this.#floor.legs.get(legId);
    if (leg === undefined) return 'nobody';
    if (leg.isPlaying) return 'prompt';
    if (leg.hearsRinging) return 'ringing';
    if (leg.spot.kind === 'room') return 'music';
    const others = this.#floor.heardBy(leg);
    if (others.length > 0) return others;
    return leg.spot.kind === 'conference' ? 'music' : 'nobody';
  }

  /** When the leg's last prompt ended; null: it has had none, undefined: one plays, or there is no such leg. */
  silentSinceMs(legId: string): number | null | undefined {
    const leg = this.#floor.legs.get(legId);
    return leg?.isPlaying === true ? undefined : leg?.silentSinceMs;
  }

  /** When the leg heard something of a prompt last; null: never, or there is no such leg. */
  heardMs(legId: string): number | null {
    return this.#floor.legs.get(legId)?.heardMs ?? null;
  }

  isAway(legId: string): boolean {
    return this.#floor.legs.get(legId)?.spot.kind === 'astray';
  }

  isWaiting(legId: string): boolean {
    return this.#floor.legs.get(legId)?.spot.kind === 'room';
  }

  /** Somebody else takes the leg out of wherever it is, and into something of theirs. */
  moveAway(legId: string): void {
    const leg = this.#floor.legs.get(legId);
    if (leg !== undefined) this.#wire.tell(legId, { kind: 'legMoved', legId, isGivenUp: leg.stray() });
  }

  /** Whoever was called presses a key; nothing happens when they are not there. */
  press(legId: string, digit: string): void {
    if (this.#floor.legs.get(legId)?.state === 'answered')
      this.#wire.tell(legId, { kind: 'digitPressed', legId, digit });
  }

  /** What it writes down itself, and goes on with when it has died. */
  get diary(): readonly DiaryLine[] {
    return this.#floor.diary;
  }

  /** Every leg that is there, whether or not Cordboard knows it. */
  legIds(): readonly string[] {
    return [...this.#floor.legs.keys()];
  }

  /** The connection is cut. Calls go on; what happens meanwhile is never told. */
  loseConnection(): void {
    this.#commands.cut();
    this.#wire.cut();
  }

  restoreConnection(): void {
    if (!this.#isListening || this.#wire.isConnected || this.#isDown) return;
    this.#wire.connect(this.#hasRestarted);
    this.#hasRestarted = false;
    for (const phoneId of this.#accounts) this.#tellPhone(phoneId);
    this.#floor.recordings.tellLate();
    this.#callers.offerThoseInNet();
  }

  /**
   * The exchange dies and starts again; all calls are lost without a word. The connection is to be restored
   * after.
   */
  restart(): void {
    this.loseConnection();
    this.#floor.loseAll();
    this.#callers.loseAll();
    this.#wire.lost.clear();
    this.#hasRestarted = true;
    this.#wire.startedWallMs = this.#clock.now().wallMs;
  }

  /** It dies, for a while. Those who called from outside are still there, at whoever put them through: it tells who. */
  die(): readonly SimulatedCaller[] {
    const callers = this.#callers.callersOutside();
    for (const caller of callers) this.#callers.letGo(caller);
    this.restart();
    this.#isDown = true;
    return callers;
  }

  /** It has started again. */
  rise(): void {
    this.#isDown = false;
    this.restoreConnection();
  }

  get isDown(): boolean {
    return this.#isDown;
  }

  /** Who listens now has never heard of it before. */
  isNew(): void {
    this.#hasRestarted = false;
  }

  callersOutside(): readonly SimulatedCaller[] {
    return this.#callers.callersOutside();
  }

  /** The caller of another node comes here. */
  comesAgain(caller: SimulatedCaller): void {
    this.#callers.comesAgain(caller);
  }

  /** The caller is to be brought elsewhere: the leg is left, until `forsake` ends it. */
  letGo(caller: SimulatedCaller): void {
    this.#callers.letGo(caller);
  }

  forsake(legId: string): void {
    const leg = this.#floor.legs.get(legId);
    if (leg !== undefined) this.#floor.end(leg, { q850: 16, sip: null, byUs: false });
  }

  hasLeg(legId: string): boolean {
    return this.#floor.legs.has(legId);
  }

  /** Legs that are in our application; those in the dialplan's net are nobody's. */
  heldLegs(): readonly LiveLeg[] {
    const held = this.#floor.live(({ legId }) => !this.#callers.isInNet(legId));
    return [...held, ...this.#callers.apologizedTo()];
  }

  /** Callers who were answered, and hear no prompt, no music and nobody, while nothing is recorded. */
  inSilence(): readonly string[] {
    const { legs, recordings } = this.#floor;
    const silent = [...legs.values()].filter(
      (leg) =>
        leg.role === 'caller' &&
        leg.state === 'answered' &&
        leg.spot.kind === 'alone' &&
        !leg.isPlaying &&
        !leg.hearsRinging &&
        !recordings.isTakenDown(leg) &&
        !this.#callers.isInNet(leg.legId),
    );
    return silent.map(({ legId }) => legId);
  }

  #reached(): SimulatedFloor {
    if (!this.#wire.isConnected) throw new Error('the exchange is away');
    return this.#floor;
  }

  /** Nobody tells of who is at the other end of a trunk. */
  #tellPhone(phoneId: string): void {
    if (!this.#accounts.includes(phoneId)) return;
    const reachable = (this.#floor.contacts.get(phoneId)?.length ?? 0) > 0;
    this.#wire.tell(`phone ${phoneId}`, { kind: 'phoneChanged', phoneId, reachable });
  }
}

async function* piecesOf(sound: Uint8Array): AsyncGenerator<Uint8Array> {
  const half = sound.length >> 1;
  yield sound.subarray(0, half);
  yield sound.subarray(half);
}
