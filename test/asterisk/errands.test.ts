import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import type { OutgoingCall } from '../kit/phones/index.ts';
import { Ear, type Heard } from '../kit/tones.ts';
import { Scene } from './scene.ts';
import { TONES, tonesBundle } from './tones-bundle.ts';

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

/** Callers' own tones, by which others know them. */
const VOICES = { low: 350, high: 3_600 } as const;
const passes = (ms: number): Promise<void> => new Promise((passed) => setTimeout(passed, ms));
const names = (sounds: readonly Heard[]): readonly string[] => sounds.map(({ what }) => what);

type Listener = { readonly call: OutgoingCall; readonly ear: Ear };

async function comes(dialled: string): Promise<Listener> {
  const call = await scene.call(dialled);
  return { call, ear: new Ear(call.media, { ...TONES, ...VOICES }) };
}

async function hears({ ear }: Listener, what: string): Promise<Heard> {
  return eventually(`"${what}" is heard`, () => ear.sounds().find((heard) => heard.what === what), 8_000);
}

/** All that is heard until the hotline hangs up. */
async function hearsOut({ call, ear }: Listener): Promise<readonly Heard[]> {
  expect(await call.ended).toMatchObject({ by: 'peer' });
  return ear.sounds();
}

describe.concurrent('a caller', () => {
  test('on hold hears music for the time, and until a key ends it', async () => {
    const caller = await comes('110');
    const between = await hears(caller, 'second');
    const first = await hears(caller, 'first');
    const music = caller.ear.sounds().filter(({ what }) => what === 'sound');
    expect(music.some(({ fromMs, toMs }) => fromMs >= first.toMs - 40 && toMs <= between.fromMs + 40)).toBe(
      true,
    );
    expect(between.fromMs - first.toMs).toBeGreaterThan(1_400);
    expect(between.fromMs - first.toMs).toBeLessThan(2_200);
    await passes(900);
    const pressedMs = performance.now();
    await caller.call.press('1');
    expect((await hears(caller, 'well')).fromMs - pressedMs).toBeLessThan(500);
    await hearsOut(caller);
    expect(await scene.recordOf(caller.call)).toMatchObject({ outcome: 'self_served' });
  });

  test('in a line hears its messages one after the other, and leaves it by the key', async () => {
    const caller = await comes('150');
    const [third, second] = [await hears(caller, 'third'), await hears(caller, 'second')];
    expect(second.fromMs, 'the second is not begun within the first').toBeGreaterThanOrEqual(third.toMs - 40);
    await passes(400);
    await caller.call.press('*');
    // Music may sound like one of the other tones for a moment.
    const heard = names(await hearsOut(caller)).filter((what) => ['third', 'second', 'well'].includes(what));
    expect(heard).toEqual(['third', 'second', 'well']);
    const { callId } = await scene.recordOf(caller.call);
    const { timeline } = await scene.hotline.api.story(callId);
    expect(timeline).toContainEqual(
      expect.objectContaining({ kind: 'queueLeft', queue: 'line', outcome: 'left' }),
    );
  });

  test('gets the digits that the flow sends, in their order', async () => {
    const caller = await comes('120');
    const sounds = await hearsOut(caller);
    expect(caller.call.media.keysHeard).toBe('12120#');
    expect(names(sounds).filter((what) => what !== 'sound')).toEqual(['first', 'well']);
    const [first, well] = ['first', 'well'].map((what) => sounds.find((heard) => heard.what === what)!);
    expect(well!.fromMs - first!.toMs, 'six tones with their gaps, and half a second').toBeGreaterThan(1_500);
  });

  test('hears what is said before the answer', async () => {
    const caller = await comes('140');
    await hears(caller, 'second');
    expect({ state: caller.call.state, status: caller.call.lastStatus }).toEqual({
      state: 'calling',
      status: 183,
    });
    await caller.call.answered();
    expect(names(await hearsOut(caller))).toEqual(['first', 'second', 'well']);
  });

  test('alone in a conference hears music, and then all who come', async () => {
    const [low, high] = [await comes('130'), await comes('130')];
    for (const [{ call }, hertz] of [
      [low, VOICES.low],
      [high, VOICES.high],
    ] as const) {
      await call.answered();
      call.media.play({ kind: 'tone', hertz });
    }
    await Promise.all([hears(low, 'high'), hears(high, 'low')]);
    low.call.hangUp();
    await eventually('who is left alone hears music', () => {
      const last = high.ear.sounds().at(-1);
      return last?.what === 'sound' ? true : undefined;
    });
    await high.call.press('*');
    expect(names(await hearsOut(high)).at(-1)).toBe('well');
    expect(await scene.recordOf(low.call)).toMatchObject({ outcome: 'abandoned', abandonedWhere: 'flow' });
  });

  test('who hangs up in any of them leaves nothing behind', async () => {
    const hangsUp = async (dialled: string, afterMs: number): Promise<void> => {
      const { call } = await comes(dialled);
      await passes(afterMs);
      call.hangUp();
      expect(await scene.recordOf(call)).toMatchObject({ outcome: 'abandoned', endedBy: 'caller' });
    };
    const moments = ['110', '120', '130', '140'].flatMap((dialled) =>
      [600, 1_100].map((ms) => [dialled, ms] as const),
    );
    await Promise.all(moments.map(([dialled, ms]) => hangsUp(dialled, ms)));
  });
});
