import type { Logger } from 'pino';
import type { Clock } from '../base/index.ts';
import type { Switchboard } from '../switchboard/index.ts';
import type { DoorRules, ExchangeDoor, Telephony } from '../telephony/index.ts';
import { type Urgent, urgentIn, type WithNumbers } from './urgent.ts';

export type DoorKeeperParts = {
  readonly telephony: ExchangeDoor & Pick<Telephony, 'exchange'>;
  readonly switchboard: Pick<Switchboard, 'admission'>;
  /** Those whose numbers callers dial. */
  readonly bundles: () => readonly WithNumbers[];
  readonly clock: Clock;
  readonly log: Logger;
};

const LOOK_EVERY_MS = 1_000;
/** Callers come unevenly, and it is for the switchboard to say who is one too many. */
const MARGIN = 1.2;

/** Tells the exchange how many new callers to let in at its own door. */
export class DoorKeeper {
  readonly #parts: DoorKeeperParts;
  /** A bundle may know a hundred thousand callers: it is looked through once. */
  readonly #written = new WeakMap<WithNumbers, Urgent>();
  #cancel: () => void = () => {};
  #isClosed = false;

  constructor(parts: DoorKeeperParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#cancel = this.#parts.clock.after(LOOK_EVERY_MS, () => void this.#look());
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  async #look(): Promise<void> {
    const { telephony, log } = this.#parts;
    try {
      if (telephony.exchange().connected) await telephony.keepDoor(this.#rules());
    } catch (err) {
      log.debug({ err }, 'the door of the exchange could not be looked after: again in a second');
    }
    if (!this.#isClosed) this.start();
  }

  #rules(): DoorRules {
    const { switchboard, bundles } = this.#parts;
    const { callsPerSecond, burst } = switchboard.admission();
    const written = bundles().map((bundle) => this.#writtenIn(bundle));
    return {
      perSecond: Math.ceil(MARGIN * callsPerSecond),
      burst: Math.ceil(MARGIN * burst),
      urgentNumbers: written.flatMap(({ urgentNumbers }) => urgentNumbers),
      urgentCallers: written.flatMap(({ urgentCallers }) => urgentCallers),
    };
  }

  #writtenIn(bundle: WithNumbers): Urgent {
    const known = this.#written.get(bundle);
    if (known !== undefined) return known;
    const written = urgentIn(bundle);
    this.#written.set(bundle, written);
    return written;
  }
}
