import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import {
  createSpeech,
  type PromptTable,
  type Speech,
  SpeechError,
  writeWav,
} from '../../src/speech/index.ts';
import { FakeProvider } from './fake-provider.ts';

const FIVE_MINUTES_MS = 300_000;
const text = (words: string) => ({ kind: 'text', text: words }) as const;

let folder: string;
let provider: FakeProvider;
let spare: FakeProvider;
let clock: SimulatedClock;
let speech: Speech;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'speech-'));
  [provider, spare, clock] = [new FakeProvider(), new FakeProvider('spare'), new SimulatedClock()];
  speech = createSpeech({
    ...{ provider, spare, clock, log: pino({ level: 'silent' }), voices: {}, languages: ['en', 'ru'] },
    cacheFolder: join(folder, 'sounds'),
  });
});

afterEach(async () => {
  await speech.close();
  rmSync(folder, { recursive: true });
});

/** Prompts that are recordings of these names, each with its words. */
const recordings = (...names: readonly string[]): PromptTable =>
  new Map(
    names.map((name) => {
      const recording = { kind: 'recording', path: join(folder, name), hash: '1', text: name } as const;
      return [name, new Map([['en', recording]])];
    }),
  );

test('a recording that cannot be played is told of, by its file, until it can be', async () => {
  const path = join(folder, 'hello.wav');
  await speech.prepare(recordings('hello.wav'));
  const why = expect.stringContaining('no such file');
  expect(speech.troubles()).toEqual([{ kind: 'recording', path, why }]);
  writeFileSync(path, writeWav({ rateHz: 8_000, samples: Int16Array.of(1, 2, 3) }));
  await speech.prepare(recordings('hello.wav'));
  expect(speech.troubles()).toEqual([]);
});

test('a voice that does not speak is told of, until it speaks another text; so is the spare one', async () => {
  for (const voice of [provider, spare]) voice.failing.add('Hello');
  await speech.make('en', [text('Hello')]);
  const why = 'cannot say Hello';
  const voice = { kind: 'voice', language: 'en', why } as const;
  const both = [
    { ...voice, isSpare: false },
    { ...voice, isSpare: true },
  ];
  expect(speech.troubles()).toEqual(both);
  await speech.make('ru', [text('Another language has another voice')]);
  expect(speech.troubles()).toEqual(both);
  await speech.make('en', [text('Goodbye')]);
  expect(speech.troubles()).toEqual(both.slice(1));
});

test('a text that only this voice cannot speak is no trouble of the voice', async () => {
  provider.synthesize = () => Promise.reject(new SpeechError('too long', { aboutText: true }));
  await speech.make('en', [text('Hello')]);
  expect(speech.troubles()).toEqual([]);
});

test('what nobody asks for any more is told of for five minutes', async () => {
  await speech.prepare(recordings('hello.wav'));
  clock.advance(FIVE_MINUTES_MS - 1);
  await speech.make('en', [{ kind: 'prompt', name: 'hello.wav' }]);
  clock.advance(FIVE_MINUTES_MS - 1);
  expect(speech.troubles()).toHaveLength(1);
  clock.advance(1);
  expect(speech.troubles()).toEqual([]);
});

test('it is no list without end, and those that are told of stay the same', async () => {
  const names = Array.from({ length: 30 }, (_, at) => `${at}.wav`);
  await speech.prepare(recordings(...names));
  const told = speech.troubles();
  expect(told).toHaveLength(20);
  await speech.prepare(recordings(...names));
  expect(speech.troubles()).toEqual(told);
});
