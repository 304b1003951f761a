import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import { IS_FULL, passes } from './race.ts';
import { Scene } from './scene.ts';

/** `npm run races` kills at every 20 ms of a call's first second; `npm test` at one of them. */
const KILLED_AFTER_MS = IS_FULL ? Array.from({ length: 51 }, (_, index) => 20 * index) : [120];
const ANSWER_AFTER_MS = 250;
/** What happened longer ago than this, such as that somebody is ready, is known to the next process. */
const KEPT_MS = 200;
/** A parent that has seen several deaths waits for up to five seconds. */
const AGAIN_MS = 30_000;

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
}, 60_000);
afterAll(() => scene.close());
afterEach(async () => {
  expect((await scene.clear()).openChannels(), 'what Asterisk has begun it has ended').toEqual([]);
});

/** Cordboard is killed so long from now; resolves when another one is ready. */
async function diesIn(afterMs: number): Promise<void> {
  const pid = await scene.hotline.pidOf('cordboard');
  await passes(afterMs);
  process.kill(pid, 'SIGKILL');
  await scene.hotline.anotherIsReady(pid, AGAIN_MS);
}

describe('Cordboard dies in the course of a call', () => {
  test.each(KILLED_AFTER_MS)(
    '%i ms behind its arrival: the caller talks once, with one operator, and has one record',
    async (afterMs) => {
      const phones = [
        await scene.ready('anna', { kind: 'answer', afterMs: ANSWER_AFTER_MS }),
        await scene.ready('boris', { kind: 'answer', afterMs: ANSWER_AFTER_MS }),
      ];
      await passes(KEPT_MS);
      const death = diesIn(afterMs);
      const call = await scene.call('200');
      await death;
      await call.answered(AGAIN_MS);
      const talks = () => phones.filter(({ current }) => current?.state === 'talking');
      await eventually('the caller talks', () => (talks().length > 0 ? true : undefined), AGAIN_MS);
      // Answered is not yet joined: who hangs up in between has talked with nobody.
      await eventually('the journal has the talk', async () => {
        const [{ callId } = { callId: '' }] = await scene.hotline.api.recordsOf(call.number);
        const { timeline } = await scene.hotline.api.story(callId);
        return timeline.some(({ kind }) => kind === 'talkBegan') ? true : undefined;
      });
      const { calls } = await scene.hotline.api.board();
      expect(calls.map(({ phase }) => phase)).toEqual(['talking']);
      expect(talks()).toHaveLength(1);
      call.hangUp();
      const { outcome, callId } = await scene.recordOf(call);
      expect(outcome).toBe('answered');
      expect(await scene.hotline.api.recordsOf(call.number), callId).toHaveLength(1);
    },
    90_000,
  );
});
