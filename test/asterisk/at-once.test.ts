import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { IS_FULL, TIMES } from './race.ts';
import { PHONES, Scene } from './scene.ts';

/** `npm run races` repeats what happens at once a hundred times, a drill more often, `npm test` twenty times. */
const REPEATS = Array.from({ length: IS_FULL ? 100 * TIMES : 20 }, (_, index) => index + 1);

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
}, 60_000);
afterAll(() => scene.close());
afterEach(() => scene.clear());

test.each(REPEATS)(
  'both phones of one operator answer at once: one talks, the other is let go (%i)',
  async () => {
    const answer = { kind: 'answer', afterMs: 30 } as const;
    const desk = await scene.ready('anna', answer);
    const mobile = await scene.secondPhone('anna', answer);
    const call = await (await scene.call('200')).answered();
    // On a busy machine the second one may not ring any more.
    const states = (): readonly string[] =>
      [desk, mobile].flatMap(({ calls }) => calls.at(-1)?.state ?? []).filter((state) => state !== 'ended');
    await expect.poll(states, { timeout: 5_000 }).toEqual(['talking']);
    call.hangUp();
    await scene.recordOf(call);
    await expect.poll(states, { timeout: 2_000 }).toEqual([]);
  },
);

test.each(REPEATS)(
  'two callers come to two queues of one operator at once: one rings, the other waits (%i)',
  async () => {
    // Whoever hangs up before the two are joined has not talked: the caller would be offered again.
    await scene.ready('anna', { kind: 'answer', afterMs: 20, talkMs: 500 });
    const menu = await (await scene.call('100')).answered();
    const pressing = menu.press('2');
    const straight = await scene.call('200');
    await pressing;
    expect(await menu.ended).toMatchObject({ by: 'peer' });
    expect(await straight.ended).toMatchObject({ by: 'peer' });
    for (const [call, queue] of [
      [menu, 'billing'],
      [straight, 'support'],
    ] as const) {
      const record = await scene.recordOf(call);
      const { timeline } = await scene.hotline.api.story(record.callId);
      const told = JSON.stringify(timeline.filter(({ kind }) => /^offer|rang|trouble/.test(kind)));
      expect(record, told).toMatchObject({ outcome: 'answered', queue, offersCount: 1 });
    }
    expect(scene.diary.count('refused', PHONES.anna), 'the phone was never rung while it was in use').toBe(0);
  },
);
