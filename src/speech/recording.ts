import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import type { Resampler } from './resampler.ts';
import { EXCHANGE_RATE_HZ, readWav, samplesIn, writeWav } from './wav.ts';

/** Bytes of one frame: 20 ms of GSM full rate, one sample of µ-law or A-law. */
const FRAME_BYTES: Readonly<Record<string, number>> = { '.gsm': 33, '.ulaw': 1, '.alaw': 1 };

/** A recording of a bundle has at most so many bytes. */
export const RECORDING_BYTES_MAX = 50_000_000;
/** How the files end that the exchange plays. */
export const ENDINGS = ['.wav', ...Object.keys(FRAME_BYTES)];

/** Each frame of GSM full rate begins with these four bits. */
const GSM_SIGN = 0xd0;
/** How files of other kinds begin, as Latin-1: under the name of a bare sound they would be played as noise. */
const OTHERS = [
  ...['RIFF', '.snd', 'ID3', 'OggS', 'fLaC', 'PK\x03\x04', '\x7fELF', '\x1f\x8b\x08', 'Rar!', '%PDF', 'GIF8'],
  ...['\x89PNG', '<!DO', '<htm', '<svg', '<?xm', '<?ph', '#!/b', '#!/u', 'FORM', '\x1aE\xdf\xa3'],
];

/** A recording in a form that the exchange plays. */
export type PlayableRecording = { readonly bytes: Uint8Array; readonly ending: string };

/**
 * Makes a recording playable: a WAV of any rate and number of channels becomes one of 8 kHz and one channel;
 * gsm, ulaw and alaw are taken as they are. Rejects with an Error that says what is wrong with the recording.
 */
export async function playable(
  path: string,
  bytes: Uint8Array,
  resampler: Resampler,
): Promise<PlayableRecording> {
  if (rateOf(path, bytes) === null) return { bytes, ending: extname(path).slice(1) };
  return { bytes: writeWav(await resampler.resample(readWav(bytes), EXCHANGE_RATE_HZ)), ending: 'wav' };
}

/** Names the content of a recording. */
export const recordingHash = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex').slice(0, 16);

/** What is wrong with a recording, in words; undefined when it can be played. */
export function recordingFault(path: string, bytes: Uint8Array): string | undefined {
  try {
    rateOf(path, bytes);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The same of a sound as the exchange itself plays it: it takes a WAV of one rate alone. */
export function soundFault(path: string, bytes: Uint8Array): string | undefined {
  try {
    const rateHz = rateOf(path, bytes) ?? EXCHANGE_RATE_HZ;
    return rateHz === EXCHANGE_RATE_HZ ? undefined : `it has ${rateHz} samples a second`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Samples a second of a WAV; null for a form that is played as it is. Throws an Error that says what is wrong. */
function rateOf(path: string, bytes: Uint8Array): number | null {
  const ending = extname(path);
  if (bytes.length === 0) throw new Error('the recording is empty');
  if (ending === '.wav') return samplesIn(bytes).rateHz;
  const frame = FRAME_BYTES[ending];
  if (frame === undefined) throw new Error(`"${ending}" is no form of sound that the exchange plays`);
  const begin = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  if (OTHERS.some((other) => begin.startsWith(other)))
    throw new Error(`it begins as a file of another kind than "${ending}"`);
  if (bytes.length % frame !== 0) throw new Error('the recording ends in the middle of a frame');
  if (ending === '.gsm' && !isGsm(bytes, frame)) throw new Error('it is not GSM full rate');
  return null;
}

function isGsm(bytes: Uint8Array, frame: number): boolean {
  for (let at = 0; at < bytes.length; at += frame) if ((bytes[at]! & 0xf0) !== GSM_SIGN) return false;
  return true;
}
