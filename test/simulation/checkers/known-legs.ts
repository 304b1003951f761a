import type { Command, Event } from '../../../src/switchboard/index.ts';
import { type Checker, must } from './checker.ts';

/**
 * Commands are about legs that are there, as far as we were told: a leg that arrived, was found, or was rung by us, and
 * whose end was not told before this turn. Only who picked up is joined, and only with the caller of that offer, or with
 * another operator of the same call.
 */
export class KnownLegs implements Checker {
  readonly name = 'known legs';
  readonly #live = new Set<string>();
  readonly #answered = new Set<string>();
  /** Operator's leg → the call that it was rung for. */
  readonly #rungFor = new Map<string, string>();

  begin(event: Event | null): void {
    if (event === null) return;
    if (event.kind === 'callerArrived' || event.kind === 'phoneCalled') this.#live.add(event.legId);
    if (event.kind === 'legFound') this.#live.add(event.leg.legId);
    if (event.kind === 'legAnswered') this.#answered.add(event.legId);
    if (event.kind === 'legEnded') this.#live.delete(event.legId);
    const isRing =
      event.kind === 'commandFailed' && (event.command === 'ring' || event.command === 'ringOut');
    if (event.kind === 'commandFailed' && (event.reason === 'gone' || isRing)) this.#live.delete(event.legId);
    if (event.kind !== 'exchangeBack') return;
    if (event.restarted) this.#live.clear();
    for (const { legId, callId, answered } of event.legs) {
      this.#live.add(legId);
      if (answered) this.#answered.add(legId);
      if (callId !== null) this.#rungFor.set(legId, callId);
    }
  }

  command(command: Command): void {
    switch (command.kind) {
      case 'startTimer':
      case 'stopTimer':
      case 'write':
      case 'fetch':
      case 'keep':
      case 'remember':
      case 'secure':
      case 'wakeAt':
        return;
      // Whose end is awaited may have gone while nobody looked.
      case 'awaitRecord':
      // It was asked for by the phone itself, perhaps just before its leg ended.
      case 'answerTransfer':
        return;
      case 'ring':
        must(!this.#rungFor.has(command.legId), this.name, () => `the id ${command.legId} is used again`);
        this.#rungFor.set(command.legId, command.callId);
        this.#live.add(command.legId);
        return;
      case 'ringOut':
        this.#rungFor.set(command.legId, command.callId);
        this.#live.add(command.legId);
        return;
      case 'join':
        return this.#checkJoin(command);
      default:
        return this.#checkLive(command.kind, command.legId);
    }
  }

  processDied(): void {
    this.#live.clear();
  }

  #checkJoin({ callId, legIds }: Extract<Command, { kind: 'join' }>): void {
    const [callerLeg, operatorLeg] = legIds;
    for (const legId of legIds) this.#checkLive('join', legId);
    // Two operators consult each other while the caller is on hold.
    const isConsult = this.#rungFor.get(callerLeg) === callId && this.#answered.has(callerLeg);
    must(
      (isCallers(callerLeg, callId) || isConsult) && this.#rungFor.get(operatorLeg) === callId,
      this.name,
      () => `${operatorLeg} was rung for ${callId}`,
    );
    must(
      this.#answered.has(operatorLeg),
      this.name,
      () => `${operatorLeg} is joined, and nobody picked up there`,
    );
  }

  #checkLive(what: string, legId: string): void {
    must(this.#live.has(legId), this.name, () => `${what} ${legId}: no such leg, as far as we were told`);
  }
}

/** Of a customer who is called back it is the leg that was rung for this call. */
const isCallers = (legId: string, callId: string): boolean =>
  legId === callId || legId.startsWith(`out-${callId}-`);
