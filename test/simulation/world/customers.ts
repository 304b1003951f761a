import type { Prng } from '../../../src/base/index.ts';
import type { TelephonyCommand } from '../../../src/telephony/index.ts';
import { trunkAccount } from '../simulated-floor.ts';
import type { PhoneBehaviour, SimulatedPhone } from '../simulated-phone.ts';
import { around, between, happens } from './chances.ts';
import { TRUNK } from './drawn-plan.ts';
import type { Stage } from './stage.ts';

const TALKS_OF = 1_000;
/** While somebody is being called it is too late to take a wish back. */
const CANCEL_EVERY_MS = 20_000;

/**
 * Those who were promised to be called back, at a few telephones of their own: they answer or not, are busy, press the
 * key or forget it (as operators do who are asked for one), and hang up when they have talked, or just before.
 */
export class Customers {
  readonly #stage: Stage;
  readonly #prng: Prng;
  readonly #phone: SimulatedPhone;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#prng = stage.chance('customers');
    this.#phone = stage.exchange.phone(trunkAccount(TRUNK));
  }

  /** To be told of every command before it is carried out. */
  notice(command: TelephonyCommand): void {
    if (command.kind === 'ringOut') this.#phone.behaviour = this.#drawn();
    if (command.kind !== 'play' || !/^(?:out|op-cb)-/.test(command.legId)) return;
    if (!happens(this.#prng, 700)) return;
    const { clock, exchange } = this.#stage;
    const digit = this.#prng.pick(['1', '1', '1', '2']);
    clock.after(between(this.#prng, 0, 4_000), () => exchange.press(command.legId, digit));
  }

  /** Nobody wants to be called back any more. */
  settle(): void {
    const { clock, put, openCallbackIds } = this.#stage;
    for (const callbackId of openCallbackIds())
      put({ kind: 'callbackCancelled', callbackId, by: 'customer' });
    if (openCallbackIds().length > 0) clock.after(CANCEL_EVERY_MS, () => this.settle());
  }

  #drawn(): PhoneBehaviour {
    const { talkMs, answerMs } = this.#stage.habits;
    const chance = this.#prng.below(TALKS_OF);
    if (chance < 150) return { kind: 'ring' };
    if (chance < 300) return { kind: 'refuse', status: this.#prng.pick([404, 480, 486, 503, 603]) };
    if (chance < 340) return { kind: 'dead' };
    const afterMs = around(this.#prng, answerMs);
    // Who hangs up at once may do so before anybody has joined them with the operator.
    const isShort = happens(this.#prng, 150);
    return {
      kind: 'answer',
      afterMs,
      talkMs: isShort ? between(this.#prng, 0, 20) : around(this.#prng, talkMs),
    };
  }
}
