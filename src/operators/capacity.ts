import { holds } from '../base/index.ts';

/** A way by which work comes to operators. */
export type Channel<Name extends string> = {
  /** The kind of work as the router knows it: one bit, and no other channel's. */
  readonly kind: number;
  /** So many pieces of this work an operator may have in hand at once. */
  readonly units: number;
  /** Channels whose work in hand does not stand in the way: a new piece of this one may interrupt it. */
  readonly interrupts: readonly Name[];
};

/** All channels by their names. Their `interrupts` are the rows of a matrix, its columns are what is in hand. */
export type Channels<Name extends string> = Readonly<Record<Name, Channel<Name>>>;

/**
 * The channels that have an edge: telephone calls, one at a time, beside which nothing else is offered. A further
 * channel is a further row.
 */
export const CHANNELS: Channels<'voice'> = { voice: { kind: 1, units: 1, interrupts: [] } };

/** What an operator has in hand, and what may be offered beside it. (routing rules S9) */
export class Capacity<Name extends string> {
  readonly #channels: Channels<Name>;
  readonly #names: readonly Name[];
  readonly #inHand: Map<Name, number>;

  constructor(channels: Channels<Name>) {
    this.#channels = channels;
    this.#names = Object.keys(channels) as Name[];
    this.#inHand = new Map(this.#names.map((name) => [name, 0]));
  }

  /** A piece of work is offered; it stays in hand until it has ended, whatever follows it included. */
  begin(name: Name): void {
    const count = this.#inHand.get(name)!;
    holds(count < this.#channels[name].units, 'nobody has more work in hand than units');
    this.#inHand.set(name, count + 1);
  }

  end(name: Name): void {
    const count = this.#inHand.get(name)!;
    holds(count > 0, 'only work in hand can end');
    this.#inHand.set(name, count - 1);
  }

  /** Kinds of work that may be offered now, as bits. */
  get free(): number {
    return this.#names.reduce(
      (bits, name) => (this.#mayCome(name) ? bits | this.#channels[name].kind : bits),
      0,
    );
  }

  /** Pieces of work in hand, over all channels. */
  get load(): number {
    return this.#names.reduce((sum, name) => sum + this.#inHand.get(name)!, 0);
  }

  #mayCome(name: Name): boolean {
    const { units, interrupts } = this.#channels[name];
    return this.#names.every((other) => {
      const count = this.#inHand.get(other)!;
      return other === name ? count < units : count === 0 || interrupts.includes(other);
    });
  }
}
