import { writeFile } from 'node:fs/promises';
import type { Clock } from '../../base/index.ts';
import {
  EXCHANGE_RATE_HZ,
  type Pcm,
  Resampler,
  readWav,
  SpeechError,
  type SpeechProvider,
  type SpokenText,
  writeWav,
} from '../index.ts';
import { Rest } from './rest.ts';

export type HttpSpeechOptions = {
  /** Gets a POST with JSON: `text`, `language`, `voice`. */
  readonly url: string;
  /** Sent as a bearer token; null for a server that wants none. */
  readonly secret: string | null;
  readonly clock: Clock;
  /** For one text with its second try, to the last byte; 2.5 s when not given: a caller may be waiting. */
  readonly timeLimitMs?: number;
};

const TIME_LIMIT_MS = 2_500;
const TRIES = 2;
/** Ten minutes of sound at 16 kHz. */
const SOUND_BYTES_MAX = 20_000_000;
const TEXT_LENGTH_MAX = 2_000;
/** Where all samples are softer, nothing was said. */
const SILENCE_LEVEL = 100;

/**
 * Texts by a speech server, which answers with a WAV file (PCM of 16 bits), or with `audio/pcm`: the bare samples,
 * 16 bits, little-endian, one channel, 8 kHz unless `;rate=` says otherwise. `synthesize` rejects with an Error that
 * says what the server did.
 */
export function createHttpSpeech(options: HttpSpeechOptions): SpeechProvider {
  const { url, clock, timeLimitMs = TIME_LIMIT_MS } = options;
  const resampler = new Resampler();
  const rest = new Rest(clock);
  const running = new Set<AbortController>();
  return {
    name: `http ${url}`,
    async synthesize(spoken, path) {
      if (rest.isOn) throw new Error('the speech server failed too often and is left alone for a while');
      const stop = new AbortController();
      running.add(stop);
      const late = new SpeechError(`the speech server took longer than ${timeLimitMs} ms`);
      const cancel = clock.after(timeLimitMs, () => stop.abort(late));
      try {
        const pcm = await withTries(() => ask(options, spoken, stop.signal));
        await writeFile(path, writeWav(await resampler.resample(pcm, EXCHANGE_RATE_HZ)));
        rest.succeeded();
      } catch (error) {
        const cause: unknown = stop.signal.aborted ? stop.signal.reason : error;
        if (!(cause instanceof SpeechError && cause.aboutText)) rest.failed();
        throw cause;
      } finally {
        cancel();
        running.delete(stop);
      }
    },
    close() {
      for (const stop of running) stop.abort(new Error('the house closes'));
    },
  };
}

async function withTries<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof SpeechError) || !error.again || tried >= TRIES) throw error;
    }
  }
}

async function ask(
  { url, secret }: HttpSpeechOptions,
  { text, language, voice }: SpokenText,
  signal: AbortSignal,
): Promise<Pcm> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'audio/wav, audio/pcm',
      'user-agent': 'Cordboard',
      ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
    },
    body: JSON.stringify({ text: text.slice(0, TEXT_LENGTH_MAX), language, voice }),
    redirect: 'manual',
    signal,
  }).catch((error: unknown) => {
    throw new SpeechError(`the speech server cannot be reached: ${reasonOf(error)}`, { again: true });
  });
  if (!response.ok) {
    await response.body?.cancel();
    const [again, aboutText] = [response.status >= 500, [400, 413, 422].includes(response.status)];
    throw new SpeechError(`the speech server answered with status ${response.status}`, { again, aboutText });
  }
  return soundOf(await bytesOf(response), response.headers.get('content-type') ?? '');
}

/** The whole answer, unless there is too much of it. */
async function bytesOf(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of response.body ?? []) {
      length += part.length;
      if (length > SOUND_BYTES_MAX) break;
      parts.push(part);
    }
  } catch (error) {
    throw new SpeechError(`the speech server broke off: ${reasonOf(error)}`, { again: true });
  }
  if (length > SOUND_BYTES_MAX) throw new SpeechError('the speech server does not stop talking');
  return Buffer.concat(parts);
}

function soundOf(bytes: Uint8Array, type: string): Pcm {
  const pcm = /^audio\/pcm\b/i.test(type) ? bareSamples(bytes, type) : readWav(bytes);
  if (pcm.samples.some((sample) => Math.abs(sample) > SILENCE_LEVEL)) return pcm;
  throw new SpeechError('the speech server sent nothing but silence');
}

function bareSamples(bytes: Uint8Array, type: string): Pcm {
  const rateHz = Number(/;\s*rate=(\d{4,6})\b/i.exec(type)?.[1] ?? EXCHANGE_RATE_HZ);
  if (rateHz < 4_000 || rateHz > 192_000) throw new SpeechError(`the sound has ${rateHz} samples a second`);
  if (bytes.length % 2 !== 0) throw new SpeechError('the sound ends in the middle of a sample');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    rateHz,
    samples: Int16Array.from({ length: bytes.length / 2 }, (_, at) => view.getInt16(2 * at, true)),
  };
}

/** `fetch` hides what happened to the connection behind "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
