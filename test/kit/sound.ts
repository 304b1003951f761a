/** Samples a second of every telephone sound here. */
export const RATE = 8_000;

/**
 * How strong one tone is in the sound, by Goertzel's algorithm over parts of 200 ms: its amplitude where full
 * scale is 1. Parts in which the sound is silent count like all others, so a tone that lasts half the time is
 * half as strong.
 */
export function toneLevel(samples: Int16Array, hertz: number): number {
  const partLength = RATE / 5;
  const parts = Math.floor(samples.length / partLength);
  if (parts === 0) return 0;
  let sum = 0;
  for (let part = 0; part < parts; part++) {
    sum += toneOf(samples.subarray(part * partLength, (part + 1) * partLength), hertz);
  }
  return sum / parts;
}

/** The amplitude of one tone over all of the sound. */
export function toneOf(samples: Int16Array, hertz: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / RATE);
  let last = 0;
  let beforeLast = 0;
  for (const sample of samples) {
    const next = sample / 32_768 + turn * last - beforeLast;
    beforeLast = last;
    last = next;
  }
  const power = last * last + beforeLast * beforeLast - turn * last * beforeLast;
  return (2 * Math.sqrt(Math.max(0, power))) / samples.length;
}

/** The level of a tone in that part of 100 ms in which it is strongest. */
export function strongest(samples: Int16Array, hertz: number): number {
  const part = RATE / 10;
  const levels = Array.from({ length: Math.floor(samples.length / part) }, (_, index) =>
    toneOf(samples.subarray(index * part, (index + 1) * part), hertz),
  );
  return Math.max(...levels);
}

/** Root mean square where full scale is 1: whether anything is heard at all. */
export function loudness(samples: Int16Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (const sample of samples) sum += (sample / 32_768) ** 2;
  return Math.sqrt(sum / samples.length);
}

/** The samples of a WAV file of 16 bits and one channel at 8,000 Hz; throws for any other. */
export function readWav(bytes: Buffer): Int16Array {
  const format = chunk(bytes, 'fmt ');
  const isOurs =
    format.readUInt16LE(0) === 1 && format.readUInt16LE(2) === 1 && format.readUInt32LE(4) === RATE;
  if (!isOurs || format.readUInt16LE(14) !== 16) throw new Error('not a WAV of 16 bits, mono, 8,000 Hz');
  const data = chunk(bytes, 'data');
  return Int16Array.from({ length: data.length >> 1 }, (_, index) => data.readInt16LE(2 * index));
}

/** What the caller said, and what the caller heard. */
export type Sides = { readonly left: Int16Array; readonly right: Int16Array };

/** The two sides of a call that was recorded; throws for a WAV that is not of two channels, and whole. */
export function sidesIn(wav: Buffer): Sides {
  const isOurs = wav.readUInt16LE(22) === 2 && wav.readUInt32LE(40) === wav.length - 44;
  if (!isOurs) throw new Error('not a whole WAV of two channels');
  const side = (at: number) =>
    Int16Array.from({ length: (wav.length - 44) >> 2 }, (_, index) => wav.readInt16LE(44 + 4 * index + at));
  return { left: side(0), right: side(2) };
}

function chunk(bytes: Buffer, name: string): Buffer {
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32LE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === name) return bytes.subarray(at + 8, at + 8 + length);
    at += 8 + length + (length % 2);
  }
  throw new Error(`a WAV without "${name}"`);
}
