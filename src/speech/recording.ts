import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import type { Resampler } from './resampler.ts';
import { EXCHANGE_RATE_HZ, type Pcm, readWav, writeWav } from './wav.ts';

/** Bytes of one frame: 20 ms of GSM full rate, one sample of µ-law or A-law. */
const FRAME_BYTES: Readonly<Record<string, number>> = { '.gsm': 33, '.ulaw': 1, '.alaw': 1 };

/** How the files end that the exchange plays. */
export const ENDINGS = ['.wav', ...Object.keys(FRAME_BYTES)];

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
  const pcm = samplesOf(path, bytes);
  if (pcm === null) return { bytes, ending: extname(path).slice(1) };
  return { bytes: writeWav(await resampler.resample(pcm, EXCHANGE_RATE_HZ)), ending: 'wav' };
}

/** Names the content of a recording. */
export const recordingHash = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex').slice(0, 16);

/** What is wrong with a recording, in words; undefined when it can be played. */
export function recordingFault(path: string, bytes: Uint8Array): string | undefined {
  try {
    samplesOf(path, bytes);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The same of a sound as the exchange itself plays it: it takes a WAV of one rate alone. */
export function soundFault(path: string, bytes: Uint8Array): string | undefined {
  try {
    const pcm = samplesOf(path, bytes);
    const isPlayed = pcm === null || pcm.rateHz === EXCHANGE_RATE_HZ;
    return isPlayed ? undefined : `it has ${pcm.rateHz} samples a second`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The samples of a WAV; null for a form that is played as it is. */
function samplesOf(path: string, bytes: Uint8Array): Pcm | null {
  const ending = extname(path);
  if (bytes.length === 0) throw new Error('the recording is empty');
  if (ending === '.wav') return readWav(bytes);
  const frame = FRAME_BYTES[ending];
  if (frame === undefined) throw new Error(`"${ending}" is no form of sound that the exchange plays`);
  if (bytes.length % frame !== 0) throw new Error('the recording ends in the middle of a frame');
  return null;
}
