import type { Logger } from 'pino';
import { type Clock, Timers } from '../base/index.ts';
import type { ContactStore, Edge, EdgeCommand, EdgeEvent, EdgeTimerKey, SipEdge } from '../sip/index.ts';

export type EdgeLoopParts = {
  readonly edge: Edge;
  readonly sip: Pick<SipEdge, 'execute'>;
  readonly contacts: Pick<ContactStore, 'keep'>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Hands each event to whoever decides, and what is wanted then to whoever can do it, in one turn. */
export class EdgeLoop {
  readonly #parts: EdgeLoopParts;
  readonly #timers: Timers<EdgeTimerKey>;

  constructor(parts: EdgeLoopParts) {
    this.#parts = parts;
    this.#timers = new Timers(parts.clock, (key) => this.put({ kind: 'timerFired', key }));
  }

  put(event: EdgeEvent): void {
    const { edge, clock } = this.#parts;
    const wanted: EdgeCommand[] = [];
    edge.handle(event, wanted, clock.now());
    for (const command of wanted) this.#carryOut(command);
  }

  stop(): void {
    this.#timers.stopAll();
  }

  #carryOut(command: EdgeCommand): void {
    const { sip, contacts, log } = this.#parts;
    switch (command.kind) {
      case 'startTimer':
        return this.#timers.start(command.key, command.delayMs);
      case 'keepContacts':
        return contacts.keep(command.phoneId, command.contacts);
      case 'tell':
        return log[command.level](command.facts, command.what);
      default:
        return sip.execute(command);
    }
  }
}
