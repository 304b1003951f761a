import type { Clock } from '../../src/base/index.ts';
import type {
  HangUpReason,
  LegEnd,
  LiveLeg,
  Marks,
  TelephonyCommand,
  TelephonyEvent,
} from '../../src/telephony/index.ts';
import type { DiaryLine } from './diary-line.ts';
import { ALONE, SimulatedLeg, type Spot } from './simulated-leg.ts';
import type { SimulatedPhone } from './simulated-phone.ts';
import { SimulatedRecordings } from './simulated-recordings.ts';
import { SimulatedRinging } from './simulated-ringing.ts';
import type { SimulatedWire } from './simulated-wire.ts';

type Ring = Extract<TelephonyCommand, { kind: 'ring' | 'ringOut' }>;

/** The telephone at the other end of a trunk is registered under this name. */
export const trunkAccount = (trunk: string): string => `trunk-${trunk}`;

/** The legs of the simulated exchange and where they are. What happens to them is told over the wire. */
export class SimulatedFloor {
  readonly legs = new Map<string, SimulatedLeg>();
  readonly recordings: SimulatedRecordings;
  /** The exchange's own diary. */
  readonly diary: DiaryLine[] = [];
  /** Account → the telephones that are registered with it. */
  readonly contacts = new Map<string, SimulatedPhone[]>();
  /** All telephones there are, registered at this moment or not. */
  readonly #phones = new Set<SimulatedPhone>();
  readonly #ringings = new Set<SimulatedRinging>();
  readonly #clock: Clock;
  readonly #wire: SimulatedWire;
  readonly #soundMs: (path: string) => number | null;

  constructor(clock: Clock, wire: SimulatedWire, soundMs: (path: string) => number | null) {
    this.#clock = clock;
    this.#wire = wire;
    this.#soundMs = soundMs;
    this.recordings = new SimulatedRecordings(clock, wire);
  }

  add(identity: Pick<SimulatedLeg, 'legId' | 'callId' | 'role'>, marks: Marks): SimulatedLeg {
    const leg = new SimulatedLeg(identity, marks, {
      clock: this.#clock,
      soundMs: this.#soundMs,
      onPlayFinished: ({ legId }, playId, ok) =>
        this.#wire.tell(legId, { kind: 'playFinished', legId, playId, ok }),
    });
    this.legs.set(leg.legId, leg);
    return leg;
  }

  answered(leg: SimulatedLeg): void {
    if (leg.state === 'answered' || leg.state === 'ended') return;
    leg.state = 'answered';
    leg.onAnswered();
    this.#wire.tell(leg.legId, { kind: 'legAnswered', legId: leg.legId });
  }

  /** `reason` is told to the other party when a command of ours ends the leg. */
  end(leg: SimulatedLeg, end: LegEnd, reason: HangUpReason | null = null): void {
    if (leg.state === 'ended') return;
    leg.stopAllPlays();
    this.recordings.stopAllOf(leg);
    leg.state = 'ended';
    leg.spot = ALONE;
    this.legs.delete(leg.legId);
    this.#note('ended', leg);
    this.#wire.tell(leg.legId, { kind: 'legEnded', legId: leg.legId, end });
    leg.onEnd(end, reason);
  }

  /** A telephone registers with its account. True when the account could not be rung before. */
  register(phone: SimulatedPhone): boolean {
    this.#phones.add(phone);
    const contacts = this.contacts.get(phone.phoneId) ?? [];
    if (contacts.includes(phone)) return false;
    this.contacts.set(phone.phoneId, [...contacts, phone]);
    return contacts.length === 0;
  }

  /** True when the account cannot be rung any more. */
  unregister(phone: SimulatedPhone): boolean {
    const contacts = this.contacts.get(phone.phoneId) ?? [];
    const left = contacts.filter((contact) => contact !== phone);
    this.contacts.set(phone.phoneId, left);
    return left.length === 0 && contacts.length > 0;
  }

  /** The exchange has died, and everything in it; its book of registrations has not. */
  loseAll(): void {
    this.recordings.loseAll();
    for (const leg of this.legs.values()) leg.forget();
    this.legs.clear();
    for (const phone of this.#phones) if (this.#isOurs(phone)) phone.lose();
    for (const ringing of this.#ringings) ringing.lose();
    this.#ringings.clear();
  }

  /** False when no telephone is registered with the account, or none is at the other end of the trunk. */
  ring(ring: Ring): boolean {
    const { legId, callId, marks } = ring;
    const accounts = ring.kind === 'ring' ? ring.phoneIds : [trunkAccount(ring.to.trunk)];
    const show = {
      number: ring.show.number ?? 'anonymous',
      name: ring.kind === 'ring' ? ring.show.name : '',
    };
    const phones = accounts.flatMap((account) => this.contacts.get(account) ?? []);
    if (phones.length === 0) return false;
    const role = ring.kind === 'ringOut' ? 'outside' : marks.role === 'supervisor' ? marks.role : 'operator';
    const leg = this.add({ legId, callId, role }, { role, id: callId, ...marks });
    const ringing = new SimulatedRinging({
      clock: this.#clock,
      delayMs: () => this.#wire.delayMs(),
      onRings: () => this.#rings(leg),
      onAnswered: () => this.answered(leg),
      onEnded: (end) => this.end(leg, end),
      onRefers: (to) => this.#wire.tell(legId, { kind: 'transferAsked', legId, to }),
    });
    this.#ringings.add(ringing);
    leg.onEnd = (_, reason) => {
      this.#ringings.delete(ringing);
      ringing.end(reason === 'answered_elsewhere');
    };
    ringing.start(phones, callId, show);
    return true;
  }

  /** Both hear each other; whoever heard one of them before hears nobody now. */
  join(callId: string, legs: readonly SimulatedLeg[]): void {
    for (const leg of legs) {
      leg.stopAllPlays();
      leg.put({ kind: 'talk', callId });
      this.#note('joined', leg);
      leg.hearsRinging = false;
    }
    const legIds = legs.map(({ legId }) => legId);
    this.#wire.tell(`talk ${callId}`, { kind: 'legsJoined', callId, legIds });
  }

  #note(what: DiaryLine['what'], { legId }: SimulatedLeg): void {
    this.diary.push({ what, legId, atMs: this.#clock.now().wallMs });
  }

  part(callId: string): void {
    for (const leg of this.#togetherAt({ kind: 'talk', callId })) leg.put(ALONE);
  }

  move(leg: SimulatedLeg, spot: Spot): void {
    leg.stopAllPlays();
    leg.hearsRinging = false;
    leg.put(spot);
  }

  heardBy({ legId, spot }: SimulatedLeg): readonly string[] {
    return this.#togetherAt(spot).flatMap((other) => (other.legId === legId ? [] : other.legId));
  }

  /** Whether the exchange still shows what the event says. */
  isStillSo(event: TelephonyEvent): boolean {
    switch (event.kind) {
      case 'callerArrived':
      case 'phoneCalled':
        return this.legs.has(event.legId);
      case 'legRinging':
        return this.legs.get(event.legId)?.state === 'ringing';
      case 'legAnswered':
        return this.legs.get(event.legId)?.state === 'answered';
      case 'legEnded':
        return !this.legs.has(event.legId);
      case 'legMoved':
        return this.legs.get(event.legId)?.spot.kind === 'astray';
      case 'legsJoined':
        return event.legIds.every((legId) => this.#isAt(legId, { kind: 'talk', callId: event.callId }));
      case 'recorded':
        return this.recordings.isAwaited(event.recordingId);
      default:
        return true;
    }
  }

  live(isOurs: (leg: SimulatedLeg) => boolean): readonly LiveLeg[] {
    return [...this.legs.values()].filter(isOurs).map((leg) => this.shown(leg));
  }

  /** As a look shows it. */
  shown(leg: SimulatedLeg): LiveLeg {
    return {
      legId: leg.legId,
      node: this.#wire.node,
      callId: leg.marks.id ?? leg.callId,
      // A phone that calls by itself is an operator's when it is marked so.
      role: leg.role === 'unknown' && leg.marks.role === 'operator' ? 'operator' : leg.role,
      answered: leg.state === 'answered',
      caller: leg.caller,
      ...leg.created,
      hears: this.heardBy(leg),
      marks: { ...leg.marks },
    };
  }

  /** A telephone that other nodes ring, too, has a call of ours. */
  #isOurs({ current }: SimulatedPhone): boolean {
    return current !== null && this.#ringings.values().some((ringing) => ringing.has(current));
  }

  #rings(leg: SimulatedLeg): void {
    if (leg.state !== 'quiet') return;
    leg.state = 'ringing';
    this.#wire.tell(leg.legId, { kind: 'legRinging', legId: leg.legId });
  }

  #isAt(legId: string, { callId }: Extract<Spot, { kind: 'talk' }>): boolean {
    const spot = this.legs.get(legId)?.spot;
    return spot?.kind === 'talk' && spot.callId === callId;
  }

  /** Those who hear each other there: nobody, where legs are alone or wait. */
  #togetherAt(place: Spot): readonly SimulatedLeg[] {
    const isThere = ({ spot }: SimulatedLeg): boolean =>
      (place.kind === 'talk' && spot.kind === 'talk' && spot.callId === place.callId) ||
      (place.kind === 'conference' && spot.kind === 'conference' && spot.name === place.name);
    return [...this.legs.values()].filter(isThere);
  }
}
