import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { loudness } from '../kit/sound.ts';
import { Scene } from './scene.ts';

/** A process that died is there again within this time. */
const RECOVERY_MS = 20_000;

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
}, 60_000);
afterAll(() => scene.close());
afterEach(() => scene.clear());

/** What a caller hears who comes now, and how the call ends; the hotline hangs up by itself. */
async function comes(): Promise<{ readonly said: readonly string[]; readonly outcome: string | null }> {
  const call = await (await scene.call('400')).answered();
  const { callId, outcome } = await scene.recordOf(call);
  const { timeline } = await scene.hotline.api.story(callId);
  expect(loudness(call.media.heard()), 'the words are spoken').toBeGreaterThan(0.01);
  return { said: timeline.flatMap((entry) => (entry.kind === 'said' ? entry.what : [])), outcome };
}

test('closed hours are heard, and so is an emergency, also after Cordboard died', async () => {
  const { api } = scene.hotline;
  expect(await comes()).toEqual({ said: ['goodbye'], outcome: 'closed' });
  await api.switchEmergency('always', true);
  expect(await comes()).toEqual({ said: ['sorry'], outcome: 'failed' });
  const pid = await scene.hotline.pidOf('cordboard');
  process.kill(pid, 'SIGKILL');
  await scene.hotline.anotherIsReady(pid, RECOVERY_MS);
  expect(await comes()).toEqual({ said: ['sorry'], outcome: 'failed' });
  await api.switchEmergency('always', false);
  expect(await comes()).toEqual({ said: ['goodbye'], outcome: 'closed' });
}, 60_000);
