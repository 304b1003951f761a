import type { Clock, Prng } from '../../src/base/index.ts';
import { MAIN_NODE } from '../../src/boot/main-node.ts';
import type { HangUpReason, LegEnd, LiveLeg } from '../../src/telephony/index.ts';
import { type CallerEnds, SimulatedCaller } from './simulated-caller.ts';
import type { SimulatedFloor } from './simulated-floor.ts';
import type { SimulatedLeg } from './simulated-leg.ts';
import type { SimulatedWire } from './simulated-wire.ts';

/** How a caller who was not answered is refused. */
const STATUSES: Readonly<Record<HangUpReason, number>> = {
  normal: 480,
  busy: 486,
  congestion: 503,
  no_such_number: 404,
  rejected: 403,
  answered_elsewhere: 480,
  overloaded: 503,
};

/** Everybody who called: from outside, or from an operator's phone. */
export class SimulatedCallers {
  readonly #clock: Clock;
  readonly #prng: Prng;
  readonly #wire: SimulatedWire;
  readonly #floor: SimulatedFloor;
  readonly #callers = new Map<string, SimulatedCaller>();
  /** Those of them who did not call from a phone of an operator's. */
  readonly #outside = new Set<SimulatedCaller>();
  /** Legs that have left us, whose callers hear the last word of the dialplan. */
  readonly #apologizedTo = new Map<SimulatedLeg, SimulatedCaller>();
  #count = 0;

  constructor(clock: Clock, prng: Prng, wire: SimulatedWire, floor: SimulatedFloor) {
    this.#clock = clock;
    this.#prng = prng;
    this.#wire = wire;
    this.#floor = floor;
  }

  /**
   * A caller who comes while Cordboard is away is answered by the dialplan's net, which offers them again
   * later.
   */
  call(number: string, dialled: string): SimulatedCaller {
    const legId = this.#newId('caller');
    const arrived = String(Math.floor(this.#clock.now().wallMs / 1000));
    const marks = { id: legId, role: 'caller', arrived, dialled };
    const leg = this.#floor.add({ legId, callId: legId, role: 'caller' }, marks);
    const caller = this.#add(leg, number, dialled);
    this.#outside.add(caller);
    this.#offer(caller, leg);
    return caller;
  }

  /** Somebody whose node has died comes again, by another leg of the same call. */
  comesAgain(caller: SimulatedCaller): void {
    const { callId, dialled } = caller;
    const legId = this.#newId('caller');
    const arrived = String(Math.floor(this.#clock.now().wallMs / 1000));
    const marks = { id: callId, role: 'caller', arrived, dialled, rehomed: '1' };
    const leg = this.#floor.add({ legId, callId, role: 'caller' }, marks);
    caller.goesOn(legId, this.#endsOf(legId));
    caller.isInNet = false;
    this.#outside.add(caller);
    this.#takeIn(caller, leg);
    this.#offer(caller, leg);
  }

  /** Those who called from outside, and are still there. */
  callersOutside(): readonly SimulatedCaller[] {
    return [...this.#callers.values()].filter((caller) => this.#outside.has(caller));
  }

  /** The caller is with another node, or about to be: what becomes of the leg is nothing to them. */
  letGo(caller: SimulatedCaller): void {
    const leg = this.#floor.legs.get(caller.legId);
    if (leg !== undefined) leg.onEnd = () => {};
    this.#callers.delete(caller.legId);
    this.#outside.delete(caller);
  }

  #offer(caller: SimulatedCaller, leg: SimulatedLeg): void {
    if (this.#wire.isConnected) this.#tellArrival(caller, leg);
    else this.#catchInNet(caller, leg);
  }

  callFromPhone(phoneId: string, dialled: string): SimulatedCaller {
    const legId = this.#newId('phone');
    const leg = this.#floor.add({ legId, callId: null, role: 'unknown' }, {});
    const caller = this.#add(leg, phoneId, dialled);
    leg.onTakenAsCaller = () => this.#takeAsCaller(caller);
    const { node } = this.#wire;
    this.#wire.tell(legId, { kind: 'phoneCalled', node, legId, phoneId, dialled });
    return caller;
  }

  /** The dialplan takes it like a call from outside: a leg of the same name, which is a caller's. */
  #takeAsCaller(caller: SimulatedCaller): void {
    const { legId, dialled } = caller;
    const arrived = String(Math.floor(this.#clock.now().wallMs / 1000));
    const marks = { id: legId, role: 'caller', arrived, dialled };
    const leg = this.#floor.add({ legId, callId: legId, role: 'caller' }, marks);
    this.#wireUp(caller, leg);
    this.#tellArrival(caller, leg);
  }

  isInNet(legId: string): boolean {
    return this.#callers.get(legId)?.isInNet === true;
  }

  /** Somebody listens again: the net offers its callers, not all at once. */
  offerThoseInNet(): void {
    for (const caller of this.#callers.values()) {
      if (!caller.isInNet) continue;
      this.#clock.after(1000 + this.#prng.below(2000), () => {
        const leg = this.#floor.legs.get(caller.legId);
        if (leg !== undefined && caller.isInNet && this.#wire.isConnected) this.#tellArrival(caller, leg);
      });
    }
  }

  /** The exchange has died: nobody says BYE, and the lines are silent. */
  loseAll(): void {
    for (const caller of [...this.#callers.values(), ...this.#apologizedTo.values()]) caller.state = 'gone';
    this.#callers.clear();
    this.#apologizedTo.clear();
    this.#outside.clear();
  }

  #newId(kind: string): string {
    this.#count += 1;
    const { node } = this.#wire;
    return node === MAIN_NODE ? `${kind}-${this.#count}` : `${node}-${kind}-${this.#count}`;
  }

  #add(leg: SimulatedLeg, number: string, dialled: string): SimulatedCaller {
    const { legId } = leg;
    const caller = new SimulatedCaller({ number, dialled, legId }, this.#endsOf(legId));
    this.#takeIn(caller, leg);
    return caller;
  }

  #takeIn(caller: SimulatedCaller, leg: SimulatedLeg): void {
    caller.node = this.#wire.node;
    this.#wireUp(caller, leg);
    this.#callers.set(leg.legId, caller);
  }

  #endsOf(legId: string): CallerEnds {
    return {
      onPresses: (digit) =>
        this.#withLeg(legId, (now) => {
          this.#wire.tell(legId, { kind: 'digitPressed', legId, digit });
          this.#floor.recordings.keyPressed(now);
        }),
      onSpeaks: (isSpeaking) =>
        this.#withLeg(legId, (now) => {
          now.isSpeaking = isSpeaking;
          this.#floor.recordings.voiceChanged(now);
        }),
      onHangsUp: () =>
        this.#withLeg(legId, (now) => this.#floor.end(now, { q850: 16, sip: null, byUs: false })),
    };
  }

  #withLeg(legId: string, act: (leg: SimulatedLeg) => void): void {
    const leg = this.#floor.legs.get(legId);
    if (leg !== undefined) act(leg);
  }

  #wireUp(caller: SimulatedCaller, leg: SimulatedLeg): void {
    leg.onAnswered = () => caller.connect();
    leg.onDigits = (digits) => {
      caller.keysHeard += digits.replaceAll('w', '');
    };
    leg.onEnd = (_: LegEnd, reason) => this.#end(caller, leg, reason);
  }

  #tellArrival(caller: SimulatedCaller, leg: SimulatedLeg): void {
    caller.isInNet = false;
    const { legId, dialled, number } = caller;
    const arrivedWallMs = leg.created.createdWallMs ?? Number(leg.marks.arrived) * 1000;
    const from = { number, name: '' };
    leg.caller = from;
    this.#wire.tell(legId, {
      kind: 'callerArrived',
      node: this.#wire.node,
      callId: leg.callId ?? legId,
      legId,
      dialled,
      caller: from,
      arrivedWallMs,
      ...(leg.state === 'answered' && { isAnswered: true as const }),
      ...(leg.marks.rehomed !== undefined && { isRehomed: true as const }),
    });
    if (leg.state === 'answered') this.#wire.tell(legId, { kind: 'legAnswered', legId });
  }

  /** Those whom the dialplan lets go just now, as a look shows them. */
  apologizedTo(): readonly LiveLeg[] {
    for (const [leg, { state }] of this.#apologizedTo)
      if (state !== 'overflow') this.#apologizedTo.delete(leg);
    return [...this.#apologizedTo.keys()].map((leg) => ({
      ...this.#floor.shown(leg),
      answered: true,
      isLetGo: true,
    }));
  }

  #catchInNet(caller: SimulatedCaller, leg: SimulatedLeg): void {
    caller.isInNet = true;
    leg.state = 'answered';
    caller.connect();
  }

  #end(caller: SimulatedCaller, leg: SimulatedLeg, reason: HangUpReason | null): void {
    this.#callers.delete(leg.legId);
    this.#outside.delete(caller);
    if (leg.goesToOverflow) {
      caller.overflow();
      this.#apologizedTo.set(leg, caller);
    } else caller.end(reason === null ? 480 : STATUSES[reason]);
  }
}
