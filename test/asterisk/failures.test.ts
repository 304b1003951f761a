import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import { WebhookReceiver } from '../kit/webhook-receiver.ts';
import { Scene } from './scene.ts';

/**
 * A part that died is there again within this time; a message that could not be delivered is tried again
 * within it.
 */
const RECOVERY_MS = 20_000;

let receiver: WebhookReceiver;
let scene: Scene;
beforeAll(async () => {
  receiver = await WebhookReceiver.open();
  const webhooks = `[{ url: "${receiver.url}", secret: receiver, events: [call.ended] }]`;
  scene = await Scene.open({ CORDBOARD_WEBHOOKS: webhooks });
}, 60_000);
afterAll(async () => {
  await scene.close();
  await receiver.close();
});
afterEach(() => scene.clear());

/** Kills a part without a warning; resolves when the parent has started another one. */
async function killed(part: 'asterisk' | 'redis' | 'cordboard'): Promise<void> {
  const pid = await scene.hotline.pidOf(part);
  process.kill(pid, 'SIGKILL');
  const isNew = async (): Promise<true | undefined> =>
    (await scene.hotline.pidOf(part)) === pid ? undefined : true;
  await eventually(`another ${part} runs`, isNew, RECOVERY_MS);
}

async function isReadyAgain(): Promise<void> {
  const ask = async (): Promise<true | undefined> => ((await scene.hotline.api.isReady()) ? true : undefined);
  await eventually('the hotline is ready again', ask, RECOVERY_MS);
}

/** A call from the first ring to the record: nothing of what happened before is in its way. */
async function aCallWorks(): Promise<void> {
  await scene.setState('anna', 'offline');
  await scene.ready('boris');
  const call = await (await scene.call('200')).answered();
  await scene.talks('boris', call);
  call.hangUp();
  expect(await scene.recordOf(call)).toMatchObject({ outcome: 'answered', operator: 'boris' });
}

test('Redis dies: a call in talk goes on and ends, and its message arrives later, once', async () => {
  await scene.ready('anna');
  const call = await (await scene.call('200')).answered();
  await scene.talks('anna', call);
  const death = killed('redis');
  call.hangUp();
  const { callId } = await scene.recordOf(call);
  await death;
  const arrived = (): number | undefined => receiver.bodiesAbout(callId).length || undefined;
  await eventually('the message arrives', arrived, RECOVERY_MS);
  await aCallWorks();
  await eventually('the next message arrives', () => (receiver.count > 1 ? true : undefined), RECOVERY_MS);
  expect(receiver.bodiesAbout(callId), 'once').toHaveLength(1);
  expect(receiver.unsigned, 'every message is signed').toBe(0);
});

test('Asterisk dies: it starts again, the lost calls are closed as such, the next call works', async () => {
  await scene.ready('anna');
  const talking = await (await scene.call('200')).answered();
  await scene.talks('anna', talking);
  const waiting = await (await scene.call('200')).answered();
  await scene.waitsIn('support', waiting.number);
  await killed('asterisk');
  scene.hotline.witness.forgetPast();
  await isReadyAgain();
  for (const call of [talking, waiting]) {
    expect(await scene.recordOf(call)).toMatchObject({ outcome: 'node_failure', endEstimated: true });
  }
  expect(await scene.hotline.api.operator('anna')).toMatchObject({ unit: 'free' });
  await aCallWorks();
});
