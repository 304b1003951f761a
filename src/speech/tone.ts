import { EXCHANGE_RATE_HZ, type Pcm } from './wav.ts';

const TONE_HZ = 440;
const TONE_MS = 300;
const FADE_MS = 20;

/** What a caller hears where words are missing: short, soft, and clearly no speech. */
export function tone(): Pcm {
  const length = (EXCHANGE_RATE_HZ * TONE_MS) / 1_000;
  const fade = (EXCHANGE_RATE_HZ * FADE_MS) / 1_000;
  const samples = Int16Array.from({ length }, (_, index) => {
    const loudness = 6_000 * Math.min(1, index / fade, (length - 1 - index) / fade);
    return Math.round(loudness * Math.sin((2 * Math.PI * TONE_HZ * index) / EXCHANGE_RATE_HZ));
  });
  return { rateHz: EXCHANGE_RATE_HZ, samples };
}

/** A moment of nothing. */
export const silence = (): Pcm => ({
  rateHz: EXCHANGE_RATE_HZ,
  samples: new Int16Array(EXCHANGE_RATE_HZ / 10),
});
