import { type AddressRules, CarefulEgress, type CarefulOptions, type Egress } from '../index.ts';
import { type LookUp, UndiciWire } from './undici-wire.ts';

export type UndiciEgressOptions = Omit<CarefulOptions, 'wire'> & {
  readonly addresses: AddressRules;
  /** Finds the addresses of a name; by default as the system does. */
  readonly lookUp?: LookUp;
};

/** The way out by undici. Nothing is opened before the first request. */
export function createUndiciEgress({ addresses, lookUp, ...options }: UndiciEgressOptions): Egress {
  const connectionsMax = options.gate.perHostMax;
  const wire = new UndiciWire({ addresses, connectionsMax, ...(lookUp === undefined ? {} : { lookUp }) });
  return new CarefulEgress({ ...options, wire });
}
