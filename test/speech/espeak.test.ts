import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { createEspeak } from '../../src/speech/espeak/index.ts';
import { readWav } from '../../src/speech/index.ts';

/** The program that the set-up fetches; a machine that has its own serves as well. */
const FETCHED = join(import.meta.dirname, '../../.tools/bin/espeak-ng');
const BINARY = existsSync(FETCHED) ? FETCHED : 'espeak-ng';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espeak-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const HELLO = { text: 'hello', voice: 'en', language: 'en' };
const clock = new SimulatedClock();
const soundOf = async (text: string, voice: string) => {
  const path = join(folder, 'sound.wav');
  await createEspeak({ binary: BINARY, clock }).synthesize({ text, voice, language: voice }, path);
  return readWav(readFileSync(path));
};
/** A program that does as told. */
const program = (script: string): string => {
  const path = join(folder, 'program');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
};

describe('espeak-ng', () => {
  test.each([
    ['ru', 'Здравствуйте! Вы позвонили на горячую линию.'],
    ['en', 'Hello! You have reached our hotline.'],
  ])('speaks %s as the telephone wants it', async (voice, text) => {
    const { rateHz, samples } = await soundOf(text, voice);
    expect(rateHz).toBe(8_000);
    expect(samples.length).toBeGreaterThan(8_000);
    expect(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeGreaterThan(5_000);
    const last = samples.findLastIndex((sample) => Math.abs(sample) > 100);
    expect((samples.length - last) / 8_000).toBeLessThan(0.2);
  });

  test('takes text for text, whatever it looks like', async () => {
    const plain = await soundOf('minus v', 'en');
    for (const text of [
      '-v xx',
      '--version',
      '[[h@l@U]]',
      '<break time="9s"/> $(id) `id`',
      '\u0001c hello \0',
      '-',
    ]) {
      const { samples } = await soundOf(text, 'en');
      expect(samples.length).toBeLessThan(plain.samples.length * 8);
    }
  });

  test('says in its own words why it cannot', async () => {
    await expect(soundOf('hello', 'nobody')).rejects.toThrow(/espeak-ng ended with 1: .*voice/s);
  });

  test('is not asked for a voice that could be an option', async () => {
    await expect(soundOf('hello', '-w/tmp/x')).rejects.toThrow('cannot be a voice');
  });

  test('that is not there is an error, not a crash', async () => {
    const espeak = createEspeak({ binary: join(folder, 'nothing'), clock });
    await expect(espeak.synthesize(HELLO, join(folder, 'x.wav'))).rejects.toThrow('ENOENT');
  });
});

describe('a child', () => {
  test('that never ends is ended by its time limit', async () => {
    const time = new SimulatedClock();
    const espeak = createEspeak({ binary: program('exec sleep 600'), clock: time, timeLimitMs: 3_000 });
    const made = espeak.synthesize(HELLO, join(folder, 'x.wav'));
    time.advance(3_000);
    await expect(made).rejects.toThrow('took longer than 3000 ms');
  });

  test('is ended when the house closes', async () => {
    const espeak = createEspeak({ binary: program('exec sleep 600'), clock });
    const made = espeak.synthesize(HELLO, join(folder, 'x.wav'));
    espeak.close();
    await expect(made).rejects.toThrow('SIGKILL');
  });

  test('that reads nothing and says nonsense is an error', async () => {
    const espeak = createEspeak({ binary: program('echo nonsense'), clock });
    await expect(
      espeak.synthesize({ ...HELLO, text: 'x'.repeat(100_000) }, join(folder, 'x.wav')),
    ).rejects.toThrow('not a WAV file');
  });

  test('that never stops talking is ended', async () => {
    const espeak = createEspeak({ binary: program('exec cat /dev/zero'), clock });
    await expect(espeak.synthesize(HELLO, join(folder, 'x.wav'))).rejects.toThrow('SIGKILL');
  });
});
