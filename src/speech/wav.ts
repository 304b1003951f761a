/** Sound as samples: one channel, 16 bit. */
export type Pcm = { readonly rateHz: number; readonly samples: Int16Array };

/** What the exchange plays. */
export const EXCHANGE_RATE_HZ = 8_000;

/** A length from here on means that the writer, as one into a pipe, could not know it: to the end of the file. */
const UNKNOWN_LENGTH_MIN = 0x7fff_0000;
/** Programs write a dozen; to look through millions would keep callers waiting. */
const PARTS_MAX = 1_000;

/** Where in a WAV file its samples are, in bytes, and of what kind they are. */
type Samples = {
  readonly from: number;
  readonly length: number;
  readonly channels: number;
  readonly rateHz: number;
};

/**
 * Reads a RIFF WAVE file of uncompressed 16-bit samples; several channels are mixed to one. What lies before or behind
 * the samples is left out. Takes no more memory than the file has, whatever its header claims. Throws an Error that
 * says what is wrong.
 */
export function readWav(bytes: Uint8Array): Pcm {
  const sound = samplesIn(bytes);
  return { rateHz: sound.rateHz, samples: mixed(viewOf(bytes), sound) };
}

/** As `readWav`, without a look at the samples themselves. */
export function samplesIn(bytes: Uint8Array): Samples {
  const view = viewOf(bytes);
  if (bytes.length < 12 || tagAt(view, 0) !== 'RIFF' || tagAt(view, 8) !== 'WAVE')
    throw new Error('this is not a WAV file');
  let format: Format | undefined;
  for (let at = 12, parts = 0; at + 8 <= bytes.length; parts++) {
    if (parts === PARTS_MAX) throw new Error(`the WAV file has more than ${PARTS_MAX} parts`);
    const length = view.getUint32(at + 4, true);
    const tag = tagAt(view, at);
    if (tag === 'fmt ' && at + 24 <= bytes.length) format = formatAt(view, at + 8);
    if (tag === 'data') {
      if (format === undefined) throw new Error('the WAV file has sound before its format');
      return { ...format, from: at + 8, length: lengthOf(length, bytes.length - at - 8, format) };
    }
    at += 8 + length + (length % 2);
  }
  throw new Error('the WAV file has no sound');
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** How many bytes of samples there are, of a part that claims so many where the file has so many left. */
function lengthOf(claimed: number, left: number, { channels }: Format): number {
  const length = Math.min(claimed, left);
  if (length < 2 * channels) throw new Error('the WAV file has no sound');
  if (claimed > left && claimed < UNKNOWN_LENGTH_MIN)
    throw new Error(
      `the WAV file has ${left} bytes of sound and says ${claimed}: it was cut off, or changed`,
    );
  return length;
}

const tagAt = (view: DataView, at: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));

type Format = Pick<Samples, 'channels' | 'rateHz'>;

function formatAt(view: DataView, at: number): Format {
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

function mixed(view: DataView, { from, length, channels }: Samples): Int16Array {
  const samples = new Int16Array(Math.floor(length / (2 * channels)));
  for (let index = 0; index < samples.length; index++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      sum += view.getInt16(from + (index * channels + channel) * 2, true);
    }
    samples[index] = Math.round(sum / channels);
  }
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
