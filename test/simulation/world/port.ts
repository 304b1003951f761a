import type { Clock, Prng } from '../../../src/base/index.ts';
import type {
  ExchangeState,
  Look,
  Telephony,
  TelephonyCommand,
  TelephonyEvent,
} from '../../../src/telephony/index.ts';
import { between, happens } from './chances.ts';
import type { Climate } from './climate.ts';
import type { Exchange } from './exchange.ts';

export type PortParts = {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly prng: Prng;
  readonly climate: Climate;
  /** Every command on its way out, before the exchange gets it. */
  readonly onCommand: (command: TelephonyCommand) => void;
  /** A promise was settled. */
  readonly onSettled: () => void;
};

/**
 * One process' connection to the simulated exchange: answers take their time on the simulated clock, and when the
 * process dies, nothing passes any more in either direction.
 */
export class Port implements Telephony {
  readonly #parts: PortParts;
  #isDead = false;

  constructor(parts: PortParts) {
    this.#parts = parts;
  }

  /** The process was killed: the exchange notices that nobody listens. */
  die(): void {
    this.#isDead = true;
    void this.#parts.exchange.close();
  }

  async listen(onEvent: (event: TelephonyEvent) => void): Promise<void> {
    await this.#parts.exchange.listen((event) => {
      if (!this.#isDead) onEvent(event);
    });
  }

  execute(command: TelephonyCommand): void {
    if (this.#isDead) return;
    this.#parts.onCommand(command);
    const { prng, climate, exchange } = this.#parts;
    if (command.kind === 'ring' && happens(prng, climate.swallowedRings)) return;
    if (!this.#isDead) exchange.execute(command);
  }

  /** What the exchange held a moment ago. */
  look(): Promise<Look> {
    const { exchange } = this.#parts;
    const { seen } = exchange;
    return seen === undefined ? this.#lookAtAll() : this.#answer(() => seen.call(exchange));
  }

  exchange(): ExchangeState {
    return this.#parts.exchange.exchange();
  }

  reloadPhones(phoneIds: readonly string[]): Promise<readonly string[]> {
    return this.#answer(() => phoneIds);
  }

  async close(): Promise<void> {
    await this.#parts.exchange.close();
  }

  /** Several nodes answer each by itself. */
  #lookAtAll(): Promise<Look> {
    const { clock, exchange, onSettled } = this.#parts;
    const { promise, resolve, reject } = Promise.withResolvers<Look>();
    const settle = (act: () => void): void => {
      clock.after(this.#delayMs(), () => {
        if (this.#isDead) return;
        act();
        onSettled();
      });
    };
    settle(() =>
      exchange.look().then(
        (look) => settle(() => resolve(look)),
        (err: unknown) => settle(() => reject(err)),
      ),
    );
    return promise;
  }

  /** The question and its answer are on their way as long as any command. */
  #answer<T>(ask: () => T): Promise<T> {
    const { clock, exchange, onSettled } = this.#parts;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const settle = (act: () => void): void => {
      if (this.#isDead) return;
      act();
      onSettled();
    };
    const away = (): void => settle(() => reject(new Error('the exchange is away')));
    const isAway = (): boolean => !exchange.exchange().connected;
    clock.after(this.#delayMs(), () => {
      if (isAway()) return away();
      const answer = ask();
      clock.after(this.#delayMs(), () => (isAway() ? away() : settle(() => resolve(answer))));
    });
    return promise;
  }

  #delayMs(): number {
    return between(this.#parts.prng, 1, this.#parts.climate.wires.latencyMsMax);
  }
}
