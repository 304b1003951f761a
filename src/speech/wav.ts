/** Sound as samples: one channel, 16 bit. */
export type Pcm = { readonly rateHz: number; readonly samples: Int16Array };

/** What the exchange plays. */
export const EXCHANGE_RATE_HZ = 8_000;

/**
 * Reads a RIFF WAVE file of uncompressed 16-bit samples; several channels are mixed to one. A length in the
 * header that is longer than the file (a writer that could not know it) means: to the end of the file. Throws
 * an Error that says what is wrong.
 */
export function readWav(bytes: Uint8Array): Pcm {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || tagAt(view, 0) !== 'RIFF' || tagAt(view, 8) !== 'WAVE')
    throw new Error('this is not a WAV file');
  let format: { readonly channels: number; readonly rateHz: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    const tag = tagAt(view, at);
    if (tag === 'fmt ' && at + 24 <= bytes.length) format = formatAt(view, at + 8);
    if (tag === 'data') {
      if (format === undefined) throw new Error('the WAV file has sound before its format');
      return {
        rateHz: format.rateHz,
        samples: mixed(view, at + 8, Math.min(length, bytes.length - at - 8), format.channels),
      };
    }
    at += 8 + length + (length % 2);
  }
  throw new Error('the WAV file has no sound');
}

const tagAt = (view: DataView, at: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));

function formatAt(view: DataView, at: number): { readonly channels: number; readonly rateHz: number } {
  const [coding, channels, rateHz, bits] = [
    view.getUint16(at, true),
    view.getUint16(at + 2, true),
    view.getUint32(at + 4, true),
    view.getUint16(at + 14, true),
  ];
  if (coding !== 1 || bits !== 16) throw new Error('the WAV file is not PCM of 16 bits');
  if (channels < 1 || channels > 8) throw new Error(`the WAV file has ${channels} channels`);
  if (rateHz < 4_000 || rateHz > 192_000) throw new Error(`the WAV file has ${rateHz} samples a second`);
  return { channels, rateHz };
}

function mixed(view: DataView, from: number, length: number, channels: number): Int16Array {
  const samples = new Int16Array(Math.floor(length / (2 * channels)));
  for (let index = 0; index < samples.length; index++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      sum += view.getInt16(from + (index * channels + channel) * 2, true);
    }
    samples[index] = Math.round(sum / channels);
  }
  if (samples.length === 0) throw new Error('the WAV file has no sound');
  return samples;
}

/** A WAV file of one channel. */
export function writeWav({ rateHz, samples }: Pcm): Uint8Array {
  const bytes = new Uint8Array(44 + samples.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [at, tag] of [
    [0, 'RIFF'],
    [8, 'WAVE'],
    [12, 'fmt '],
    [36, 'data'],
  ] as const) {
    bytes.set(Buffer.from(tag, 'latin1'), at);
  }
  view.setUint32(4, bytes.length - 8, true);
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rateHz, true);
  view.setUint32(28, rateHz * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  view.setUint32(40, samples.length * 2, true);
  for (const [index, sample] of samples.entries()) view.setInt16(44 + index * 2, sample, true);
  return bytes;
}
