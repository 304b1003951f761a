import type { Account, Address } from '../../test/kit/phones/index.ts';

/** An exchange whose queues are measured from outside, at the phones. */
export interface Contestant {
  readonly name: 'cordboard' | 'app_queue';
  readonly server: Address;
  account(phone: string): Account;
  /** Makes these operators take calls (again); their phones are registered. */
  ready(phones: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}
