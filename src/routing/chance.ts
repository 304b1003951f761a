import { spreadBits, textHash } from '../base/index.ts';

/**
 * The number that an operator draws for one offer of a caller under the strategy "random": 32 bits, the
 * smallest is rung. `offer` counts the caller's offers from 1, so the next try draws anew, and the same
 * history draws the same.
 *
 *   chance = mix(mix(fnv(callId) xor offer × 0x9e3779b9) xor fnv(operatorId))
 *
 * `fnv` is FNV-1a with 32 bits over UTF-16 code units, `mix` the finalizer of MurmurHash3 (Appleby, public
 * domain).
 */
export function chanceOf(callId: string, offer: number, operatorId: string): number {
  return drawn(seedOf(callId, offer), textHash(operatorId));
}

/** The part of `chanceOf` that is the same for all operators. */
export function seedOf(callId: string, offer: number): number {
  return spreadBits(textHash(callId) ^ Math.imul(offer, 0x9e3779b9));
}

/** The part of `chanceOf` that differs between operators. */
export function drawn(seed: number, operatorHash: number): number {
  return spreadBits(seed ^ operatorHash) >>> 0;
}
