import type { Account, Address } from '../../test/kit/phones/index.ts';

/** An exchange whose queues are measured from outside, at the phones. */
export interface Contestant {
  readonly name: 'cordboard' | 'app_queue';
  readonly server: Address;
  /** The processes that do its work, by the names under which their cost is told. */
  readonly pids: Readonly<Record<string, number>>;
  account(phone: string): Account;
  /** Makes these operators take calls (again); their phones are registered. */
  ready(phones: readonly string[]): Promise<void>;
  /** Resolves when it has forgotten all calls, which the phones have ended. */
  settled(): Promise<void>;
  /** How late its event loop is at the 99th percentile, where it has one that tells. */
  loopLagMs?(): Promise<number>;
  stop(): Promise<void>;
}
