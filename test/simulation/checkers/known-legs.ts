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
  /** Caller's leg → the call; leg → the node. */
  readonly #callOf = new Map<string, string>();
  readonly #nodeOf = new Map<string, string>();

  begin(event: Event | null): void {
    if (event === null) return;
    if (event.kind === 'callerArrived' || event.kind === 'phoneCalled') this.#comes(event.legId, event.node);
    if (event.kind === 'callerArrived') this.#callOf.set(event.legId, event.callId);
    if (event.kind === 'legFound') this.#comes(event.leg.legId, event.leg.node);
    if (event.kind === 'legAnswered') this.#answered.add(event.legId);
    if (event.kind === 'legEnded') this.#live.delete(event.legId);
    const isRing =
      event.kind === 'commandFailed' && (event.command === 'ring' || event.command === 'ringOut');
    if (event.kind === 'commandFailed' && (event.reason === 'gone' || isRing)) this.#live.delete(event.legId);
    if (event.kind !== 'exchangeBack') return;
    if (event.restarted)
      for (const legId of this.#live) if (this.#nodeOf.get(legId) === event.node) this.#live.delete(legId);
    for (const { legId, node, callId, role, answered } of event.legs) {
      this.#comes(legId, node);
      if (role === 'caller' && callId !== null) this.#callOf.set(legId, callId);
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
        this.#comes(command.legId, command.node);
        return;
      case 'ringOut':
        this.#rungFor.set(command.legId, command.callId);
        this.#comes(command.legId, command.node);
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
      (this.#isCallers(callerLeg, callId) || isConsult) && this.#rungFor.get(operatorLeg) === callId,
      this.name,
      () => `${operatorLeg} was rung for ${callId}`,
    );
    must(
      this.#answered.has(operatorLeg),
      this.name,
      () => `${operatorLeg} is joined, and nobody picked up there`,
    );
  }

  #comes(legId: string, node: string): void {
    this.#live.add(legId);
    this.#nodeOf.set(legId, node);
  }

  /** Of a customer who is called back it is the leg that was rung for this call; a new call may have an id of its own. */
  #isCallers(legId: string, callId: string): boolean {
    const of = this.#callOf.get(legId) ?? legId;
    return of === callId || callId.startsWith(`${of}-`) || legId.startsWith(`out-${callId}-`);
  }

  #checkLive(what: string, legId: string): void {
    must(this.#live.has(legId), this.name, () => `${what} ${legId}: no such leg, as far as we were told`);
  }
}
