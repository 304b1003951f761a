import { textHash } from './text-hash.ts';

/**
 * From 0 up to but not including 100, the same for the same text on every machine. The last mixing is that of
 * MurmurHash3, without which similar numbers would stay together.
 */
export function percentileOf(text: string): number {
  let hash = textHash(text);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000) * 100;
}
