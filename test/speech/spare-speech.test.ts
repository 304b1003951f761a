import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { createHttpSpeech } from '../../src/speech/http/index.ts';
import {
  createSpeech,
  type PromptTable,
  readWav,
  type Speech,
  type SpeechProvider,
} from '../../src/speech/index.ts';
import { eventually } from '../kit/eventually.ts';
import { FakeProvider } from './fake-provider.ts';

let folder: string;
let [first, spare] = [new FakeProvider('first'), new FakeProvider('spare')];
let clock: SimulatedClock;
let speech: Speech;

const open = (provider: SpeechProvider): Speech =>
  createSpeech({
    ...{ provider, spare, clock, log: pino({ level: 'silent' }) },
    ...{ cacheFolder: join(folder, 'sounds'), languages: ['en', 'ru'], voices: { ru: 'alena' } },
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spare-'));
  [first, spare] = [new FakeProvider('first'), new FakeProvider('spare')];
  clock = new SimulatedClock();
  speech = open(first);
});
afterEach(async () => {
  await speech.close();
  rmSync(folder, { recursive: true });
});

const hello = { kind: 'text', text: 'привет' } as const;
const prompts: PromptTable = new Map([['hello', new Map([['ru', hello]])]]);
const names = (sounds: readonly string[] | undefined) => sounds?.map((sound) => basename(sound));

describe('where the speech server fails', () => {
  test('the spare provider says the same words in its own voice, before another language is tried', async () => {
    first.failing.add('привет');
    const [sound] = await speech.make('ru', [hello]);
    expect(readWav(readFileSync(`${sound}.wav`)).samples.length).toBe('привет'.length + 1);
    expect([first.spoken, spare.spoken]).toEqual([['alena: привет'], ['ru: привет']]);
    expect(speech.ready('ru', [hello])).toEqual([sound]);
  });

  test('a tone is heard when the spare provider fails too', async () => {
    for (const one of [first, spare]) one.failing.add('привет');
    expect(names(await speech.make('ru', [hello]))).toEqual(['tone']);
    expect(await speech.prepare(prompts)).toEqual(['prompt "hello" in ru: cannot say привет']);
  });

  test('the prompts are made ready all the same', async () => {
    first.failing.add('привет');
    expect(await speech.prepare(prompts)).toEqual([]);
    expect(speech.ready('ru', [{ kind: 'prompt', name: 'hello' }])).toHaveLength(1);
  });

  test('nobody waits for it when it is tried again: the next caller hears it', async () => {
    first.failing.add('привет');
    const bySpare = await speech.make('ru', [hello]);
    first.failing.clear();
    clock.advance(60_000);
    expect(speech.ready('ru', [hello])).toEqual(bySpare);
    await eventually('the better sound is there', () =>
      names(speech.ready('ru', [hello]))?.[0] === names(bySpare)?.[0] ? undefined : true,
    );
    expect(first.spoken).toEqual(['alena: привет', 'alena: привет']);
    expect(spare.spoken).toEqual(['ru: привет']);
  });

  test('a caller hears the spare voice although no server is there at all', async () => {
    await speech.close();
    // A port of the system's that nothing has: one that is free now may be somebody's in the next moment.
    speech = open(createHttpSpeech({ url: 'http://127.0.0.1:2/', secret: null, clock }));
    const sounds = await speech.make('ru', [hello, { kind: 'number', value: '21' }]);
    expect(names(sounds)).not.toContain('tone');
    expect(spare.spoken).toEqual(['ru: привет', 'ru: двадцать один']);
  });
});
