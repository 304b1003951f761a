import { assertNever, type Clock } from '../../src/base/index.ts';
import type { HangUpReason, TelephonyCommand } from '../../src/telephony/index.ts';
import type { SimulatedFloor } from './simulated-floor.ts';
import { ALONE, type SimulatedLeg, type Spot } from './simulated-leg.ts';
import type { SimulatedWire } from './simulated-wire.ts';
import type { Weather } from './weather.ts';

type Failure = { readonly legId: string; readonly reason: 'gone' | 'refused'; readonly detail: string };
type Ringing = Extract<TelephonyCommand, { kind: 'ring' | 'ringOut' }>;

const isRinging = (command: TelephonyCommand): command is Ringing =>
  command.kind === 'ring' || command.kind === 'ringOut';

type Pending = { readonly command: TelephonyCommand; readonly cancel: () => void };

/** Q.850 causes of our own hang-ups. */
const CAUSES: Readonly<Record<HangUpReason, number>> = {
  normal: 16,
  busy: 17,
  congestion: 34,
  no_such_number: 1,
  rejected: 21,
  answered_elsewhere: 26,
  overloaded: 42,
};
/** The adapter's limit for an answer. */
const ANSWER_LIMIT_MS = 2000;

/** Commands on their way to the exchange: in order for each leg, with what can happen to them. */
export class SimulatedCommands {
  readonly #clock: Clock;
  readonly #wire: SimulatedWire;
  readonly #floor: SimulatedFloor;
  readonly #weather: Weather;
  readonly #latestMs = new Map<string, number>();
  readonly #pending = new Set<Pending>();

  constructor(clock: Clock, wire: SimulatedWire, floor: SimulatedFloor, weather: Weather) {
    this.#clock = clock;
    this.#wire = wire;
    this.#floor = floor;
    this.#weather = weather;
  }

  /** Carried out when it arrives, after those given before it for the same leg. */
  send(command: TelephonyCommand): void {
    if (!this.#wire.isConnected) return this.#fail(command, 'away', 'there is no connection');
    if (this.#wire.happens(this.#weather.lostAnswers)) return this.#sendUnanswered(command);
    if (this.#wire.happens(this.#weather.refusals)) {
      return this.#after(this.#arrivalMs(command), command, () => this.#fail(command, 'refused', 'refused'));
    }
    this.#after(this.#arrivalMs(command), command, () => this.#carryOut(command));
  }

  /** The connection is cut: what was on its way fails, and may have been carried out all the same. */
  cut(): void {
    for (const pending of [...this.#pending]) {
      pending.cancel();
      if (this.#wire.happens(500)) this.#effect(pending.command);
      this.#fail(pending.command, 'away', 'the connection was lost');
    }
    this.#pending.clear();
    this.#latestMs.clear();
  }

  /**
   * Nobody tells what became of it. A ring of which we do not know is ended by the adapter, to be on the safe
   * side.
   */
  #sendUnanswered(command: TelephonyCommand): void {
    const isCarriedOut = !isRinging(command) && this.#wire.happens(500);
    if (isCarriedOut) this.#clock.after(this.#arrivalMs(command), () => this.#effect(command));
    this.#after(ANSWER_LIMIT_MS, command, () => this.#fail(command, 'timeout', 'no answer'));
  }

  #after(delayMs: number, command: TelephonyCommand, act: () => void): void {
    const cancel = this.#clock.after(delayMs, () => {
      this.#pending.delete(pending);
      act();
    });
    const pending: Pending = { command, cancel };
    this.#pending.add(pending);
  }

  #arrivalMs(command: TelephonyCommand): number {
    const { monoMs } = this.#clock.now();
    const topics = topicsOf(command);
    const latest = topics.map((topic) => this.#latestMs.get(topic) ?? 0);
    const arrivesMs = Math.max(monoMs + this.#wire.delayMs(), ...latest);
    for (const topic of topics) this.#latestMs.set(topic, arrivesMs);
    return arrivesMs - monoMs;
  }

  #carryOut(command: TelephonyCommand): void {
    for (const { legId, reason, detail } of this.#effect(command)) {
      this.#wire.tellNow({ kind: 'commandFailed', command: command.kind, legId, reason, detail });
    }
  }

  #fail(command: TelephonyCommand, reason: 'refused' | 'timeout' | 'away', detail: string): void {
    const [legId = ''] = topicsOf(command);
    this.#wire.tellNow({ kind: 'commandFailed', command: command.kind, legId, reason, detail });
    this.#tellUnheard(command);
  }

  #tellUnheard(command: TelephonyCommand): void {
    if (command.kind === 'play') {
      const { legId, playId } = command;
      this.#wire.tellNow({ kind: 'playFinished', legId, playId, ok: false });
    }
    if (command.kind !== 'record' && command.kind !== 'recordCall') return;
    const { legId, recordingId } = command;
    this.#wire.tellNow({ kind: 'recorded', legId, recordingId, ok: false });
  }

  /** Does what the command says; returns what could not be done. */
  #effect(command: TelephonyCommand): readonly Failure[] {
    const floor = this.#floor;
    if (command.kind === 'part') floor.part(command.callId);
    if (command.kind === 'join') return this.#join(command.callId, command.legIds);
    if (command.kind === 'supervise' && !floor.legs.has(command.of))
      return [{ legId: command.legId, reason: 'refused', detail: 'no such leg' }];
    if (isRinging(command)) {
      const { legId } = command;
      if (floor.legs.has(legId) || floor.ring(command)) return [];
      return [{ legId, reason: 'refused', detail: 'no contact' }];
    }
    const leg = floor.legs.get(command.legId);
    if (leg !== undefined) {
      this.#effectOn(leg, command);
      return [];
    }
    this.#tellUnheard(command);
    return [{ legId: command.legId, reason: 'gone', detail: 'no such leg' }];
  }

  #join(callId: string, legIds: readonly string[]): readonly Failure[] {
    const legs = legIds.map((legId) => this.#floor.legs.get(legId));
    const gone = legIds.filter((_, place) => legs[place] === undefined);
    if (gone.length > 0) return gone.map((legId) => ({ legId, reason: 'gone', detail: 'no such leg' }));
    this.#floor.join(callId, legs as SimulatedLeg[]);
    return [];
  }

  #supervise(leg: SimulatedLeg, { callId, of, how }: Extract<TelephonyCommand, { kind: 'supervise' }>): void {
    const beside = { kind: 'beside', of, whispers: how === 'whisper' } as const;
    this.#floor.move(leg, how === 'bargeIn' ? { kind: 'talk', callId } : beside);
  }

  #effectOn(leg: SimulatedLeg, command: Exclude<TelephonyCommand, Ringing | { kind: 'join' }>): void {
    switch (command.kind) {
      case 'answer':
        leg.stopAllPlays();
        return this.#floor.answered(leg);
      case 'part':
        return leg.stopAllPlays();
      case 'play':
        return leg.play(command.playId, command.sounds);
      case 'stopPlay':
        return leg.stopPlay(command.playId);
      case 'wait':
        return this.#floor.move(leg, { kind: 'room', room: command.room, music: command.music });
      case 'ringback':
        if (command.isOn) leg.stopAllPlays();
        leg.hearsRinging = command.isOn;
        return;
      case 'leaveWait':
        return leave(leg, 'room');
      case 'enterConference':
        return this.#floor.move(leg, { kind: 'conference', name: command.conference });
      case 'leaveConference':
        return leave(leg, 'conference');
      case 'supervise':
        return this.#supervise(leg, command);
      case 'probe':
        if (leg.isDead) this.#wire.tell(leg.legId, { kind: 'legSilent', legId: leg.legId });
        return;
      case 'answerTransfer':
        return leg.onTransferAnswered(command.isDone);
      case 'sendDigits':
        leg.stopAllPlays();
        return leg.onDigits(command.digits);
      case 'record':
        leg.stopAllPlays();
        return this.#floor.recordings.begin(leg, command);
      case 'recordCall':
        return this.#floor.recordings.begin(leg, { ...command, longestMs: null, silenceMs: null });
      case 'awaitRecord':
        return this.#floor.recordings.await(leg.legId, command.recordingId);
      case 'stopRecord':
        return this.#floor.recordings.stopFor(leg.legId, command.recordingId);
      case 'mark':
        leg.stopAllPlays();
        Object.assign(leg.marks, command.marks);
        return;
      case 'hangUp':
        return this.#floor.end(leg, { q850: CAUSES[command.reason], sip: null, byUs: true }, command.reason);
      case 'takeAsCaller':
        return leg.onTakenAsCaller();
      case 'toOverflow':
        leg.goesToOverflow = true;
        return this.#floor.end(leg, { q850: null, sip: null, byUs: true });
      default:
        return assertNever(command);
    }
  }
}

/** The leg is alone, also when it was just somewhere else and was to be put back. */
function leave(leg: SimulatedLeg, kind: Spot['kind']): void {
  const { kind: at } = leg.spot.kind === 'astray' ? leg.putAt : leg.spot;
  if (at === kind) leg.put(ALONE);
}

/** Whose order a command keeps: that of its legs, and that of a call's talk. */
function topicsOf(command: TelephonyCommand): readonly string[] {
  if (command.kind === 'join') return [...command.legIds, command.callId];
  if (command.kind === 'supervise' || command.kind === 'part') return [command.legId, command.callId];
  return [command.legId];
}
