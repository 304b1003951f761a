import type { Clock, Prng } from '../../../src/base/index.ts';
import type { Egress } from '../../../src/egress/index.ts';
import { between, happens } from './chances.ts';
import type { Climate } from './climate.ts';

/** What of the egress port the loop uses. */
export type Asked = Pick<Egress, 'fetch'>;
type Result = Awaited<ReturnType<Egress['fetch']>>;

const GOOD: Result = { kind: 'answered', status: 200, body: '{"customer":{"vip":true}}' };

/** What other people's servers, and the way to them, come up with. */
const BAD: readonly Result[] = [
  { kind: 'answered', status: 200, body: '{"customer":{"vip":"yes"}}' },
  { kind: 'answered', status: 200, body: '<html>' },
  { kind: 'answered', status: 204, body: '' },
  { kind: 'answered', status: 404, body: '{}' },
  { kind: 'answered', status: 500, body: '' },
  { kind: 'answered', status: 302, body: '' },
  { kind: 'timeout' },
  { kind: 'tooBig' },
  { kind: 'unreachable', why: 'no connection' },
  { kind: 'refused', why: 'there is no secret "crm"' },
];

/**
 * Somebody else's server: most answers are good and come soon; others are bad, come after the limit, in the very
 * instant of the limit, or never. The edge itself has died where even the limit passes without a word.
 */
export class SimulatedEgress implements Asked {
  readonly #clock: Clock;
  readonly #prng: Prng;
  readonly #climate: Climate;
  readonly #onSettled: () => void;

  constructor(clock: Clock, prng: Prng, climate: Climate, onSettled: () => void) {
    this.#clock = clock;
    this.#prng = prng;
    this.#climate = climate;
    this.#onSettled = onSettled;
  }

  fetch: Asked['fetch'] = ({ limitMs }) => {
    const { promise, resolve } = Promise.withResolvers<Result>();
    const isLate = happens(this.#prng, this.#climate.slowServers);
    const result = happens(this.#prng, this.#climate.badServers) ? this.#prng.pick(BAD) : GOOD;
    const lateMs = this.#prng.pick([limitMs, limitMs + 1, 2 * limitMs, null]);
    const afterMs = isLate ? lateMs : between(this.#prng, 1, 2_000);
    if (afterMs !== null)
      this.#clock.after(afterMs, () => {
        resolve(result);
        this.#onSettled();
      });
    return promise;
  };
}
