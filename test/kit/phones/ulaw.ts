/** PCMU (ITU-T G.711 mu-law): 8,000 samples a second, one byte each; 0xff is silence. */

const BIAS = 0x84;
const CLIP = 32_635;

/** A 16-bit sample from its byte. */
function decodeByte(byte: number): number {
  const bits = ~byte & 0xff;
  const exponent = (bits >> 4) & 7;
  const magnitude = (((bits & 0x0f) << 3) + BIAS) << exponent;
  return bits & 0x80 ? BIAS - magnitude : magnitude - BIAS;
}

const SAMPLES = Int16Array.from({ length: 256 }, (_, byte) => decodeByte(byte));

function encodeSample(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), CLIP) + BIAS;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}

export const decodeUlaw = (bytes: Uint8Array): Int16Array => Int16Array.from(bytes, (byte) => SAMPLES[byte]!);

export const encodeUlaw = (samples: Int16Array): Uint8Array =>
  Uint8Array.from(samples, (sample) => encodeSample(sample));
