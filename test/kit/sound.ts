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

function chunk(bytes: Buffer, name: string): Buffer {
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32LE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === name) return bytes.subarray(at + 8, at + 8 + length);
    at += 8 + length + (length % 2);
  }
  throw new Error(`a WAV without "${name}"`);
}
