import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import type { Clock } from '../../base/index.ts';
import { EXCHANGE_RATE_HZ, type Pcm, Resampler, readWav, type SpeechProvider, writeWav } from '../index.ts';

export type EspeakOptions = {
  /** Path of the program, or its name when it is on the PATH. */
  readonly binary: string;
  readonly clock: Clock;
  /** A child that takes longer is ended; 10 s when not given. */
  readonly timeLimitMs?: number;
};

/** Words a minute: telephones and synthetic voices want a calm speaker. */
const WORDS_PER_MINUTE = 150;
/** Ten minutes of sound. */
const SOUND_BYTES_MAX = 26_500_000;
const TEXT_LENGTH_MAX = 2_000;
const COMPLAINT_LENGTH_MAX = 500;
/** What follows the last word; the pauses between sounds are the same then. */
const SILENCE_MS = 150;
/** Softer is silence. */
const SILENCE_LEVEL = 100;

/** Texts by espeak-ng. The time limit and `close` end its children. */
export function createEspeak(options: EspeakOptions): SpeechProvider {
  const children = new Set<ChildProcessWithoutNullStreams>();
  const resampler = new Resampler();
  return {
    name: `espeak-ng ${WORDS_PER_MINUTE}`,
    async synthesize({ text, voice }, path) {
      if (!/^[a-z0-9][a-z0-9+_-]{0,40}$/i.test(voice)) throw new Error(`"${voice}" cannot be a voice`);
      const spoken = readWav(await speak(options, speakable(text), voice, children));
      const sound = await resampler.resample(withoutTail(spoken), EXCHANGE_RATE_HZ);
      await writeFile(path, writeWav(sound));
    },
    close() {
      for (const child of children) child.kill('SIGKILL');
    },
  };
}

/** The program takes "[[" for its own phonemes, and control characters for commands. */
const speakable = (text: string): string =>
  text
    .slice(0, TEXT_LENGTH_MAX)
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replaceAll('[', ' ')
    .replaceAll(']', ' ');

/** Runs the program once; the text goes in by standard input, the sound comes out by standard output. */
async function speak(
  { binary, clock, timeLimitMs = 10_000 }: EspeakOptions,
  text: string,
  voice: string,
  children: Set<ChildProcessWithoutNullStreams>,
): Promise<Uint8Array> {
  const child = spawn(binary, [
    '-v',
    voice,
    '-s',
    String(WORDS_PER_MINUTE),
    '-b',
    '1',
    '-z',
    '--stdin',
    '--stdout',
  ]);
  children.add(child);
  let isLate = false;
  const cancel = clock.after(timeLimitMs, () => {
    isLate = true;
    child.kill('SIGKILL');
  });
  try {
    return await soundOf(child, text);
  } catch (error) {
    throw isLate ? new Error(`espeak-ng took longer than ${timeLimitMs} ms`) : error;
  } finally {
    cancel();
    children.delete(child);
  }
}

function soundOf(child: ChildProcessWithoutNullStreams, text: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const sound: Buffer[] = [];
    let length = 0;
    let complaint = '';
    child.stdout.on('data', (bytes: Buffer) => {
      sound.push(bytes);
      length += bytes.length;
      if (length > SOUND_BYTES_MAX) child.kill('SIGKILL');
    });
    child.stderr.on('data', (bytes: Buffer) => {
      complaint = `${complaint}${bytes.toString('utf8')}`.slice(0, COMPLAINT_LENGTH_MAX);
    });
    // A child that ends before it has read its text breaks the pipe; why it ended is told by its exit.
    child.stdin.on('error', () => {});
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(sound));
      else reject(new Error(`espeak-ng ended with ${signal ?? code}: ${complaint.trim()}`));
    });
    child.stdin.end(text);
  });
}

/** Cuts the silence at the end to a measure. */
function withoutTail({ rateHz, samples }: Pcm): Pcm {
  const last = samples.findLastIndex((sample) => Math.abs(sample) > SILENCE_LEVEL);
  const end = Math.min(samples.length, last + 1 + Math.round((rateHz * SILENCE_MS) / 1_000));
  return { rateHz, samples: last < 0 ? samples : samples.slice(0, end) };
}
