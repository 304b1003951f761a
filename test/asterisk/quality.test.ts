import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import { Scene } from './scene.ts';

/** A process that died is there again within this time. */
const RECOVERY_MS = 20_000;

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
}, 60_000);
afterAll(() => scene.close());

test('a call is scored, and anew behind a sudden death; its operator has the mean, and it is in the story', async () => {
  await scene.ready('anna', { kind: 'answer', afterMs: 20 });
  const call = await (await scene.call('200')).answered();
  await scene.talks('anna', call);
  call.hangUp();
  const { callId } = await scene.recordOf(call);
  const { api } = scene.hotline;
  await api.score(callId, { form: 'talk', answers: { greeted: true, tone: 4 } });
  expect(await api.scores('')).toMatchObject([
    { callId, operator: 'anna', queue: 'support', percent: 81.3, by: 'admin' },
  ]);
  process.kill(await scene.hotline.pidOf('cordboard'), 'SIGKILL');
  const again = async (): Promise<true | undefined> => {
    const [score] = (await api.isReady()) ? await api.scores('') : [];
    return score?.percent === 81.3 ? true : undefined;
  };
  await eventually('the first score is there again', again, RECOVERY_MS);
  await api.score(callId, { form: 'talk', answers: { greeted: true, tone: 5 }, comment: 'better' });
  expect(await api.scores('operator=anna')).toMatchObject([{ callId, percent: 100, comment: 'better' }]);
  const { timeline } = await api.story(callId);
  const scored = timeline.flatMap((entry) => (entry.kind === 'scored' ? [entry.replaces?.percent] : []));
  expect(scored).toEqual([undefined, 81.3]);
  expect(await api.reportOf('operator', 'anna')).toMatchObject({ scores: 1, scoredCalls: 1, meanScore: 100 });
  await scene.clear();
});

test('who hangs up in a menu is told of its step, with the key that fitted nothing', async () => {
  const call = await (await scene.call('100')).answered();
  await call.press('9');
  await new Promise((passed) => setTimeout(passed, 500));
  call.hangUp();
  const { callId } = await scene.recordOf(call);
  const { timeline } = await scene.hotline.api.story(callId);
  expect(timeline.filter(({ kind }) => kind === 'answerMissed')).toMatchObject([
    { flow: 'menu', step: 'choose', why: 'wrong' },
  ]);
  expect(await scene.hotline.api.reportOf('step', 'menu/choose')).toMatchObject({
    ...{ visits: 1, hungUp: 1, hungUpShare: 100, partOfAll: 100, wrongKeys: 1 },
  });
});
