import type { Ban } from '../bans/index.ts';
import type { Prng } from '../base/index.ts';
import { EDGE_TIMES } from './edge-times.ts';
import type { SentHeaders } from './sip-edge.ts';

/** Why somebody is turned away: constant words for the journal and for what is counted. */
export type WhyRefused =
  /** The address is banned, or the program calls itself by the name of a scanner. */
  | 'banned'
  | 'scanner'
  /** Too many requests from one address that is no trunk's. */
  | 'requests_per_second'
  /** A stranger asks for something that is neither a call nor a registration; a trunk wants to register. */
  | 'not_for_strangers'
  | 'not_for_trunks'
  /** Nobody has said yet which phones there are. */
  | 'no_accounts'
  /** Nothing is proven yet, as in the first request of a phone; or by other means, or for another house. */
  | 'no_credentials'
  | 'unfit_credentials'
  /** A proof that cannot be read; one for another address; one that is wrong. */
  | 'malformed'
  | 'other_uri'
  | 'unknown_name'
  | 'wrong_password'
  /**
   * The password is right, but the nonce is no longer so, or the answer was there already: the phone tries
   * again.
   */
  | 'stale_nonce'
  | 'used_nonce'
  /** A phone wants to register another one. */
  | 'other_phone'
  /** There is no room; no new calls, since this edge is about to end. */
  | 'trunk_calls_at_once'
  | 'trunk_calls_per_second'
  | 'calls_at_once'
  | 'calls_per_second'
  | 'draining'
  /** No node takes the call. */
  | 'no_node'
  /** Of the codecs that are offered the trunk may have none. */
  | 'no_codec';

/**
 * `bans`: addresses that are banned because of this request, mostly none; the book of bans has them already.
 */
export type Refusal = {
  readonly kind: 'refuse';
  readonly status: number;
  readonly headers: SentHeaders;
  readonly why: WhyRefused;
  readonly bans: readonly Ban[];
};

/**
 * What the gate says of a request that belongs to no dialog: who it comes from, or that it is refused. Only
 * headers of a `node` that begin with "x-cordboard-" are ours; all others may have written them themselves.
 */
export type Verdict =
  | { readonly kind: 'trunk'; readonly trunk: string }
  | { readonly kind: 'phone'; readonly phoneId: string }
  | { readonly kind: 'node'; readonly node: string }
  | Refusal;

const UNAVAILABLE = 503;

/** The answer of a house that is full for the moment: when to come again. */
export function busy(why: WhyRefused, prng: Prng): Refusal {
  const { from, to } = EDGE_TIMES.retryAfterS;
  return refusal(UNAVAILABLE, why, { 'retry-after': String(from + prng.below(to - from + 1)) });
}

export function refusal(
  status: number,
  why: WhyRefused,
  headers: SentHeaders = {},
  bans: readonly Ban[] = [],
): Refusal {
  return { kind: 'refuse', status, headers, why, bans };
}
