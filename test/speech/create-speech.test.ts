import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import {
  createSpeech,
  type PromptTable,
  readWav,
  recordingHash,
  type Speech,
  writeWav,
} from '../../src/speech/index.ts';
import { eventually } from '../kit/eventually.ts';
import { onFullDisk } from '../kit/full-disk.ts';
import { FakeProvider } from './fake-provider.ts';

const text = (words: string) => ({ kind: 'text', text: words }) as const;
const prompt = (name: string) => ({ kind: 'prompt', name }) as const;
type Recorded = { readonly path: string; readonly hash: string; readonly text?: string };
const table = (prompts: Record<string, Record<string, string | Recorded>>): PromptTable =>
  new Map(
    Object.entries(prompts).map(([name, words]) => [
      name,
      new Map(
        Object.entries(words).map(([language, source]) => [
          language,
          typeof source === 'string' ? text(source) : ({ kind: 'recording', ...source } as const),
        ]),
      ),
    ]),
  );

/** A frame; this letter begins with its sign. */
const GSM = `\u0420${'x'.repeat(31)}`;

let folder: string;
let provider: FakeProvider;
let clock: SimulatedClock;
let speech: Speech;
let log: string[];

const open = (soundsMax?: number): Speech =>
  createSpeech({
    ...{
      provider,
      clock,
      cacheFolder: join(folder, 'sounds'),
      languages: ['en', 'ru'],
      voices: { en: 'en-us' },
    },
    log: pino({}, { write: (line: string) => void log.push(line) }),
    ...(soundsMax === undefined ? {} : { soundsMax }),
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'speech-'));
  provider = new FakeProvider();
  clock = new SimulatedClock();
  log = [];
  speech = open();
});

afterEach(async () => {
  await speech.close();
  rmSync(folder, { recursive: true });
});

const exists = (sound: string): boolean =>
  ['wav', 'gsm', 'ulaw', 'alaw'].some((ending) => existsSync(`${sound}.${ending}`));
const names = (sounds: readonly string[] | undefined): readonly string[] | undefined =>
  sounds?.map((sound) => basename(sound));
/** The length of a sound tells which text it is. */
const length = (sound: string): number => readWav(readFileSync(`${sound}.wav`)).samples.length - 1;

test('whoever starts on a full disk has the sounds that lie there', async () => {
  await speech.make('en', [text('hello')]);
  const next = await onFullDisk(() => open());
  expect(next.ready('en', [text('hello')])).toHaveLength(1);
  await next.close();
});

describe('a sound', () => {
  test('is made once, and then lies ready, also for the next process', async () => {
    expect(speech.ready('en', [text('hello')])).toBeUndefined();
    const made = await speech.make('en', [text('hello')]);
    expect(made.map(length)).toEqual([5]);
    expect(speech.ready('en', [text('hello')])).toEqual(made);
    const next = open();
    expect(next.ready('en', [text('hello')])).toEqual(made);
    expect(provider.spoken).toEqual(['en-us: hello']);
  });

  test('of another voice, or another text, is another sound', async () => {
    const [english] = await speech.make('en', [text('42')]);
    const [russian] = await speech.make('ru', [text('42')]);
    expect(english).not.toBe(russian);
    expect(provider.spoken).toEqual(['en-us: 42', 'ru: 42']);
  });

  test('that many ask for at once is made once', async () => {
    const made = await Promise.all([1, 2, 3].map(() => speech.make('en', [text('hello')])));
    expect(new Set(made.flat()).size).toBe(1);
    expect(provider.spoken).toEqual(['en-us: hello']);
  });

  test('is there whole or not at all: what a crash left unfinished is cleared away', async () => {
    const unfinished = join(folder, 'sounds', '.making-1-x.wav');
    writeFileSync(unfinished, 'RIFF');
    open();
    expect(existsSync(unfinished)).toBe(false);
    provider.failing.add('bad');
    await speech.make('en', [text('bad')]);
    expect(readdirSync(join(folder, 'sounds')).toSorted()).toEqual(['silence.wav', 'tone.wav']);
  });

  test('several items are several sounds in order, values by the manners of the language', async () => {
    const sounds = await speech.make('ru', [text('a'), { kind: 'digits', value: '12' }, text('bcd')]);
    expect(sounds.map(length)).toEqual([1, 'один'.length, 'два'.length, 3]);
  });

  test('of nothing is a moment of silence', async () => {
    expect(names(speech.ready('en', [text('  '), { kind: 'phone', value: '' }]))).toEqual(['silence']);
    expect(names(await speech.make('en', []))).toEqual(['silence']);
  });
});

describe('what cannot be said', () => {
  test('falls back to the base language, and then to a tone', async () => {
    provider.failing.add('новое слово');
    await speech.prepare(table({ news: { en: 'news', ru: 'новое слово' }, only: { en: 'only' } }));
    expect((await speech.make('ru', [prompt('news'), prompt('only')])).map(length)).toEqual([4, 4]);
    expect(names(await speech.make('ru', [prompt('unknown')]))).toEqual(['tone']);
  });

  test('is told once, and not tried again for a minute', async () => {
    provider.failing.add('bad');
    for (let tries = 0; tries < 3; tries++) {
      expect(names(await speech.make('en', [text('bad')]))).toEqual(['tone']);
      expect(names(speech.ready('en', [text('bad')]))).toEqual(['tone']);
    }
    expect(provider.spoken).toEqual(['en-us: bad']);
    expect(log.length).toBe(1);
    expect(JSON.parse(log[0]!)).toMatchObject({
      msg: 'a sound could not be made',
      err: { message: 'cannot say bad' },
    });
    clock.advance(60_000);
    provider.failing.clear();
    expect((await speech.make('en', [text('bad')])).map(length)).toEqual([3]);
  });

  test('in five seconds is a tone for this caller, and a sound for the next', async () => {
    provider.held.set('slow', () => {});
    const made = speech.make('en', [text('quick'), text('slow')]);
    while (speech.ready('en', [text('quick')]) === undefined)
      await new Promise((resolve) => setImmediate(resolve));
    clock.advance(5_000);
    const sounds = await made;
    expect(names(sounds)![1]).toBe('tone');
    expect(length(sounds[0]!)).toBe(5);
    provider.held.get('slow')!();
    while (speech.ready('en', [text('slow')]) === undefined)
      await new Promise((resolve) => setImmediate(resolve));
    expect(speech.ready('en', [text('slow')])!.map(length)).toEqual([4]);
  });
});

describe('what flows say', () => {
  test('lies ready before the first call when it is known', async () => {
    const known = [
      { language: 'en', item: text('Welcome back') },
      { language: 'ru', item: { kind: 'date', value: '2026-11-25', case: 'genitive' } },
    ] as const;
    await speech.prepare(table({}), known);
    for (const { language, item } of known) expect(speech.ready(language, [item])).toBeDefined();
    expect(speech.ready('ru', [known[1].item])).toHaveLength(2);
  });

  test('is not waited for when only its kind is known, and lies ready soon', async () => {
    provider.held.set('сорок два', () => {});
    await speech.prepare(table({}), [{ language: 'ru', valueKind: 'number' }]);
    const late = { kind: 'number', value: '42' } as const;
    expect(speech.ready('ru', [late])).toBeUndefined();
    while (provider.spoken.at(-1) !== 'ru: сорок два') await new Promise((next) => setImmediate(next));
    provider.held.get('сорок два')!();
    await eventually('all numbers are there', () => speech.ready('ru', [{ ...late, value: '100' }]));
    expect(speech.ready('ru', [late])).toBeDefined();
    expect(speech.ready('en', [late])).toBeUndefined();
  });

  test('is given up when the house closes', async () => {
    await speech.prepare(table({}), [{ language: 'ru', valueKind: 'time' }]);
    const before = provider.spoken.length;
    await speech.close();
    for (let turn = 0; turn < 20; turn++) await new Promise((next) => setImmediate(next));
    expect(provider.spoken.length).toBeLessThan(before + 3);
  });
});

describe('the machine', () => {
  test('never has more than two children at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => speech.make('en', [text(`text ${index}`)])));
    expect(provider.spoken.length).toBe(20);
    expect(provider.mostRunning).toBe(2);
  });

  test('serves a waiting caller before prompts that are made ready', async () => {
    provider.held.set('first', () => {}).set('second', () => {});
    const prompts = Object.fromEntries(
      ['first', 'second', 'third', 'fourth'].map((one) => [one, { en: one }]),
    );
    const prepared = speech.prepare(table(prompts));
    const made = speech.make('en', [text('urgent')]);
    while (provider.spoken.length < 2) await new Promise((resolve) => setImmediate(resolve));
    provider.held.get('first')!();
    await made;
    provider.held.get('second')!();
    await prepared;
    expect(provider.spoken[2]).toBe('en-us: urgent');
  });

  test('keeps so many sounds beside the prompts; the longest unused goes', async () => {
    await speech.close();
    speech = open(3);
    await speech.prepare(table({ hello: { en: 'hello' } }));
    const dynamic = ['a1', 'b2', 'c3', 'd4', 'e5', 'f6'];
    for (const one of dynamic) await speech.make('en', [text(one)]);
    speech.ready('en', [text('d4')]);
    const last = await speech.make('en', [text('g7')]);
    expect(last.every(exists)).toBe(true);
    expect(speech.ready('en', [prompt('hello')])?.every(exists)).toBe(true);
    expect(dynamic.filter((one) => speech.ready('en', [text(one)]) !== undefined)).toEqual(['d4', 'f6']);
  });
});

describe('recordings', () => {
  const wav = (samples: number, rateHz = 8_000) =>
    writeWav({ rateHz, samples: new Int16Array(samples).fill(1_000) });
  const record = (name: string, bytes: Uint8Array | string): Recorded => {
    writeFileSync(join(folder, name), bytes);
    return { path: join(folder, name), hash: recordingHash(Buffer.from(bytes)) };
  };

  test('are played as they are, or brought to the rate of the telephone', async () => {
    const prompts = {
      plain: { en: record('a.wav', wav(80)) },
      studio: { en: record('b.wav', wav(4_410, 44_100)) },
      gsm: { en: record('c.gsm', GSM.repeat(2)) },
    };
    expect(await speech.prepare(table(prompts))).toEqual([]);
    const sounds = speech.ready('en', [prompt('plain'), prompt('studio'), prompt('gsm')])!;
    expect(sounds.slice(0, 2).map((sound) => readWav(readFileSync(`${sound}.wav`)))).toMatchObject([
      { rateHz: 8_000, samples: { length: 80 } },
      { rateHz: 8_000, samples: { length: 800 } },
    ]);
    expect(readFileSync(`${sounds[2]}.gsm`, 'utf8')).toBe(GSM.repeat(2));
    expect(provider.spoken.some((one) => one.includes('plain'))).toBe(false);
  });

  test('that are broken are named, and the base language is heard instead', async () => {
    const broken = {
      hello: { en: 'hello', ru: record('bad.wav', 'RIFFrubbish') },
      gsm: { en: record('c.gsm', 'x'.repeat(65)) },
    };
    expect(await speech.prepare(table(broken))).toEqual([
      'prompt "hello" in ru: this is not a WAV file',
      'prompt "gsm" in en: the recording ends in the middle of a frame',
    ]);
    expect(speech.ready('ru', [prompt('hello')])!.map(length)).toEqual([5]);
    expect(names(speech.ready('en', [prompt('gsm')]))).toEqual(['tone']);
  });

  test('recorded anew under the same name are another sound after the next prepare', async () => {
    await speech.prepare(table({ hello: { en: record('a.wav', wav(80)) } }));
    const [old] = speech.ready('en', [prompt('hello')])!;
    await speech.prepare(table({ hello: { en: record('a.wav', wav(160)) } }));
    const [next] = speech.ready('en', [prompt('hello')])!;
    expect([length(old!) + 1, length(next!) + 1]).toEqual([80, 160]);
  });

  test('replaced between the look at them and their use leave those of the version before alone', async () => {
    const before = record('a.wav', wav(80));
    await speech.prepare(table({ hello: { en: before } }));
    record('a.wav', wav(160));
    await speech.prepare(table({ hello: { en: before } }));
    const [same] = speech.ready('en', [prompt('hello')])!;
    const third = record('a.wav', wav(240));
    record('a.wav', wav(320));
    await speech.prepare(table({ hello: { en: third } }));
    const [early] = speech.ready('en', [prompt('hello')])!;
    record('a.wav', wav(240));
    await speech.prepare(table({ hello: { en: third } }));
    const [right] = speech.ready('en', [prompt('hello')])!;
    expect([same, early, right].map((sound) => length(sound!) + 1)).toEqual([80, 320, 240]);
  });

  test('stay those of its version for a call that began with it, until nobody hears that any more', async () => {
    const editions = (version: string, ...inUse: string[]) => ({ version, inUse: new Set(inUse) });
    const [old, next] = [record('a.wav', wav(80)), wav(160)];
    await speech.prepare(table({ hello: { en: old, ru: 'старый' } }), [], editions('1'));
    await speech.prepare(
      table({ hello: { en: record('a.wav', next), ru: 'новый' } }),
      [],
      editions('2', '1'),
    );
    const heard = (version: string | null): unknown[] => [
      length(speech.ready('en', [prompt('hello')], version)![0]!) + 1,
      ...speech.ready('ru', [prompt('hello')], version)!.map(length),
    ];
    expect([heard('1'), heard('2'), heard(null)]).toEqual([
      [80, 6],
      [160, 5],
      [160, 5],
    ]);
    await speech.prepare(table({ hello: { en: 'third', ru: 'третий' } }), [], editions('3', '2'));
    expect([heard('1'), heard('2')]).toEqual([heard('3'), [160, 5]]);
  });

  test('of a version that nobody hears any more are taken away when there are too many sounds', async () => {
    await speech.close();
    speech = open(3);
    const editions = (version: string, ...inUse: string[]) => ({ version, inUse: new Set(inUse) });
    await speech.prepare(table({ hello: { en: 'first' } }), [], editions('1'));
    const [first] = speech.ready('en', [prompt('hello')])!;
    await speech.prepare(table({ hello: { en: 'second' } }), [], editions('2', '1'));
    for (const one of ['p', 'q', 'r', 's', 't']) await speech.make('en', [text(one)]);
    expect(exists(first!)).toBe(true);
    await speech.prepare(table({ hello: { en: 'third' } }), [], editions('3', '2'));
    for (const one of ['u', 'v', 'w', 'x', 'y']) await speech.make('en', [text(one)]);
    expect([exists(first!), speech.ready('en', [prompt('hello')], '2')!.every(exists)]).toEqual([
      false,
      true,
    ]);
  });
});

describe('a sound that was broken after it had been made', () => {
  const file = (sound: string): string => `${sound}.wav`;

  test('is made anew; one that is whole stays', async () => {
    await speech.prepare(table({ hello: { en: 'Hello' } }));
    const [sound] = speech.ready('en', [prompt('hello')])!;
    expect(await speech.forgetBroken([sound!])).toBe(false);
    writeFileSync(file(sound!), 'no sound');
    expect(await speech.forgetBroken([sound!])).toBe(true);
    expect(speech.ready('en', [prompt('hello')])).toBeUndefined();
    expect(await speech.make('en', [prompt('hello')])).toEqual([sound]);
    expect(readWav(readFileSync(file(sound!))).samples.length).toBeGreaterThan(0);
  });

  test('also when it is whole, and of a rate that the exchange does not play', async () => {
    await speech.prepare(table({ hello: { en: 'Hello' } }));
    const [sound] = speech.ready('en', [prompt('hello')])!;
    writeFileSync(file(sound!), writeWav({ rateHz: 44_100, samples: Int16Array.of(1, 2, 3) }));
    expect(await speech.forgetBroken([sound!])).toBe(true);
    expect(await speech.make('en', [prompt('hello')])).toEqual([sound]);
    expect(readWav(readFileSync(file(sound!))).rateHz).toBe(8_000);
  });

  test('and whose recording is broken too, is spoken', async () => {
    const path = join(folder, 'hello.wav');
    writeFileSync(path, writeWav({ rateHz: 8_000, samples: Int16Array.of(1, 2, 3) }));
    await speech.prepare(table({ hello: { en: { path, hash: '1', text: 'Hello' } } }));
    const [sound] = speech.ready('en', [prompt('hello')])!;
    rmSync(file(sound!));
    writeFileSync(path, 'no sound');
    expect(await speech.forgetBroken([sound!])).toBe(true);
    const [spoken] = await speech.make('en', [prompt('hello')]);
    expect(spoken).not.toBe(sound);
    expect(provider.spoken).toContain('en-us: Hello');
  });
});
