import type { Address } from '../phones/message.ts';
import type { Wire } from '../phones/wire.ts';

const keyOf = ({ host, port }: Address): string => `${host}:${port}`;

/**
 * A network that is only in this process: nothing is lost on the way, nothing comes twice or out of order.
 */
export class Network {
  readonly #wires = new Map<string, Wire>();
  #hosts = 0;

  /** A new address on it, of the range for documentation (RFC 5737) unless one is given. */
  attach(address: Address = this.#newAddress()): Wire {
    const key = keyOf(address);
    const wire: Wire = {
      address,
      onMessage: () => undefined,
      send: (text, to) => {
        const bytes = Buffer.from(text);
        setImmediate(() => this.#wires.get(keyOf(to))?.onMessage(bytes, address));
      },
      close: async () => void this.#wires.delete(key),
    };
    this.#wires.set(key, wire);
    return wire;
  }

  #newAddress(): Address {
    this.#hosts += 1;
    return { host: `198.51.100.${this.#hosts}`, port: 5060 };
  }
}
