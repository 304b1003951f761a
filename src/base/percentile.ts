import { spreadBits, textHash } from './text-hash.ts';

/** From 0 up to but not including 100, the same for the same text on every machine. */
export const percentileOf = (text: string): number =>
  ((spreadBits(textHash(text)) >>> 0) / 0x1_0000_0000) * 100;
