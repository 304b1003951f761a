import type { KeptContact, KeptPhone } from './contact.ts';

/**
 * Where the contacts of phones outlive the edge. Nothing of it throws, and nobody waits: what could not be written is
 * written when the store is back.
 */
export interface ContactStore {
  /**
   * Tells once what was kept before, as soon as the store can be read. Nothing is written before: a phone that
   * registers meanwhile must not wipe out its other contacts.
   */
  start(onKept: (phones: readonly KeptPhone[]) => void): void;
  /** All that is to be kept of a phone from now on; none: it is forgotten. */
  keep(phoneId: string, contacts: readonly KeptContact[]): void;
}
