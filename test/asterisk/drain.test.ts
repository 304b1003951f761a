import { expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import { Scene } from './scene.ts';

const REFUSED_MS_MAX = 500;

test('whoever is one too many gets 503; whoever comes to an end in good order, too, which waits for the others', async () => {
  const scene = await Scene.open({ CORDBOARD_LIMITS_CALLS_PER_SECOND: '1', CORDBOARD_LIMITS_BURST: '2' });
  const { hotline, diary } = scene;
  // Asterisk looks at them side by side: which of them is the last to be told of is open.
  const fromMs = performance.now();
  const calls = [await scene.call('100'), await scene.call('100'), await scene.call('100')];
  const [number, end] = await Promise.race(
    calls.map(async (call) => [call.number, await call.ended] as const),
  );
  expect(end).toEqual({ by: 'peer', status: 503 });
  expect(performance.now() - fromMs).toBeLessThan(REFUSED_MS_MAX);
  const others = calls.filter((call) => call.number !== number);
  const { callId, outcome } = await hotline.api.closedRecord(number);
  expect(outcome).toBe('rejected');
  const { timeline } = await hotline.api.story(callId);
  expect(timeline.at(-1)).toMatchObject({ kind: 'callEnded', refused: 'calls_per_second' });

  await eventually('the others were answered', () =>
    others.every(({ state }) => state === 'talking') ? true : undefined,
  );
  await hotline.api.drain(60_000);
  expect(await hotline.api.isReady()).toBe(false);
  const fourth = await scene.call('100');
  expect(await fourth.ended).toEqual({ by: 'peer', status: 503 });
  expect(await hotline.api.board()).toMatchObject({ calls: [{}, {}] });
  for (const call of others) call.hangUp();
  expect(await hotline.launched.exited).toBe(0);
  expect(hotline.launched.leftovers()).toEqual([]);
  expect(diary.count('wasHungUp')).toBe(0);
  await scene.line.close();
  await hotline.stop();
}, 40_000);
