import { setImmediate } from 'node:timers/promises';
import type { Pcm } from './wav.ts';

/**
 * Zero crossings of the filter's sinc on each side, the shape of its Kaiser window, and the middle of its
 * slope as a share of the narrower half band. To 8 kHz all below 3,500 Hz passes unchanged, and what would
 * fold back (from 4,000 Hz on) is more than 80 dB down, below the noise of a telephone (the windowed-sinc
 * method: Oppenheim and Schafer, Discrete-Time Signal Processing, 7.5).
 */
const CROSSINGS = 42;
const KAISER_BETA = 8;
const PASS = 0.94;

/**
 * After so many samples, and so many phases, the event loop gets its turn: sound is made beside live calls.
 */
const SAMPLES_PER_TURN = 1_000;
const PHASES_PER_TURN = 8;

/** For each phase the weights of the samples from `reach - 1` before to `reach` after the one at hand. */
type Filter = { readonly reach: number; readonly taps: readonly Float64Array[] };

/** Brings sound to another rate, by a windowed sinc in as many phases as the two rates need. */
export class Resampler {
  readonly #filters = new Map<string, Promise<Filter>>();

  async resample({ rateHz, samples }: Pcm, toHz: number): Promise<Pcm> {
    if (rateHz === toHz) return { rateHz, samples };
    const divisor = commonDivisor(rateHz, toHz);
    const [up, down] = [toHz / divisor, rateHz / divisor];
    const { reach, taps } = await this.#filter(up, Math.min(1, toHz / rateHz));
    const sound = surroundedBySilence(samples, reach);
    const out = new Int16Array(Math.floor((samples.length * up) / down));
    for (let index = 0; index < out.length; index++) {
      const at = index * down;
      out[index] = clamped(filtered(sound, Math.floor(at / up) + 1, taps[at % up]!));
      if (index % SAMPLES_PER_TURN === SAMPLES_PER_TURN - 1) await setImmediate();
    }
    return { rateHz: toHz, samples: out };
  }

  #filter(phases: number, narrow: number): Promise<Filter> {
    const key = `${phases} ${narrow}`;
    const filter = this.#filters.get(key) ?? filterFor(phases, narrow);
    this.#filters.set(key, filter);
    return filter;
  }
}

async function filterFor(phases: number, narrow: number): Promise<Filter> {
  const reach = Math.ceil(CROSSINGS / narrow);
  const cutoff = narrow * PASS;
  const taps: Float64Array[] = [];
  for (let phase = 0; phase < phases; phase++) {
    const weights = Float64Array.from({ length: 2 * reach }, (_, tap) => {
      const distance = tap - reach + 1 - phase / phases;
      return sinc(cutoff * distance) * kaiser(distance / reach);
    });
    const sum = weights.reduce((total, weight) => total + weight, 0);
    taps.push(weights.map((weight) => weight / sum));
    if (phase % PHASES_PER_TURN === PHASES_PER_TURN - 1) await setImmediate();
  }
  return { reach, taps };
}

/** So the filter never reaches beyond the sound. The sample at index `i` is then at `i + reach`. */
function surroundedBySilence(samples: Int16Array, reach: number): Float64Array {
  const sound = new Float64Array(samples.length + 2 * reach);
  sound.set(samples, reach);
  return sound;
}

function filtered(sound: Float64Array, first: number, taps: Float64Array): number {
  let sum = 0;
  for (let tap = 0; tap < taps.length; tap++) sum += sound[first + tap]! * taps[tap]!;
  return sum;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const kaiser = (x: number): number =>
  Math.abs(x) > 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel(KAISER_BETA);

/** The modified Bessel function of the first kind and order 0, by its power series. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

const clamped = (value: number): number => Math.max(-32_768, Math.min(32_767, Math.round(value)));

const commonDivisor = (one: number, other: number): number =>
  other === 0 ? one : commonDivisor(other, one % other);
