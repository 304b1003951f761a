import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import type { OutgoingCall } from '../kit/phones/index.ts';
import { Ear, type Heard } from '../kit/tones.ts';
import { Scene } from './scene.ts';
import { lengthOf, recordAnew, TONES, tonesBundle } from './tones-bundle.ts';

/** `npm run races` presses a key at every 20 ms of a prompt; `npm test` at a few. */
const IS_FULL = process.env.RACES === 'all';
const everyMs = (stepMs: number, toMs: number): readonly number[] =>
  Array.from({ length: Math.ceil(toMs / stepMs) }, (_, index) => stepMs * index);
const HANGS_UP_MS = IS_FULL ? everyMs(20, 7_000) : [0, 300, 500, 1_000, 2_000, 3_200, 4_500, 5_300, 7_000];
const PRESSED_MS = IS_FULL ? everyMs(20, lengthOf('long')) : [0, 20, 310, 740, 1_460];
const SIDE_BY_SIDE = IS_FULL ? 3 : 5;

/** From the key until nothing more of the prompt is heard. */
const STOPS_MS = 300;
/** By so much what is heard may come later than the flow says: two cores, and more to do than this. */
const LATE_MS = 350;

let folder: string;
let scene: Scene;
beforeAll(async () => {
  folder = tonesBundle();
  scene = await Scene.open({ CORDBOARD_BUNDLE: folder });
}, 60_000);
afterAll(async () => {
  await scene.clear();
  await scene.close();
  rmSync(folder, { recursive: true });
});

const names = (sounds: readonly Heard[]): readonly string[] => sounds.map(({ what }) => what);
/** The same, with a sound that has gaps, since the machine has more to do than this, as one. */
const turns = (sounds: readonly Heard[]): readonly string[] =>
  names(sounds).filter((name, index, all) => name !== all[index - 1]);
const passes = (ms: number): Promise<void> => new Promise((passed) => setTimeout(passed, Math.max(0, ms)));

/** A few at a time: vitest runs several of them side by side. */
const inRounds = (moments: readonly number[]): readonly (readonly number[])[] =>
  Array.from({ length: Math.ceil(moments.length / SIDE_BY_SIDE) }, (_, index) =>
    moments.slice(index * SIDE_BY_SIDE, (index + 1) * SIDE_BY_SIDE),
  );

/** A caller with an ear. */
type Listener = { readonly call: OutgoingCall; readonly ear: Ear };

async function comes(dialled: string): Promise<Listener> {
  const call = await (await scene.call(dialled)).answered();
  return { call, ear: new Ear(call.media, TONES) };
}

/** Resolves with the time at which the caller begins to hear it. */
async function hears({ ear }: Listener, what: string): Promise<number> {
  const isIt = (sound: Heard): boolean => sound.what === what;
  const heard = await eventually(`"${what}" is heard`, () => ear.sounds().find(isIt), 8_000);
  return heard.fromMs;
}

/** All that is heard until the hotline hangs up. */
async function hearsOut({ call, ear }: Listener): Promise<readonly Heard[]> {
  expect(await call.ended).toMatchObject({ by: 'peer' });
  return ear.sounds();
}

/** The silence between two sounds. */
const gapMs = (sounds: readonly Heard[], index: number): number =>
  sounds[index]!.fromMs - sounds[index - 1]!.toMs;

function expectAbout(ms: number, wantedMs: number, what: string): void {
  expect(ms, what).toBeGreaterThan(wantedMs - 100);
  expect(ms, what).toBeLessThan(wantedMs + LATE_MS);
}

/** Alone, and first: a bundle with a broken recording, which a test below makes of it, is not taken into use. */
test('a recording that is replaced while it plays is heard by the next caller, and this one hears the old one again', async () => {
  const { flowHash } = await scene.hotline.api.bundle();
  const before = await comes('950');
  await hears(before, 'changing');
  recordAnew(folder);
  await eventually(
    'the new recording is in use',
    async () => ((await scene.hotline.api.bundle()).flowHash === flowHash ? undefined : true),
    5_000,
  );
  await hears(before, 'first');
  await before.call.press('1');
  const after = await comes('950');
  await hears(after, 'first');
  await after.call.press('1');
  const [old, anew] = await Promise.all([hearsOut(before), hearsOut(after)]);
  expect([turns(old), turns(anew)]).toEqual([
    ['changing', 'first', 'changing'],
    ['changed', 'first', 'changed'],
  ]);
  const untilFirst = old.find(({ what }) => what === 'first')!.fromMs - old[0]!.fromMs;
  expect(untilFirst, 'what plays is not cut short').toBeGreaterThan(lengthOf('changing') - 100);
});

describe.concurrent('a key within a prompt', () => {
  async function bargesIn(afterMs: number): Promise<void> {
    const caller = await comes('100');
    const from = await hears(caller, 'long');
    await passes(from + afterMs - performance.now());
    const pressedMs = performance.now();
    await caller.call.press('1');
    const sounds = await hearsOut(caller);
    expect(names(sounds), `after ${afterMs} ms`).toEqual(['long', 'second', 'well']);
    expect(sounds[0]!.toMs - pressedMs, `after ${afterMs} ms`).toBeLessThan(STOPS_MS);
    const { callId, outcome } = await scene.recordOf(caller.call);
    const { timeline } = await scene.hotline.api.story(callId);
    expect({ outcome, pressed: timeline.filter(({ kind }) => kind === 'digitPressed').length }).toEqual({
      outcome: 'self_served',
      pressed: 1,
    });
  }

  test.each(inRounds(PRESSED_MS))('ends it soon, and counts once (%i ms …)', async (...moments) => {
    await Promise.all(moments.map(bargesIn));
  });
});

describe.concurrent('keys pressed ahead', () => {
  test('serve the questions that follow, once each, and a secret never', async () => {
    const hearsAfter = async (keys: string): Promise<readonly string[]> => {
      const caller = await comes('200');
      await hears(caller, 'first');
      await caller.call.press(keys);
      return names(await hearsOut(caller));
    };
    expect(await Promise.all(['112', '1', '212'].map(hearsAfter))).toEqual([
      ['first', 'second', 'well'],
      ['first', 'second', 'third', 'wrong'],
      ['first', 'second', 'third', 'wrong'],
    ]);
  });
});

describe.concurrent('a caller who takes time', () => {
  test('for the first digit is asked again, and then let go', async () => {
    const sounds = await hearsOut(await comes('300'));
    expect(names(sounds)).toEqual(['first', 'second', 'third']);
    expectAbout(gapMs(sounds, 1), 1_000, 'the time for the first digit');
    expectAbout(gapMs(sounds, 2), 1_000, 'the time for the first digit');
  });

  test('between two digits is waited for, and the number ends when no more come, or can', async () => {
    const types = async (keys: string): Promise<{ readonly last: string; readonly afterMs: number }> => {
      const caller = await comes('300');
      await hears(caller, 'first');
      await caller.call.press(keys, 500);
      const pressedMs = performance.now();
      const last = (await hearsOut(caller)).at(-1)!;
      return { last: last.what, afterMs: last.fromMs - pressedMs };
    };
    const [three, four, short] = await Promise.all([types('123'), types('1234'), types('1')]);
    expect([three, four].map(({ last }) => last)).toEqual(['well', 'long']);
    expectAbout(three.afterMs, 800, 'the time for another digit');
    expect(four.afterMs, 'nothing more can come').toBeLessThan(LATE_MS);
    expect(short.last, 'too few digits are asked for again, and then silence').toBe('third');
  });

  test('hears each prompt in its turn, and a wrong key and silence have their own patience', async () => {
    const silent = comes('400').then(hearsOut);
    const wrong = comes('400').then(async (caller) => {
      await hears(caller, 'first');
      await caller.call.press('9');
      await hears(caller, 'second');
      await caller.call.press('8');
      return names(await hearsOut(caller));
    });
    const late = comes('400').then(async (caller) => {
      await hears(caller, 'third');
      await caller.call.press('1');
      return names(await hearsOut(caller));
    });
    const sounds = await silent;
    expect(names(sounds)).toEqual(['first', 'second', 'third', 'wrong']);
    for (const index of [1, 2, 3]) expectAbout(gapMs(sounds, index), 1_000, `the silence ${index}`);
    expect(await wrong).toEqual(['first', 'second', 'wrong']);
    expect(await late).toEqual(['first', 'second', 'third', 'well']);
  });
});

test.concurrent('who chooses another language hears the same prompt in it, until the flow changes it back', async () => {
  const caller = await comes('500');
  await hears(caller, 'choose ru');
  await caller.call.press('2');
  expect(names(await hearsOut(caller))).toEqual([
    'hello en',
    'choose en',
    'choose ru',
    'hello ru',
    'hello en',
  ]);
});

test.concurrent('numbers are spoken between recordings, a longer one for longer', async () => {
  const spoken = async (number: string): Promise<number> => {
    const caller = await comes('600');
    await hears(caller, 'first');
    await caller.call.press(number);
    const sounds = await hearsOut(caller);
    expect([sounds[0]?.what, sounds.at(-1)?.what]).toEqual(['first', 'second']);
    const words = sounds.slice(1, -1);
    return words.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  };
  const [short, long] = await Promise.all([spoken('7'), spoken('7777')]);
  expect(short, 'one word').toBeGreaterThan(150);
  expect(long, 'seven words').toBeGreaterThan(3 * short);
});

test.concurrent('a pause is silent, a loop goes round as often as it says, and a flow that was called comes back', async () => {
  const back = async (keys: string): Promise<readonly Heard[]> => {
    const caller = await comes('700');
    await hears(caller, 'third');
    if (keys !== '') await caller.call.press(keys);
    return hearsOut(caller);
  };
  const [good, bad] = await Promise.all([back('1'), back('')]);
  const round = ['first', 'first', 'first', 'second', 'third'];
  expect([names(good), names(bad)]).toEqual([
    [...round, 'well'],
    [...round, 'wrong'],
  ]);
  for (const index of [1, 2, 3]) expectAbout(gapMs(bad, index), 600, `pause ${index}`);
});

describe.concurrent('a caller who hangs up', () => {
  async function hangsUp(afterMs: number): Promise<void> {
    const caller = await comes('800');
    await passes(afterMs);
    caller.call.hangUp();
    const record = await scene.recordOf(caller.call);
    expect(record, `after ${afterMs} ms`).toMatchObject({ outcome: 'abandoned', endedBy: 'caller' });
    const { timeline } = await scene.hotline.api.story(record.callId);
    const last = timeline.filter(({ kind }) => kind === 'tagged');
    expect(last, `after ${afterMs} ms`).toMatchObject([{ label: 'hung-up' }]);
    hungUp.push(caller.call.number);
  }
  const hungUp: string[] = [];
  afterAll(async () => {
    // A channel that Asterisk forgot, or a second one, would be in its own diary.
    const { rows } = await scene.clear();
    for (const number of hungUp) {
      const own = rows.filter((row) => row.number === number).map(({ event }) => event);
      const ends = ['CHAN_START', 'CHAN_END'].map((kind) => own.filter((event) => event === kind).length);
      expect(ends, number).toEqual([1, 1]);
    }
  });

  test.each(inRounds(HANGS_UP_MS))(
    'at any step leaves one record, the last steps done, and nothing behind (%i ms …)',
    async (...moments) => {
      await Promise.all(moments.map(hangsUp));
    },
  );
});

test.concurrent('a recording that breaks while the house is open is made anew, or its text is spoken', async () => {
  const kept = join(scene.hotline.launched.data, 'sounds');
  const recording = join(folder, 'prompts/en/brittle.wav');
  const bytes = readFileSync(recording);
  const copy = readdirSync(kept).find((file) => readFileSync(join(kept, file)).equals(bytes))!;
  const around = async (): Promise<readonly Heard[]> => hearsOut(await comes('900'));
  rmSync(join(kept, copy));
  expect(names(await around()), 'its copy is gone').toEqual(['first', 'brittle', 'second']);
  writeFileSync(join(kept, copy), 'no sound');
  writeFileSync(recording, 'no sound either');
  const sounds = await around();
  expect(names(sounds), 'both are broken').not.toContain('brittle');
  expect(new Set(names(sounds).slice(1, -1)), 'both are broken').toEqual(new Set(['sound']));
  expect(sounds[1]!.fromMs - sounds[0]!.toMs, 'until the words are heard').toBeLessThan(1_000);
});
