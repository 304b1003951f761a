import type { Headers } from './sip-edge.ts';

/** How phones may register. */
export type RegistrarRules = {
  /** Contacts that one phone may have at once. */
  readonly contactsMax: number;
  /** The least, what holds where nothing is said, and the most: seconds. */
  readonly expiresS: { readonly min: number; readonly usual: number; readonly max: number };
};

/** As the exchange does it where phones register there: pjsip.conf says the same in [operator-aor]. */
export const USUAL_RULES: RegistrarRules = {
  contactsMax: 4,
  expiresS: { min: 30, usual: 120, max: 3_600 },
};

/** What a REGISTER has said of one contact. */
type Said = {
  /** As the phone has written it: what it is told back (RFC 3261 10.3, step 8). */
  readonly uri: string;
  /** The address that is dialled. */
  readonly target: string;
  /** Both or none: a phone that keeps several ways open names each (RFC 5626 4.2). */
  readonly flow: { readonly instance: string; readonly regId: number } | null;
  /** Of the REGISTER that has last said so; what came before it is old (RFC 3261 10.3, step 7). */
  readonly callId: string;
  readonly sequence: number;
};

/** A contact, in memory: monotonic. */
export type Contact = Said & { readonly untilMs: number };

/** A contact as it is kept for the process after this one: wall time. */
export type KeptContact = Said & { readonly untilWallMs: number };

/** All that is kept of a phone; the contact that has not registered for the longest time first. */
export type KeptPhone = { readonly phoneId: string; readonly contacts: readonly KeptContact[] };

/** The answer to a REGISTER that changes nothing. */
export type Refusal = { readonly status: number; readonly headers?: Headers };
