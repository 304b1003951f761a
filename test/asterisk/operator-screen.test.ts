import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { addToken } from '../../src/access/index.ts';
import { Watcher } from '../http/watcher.ts';
import { eventually } from '../kit/eventually.ts';
import { WebhookReceiver } from '../kit/webhook-receiver.ts';
import { Scene } from './scene.ts';

let receiver: WebhookReceiver;
let scene: Scene;
beforeAll(async () => {
  receiver = await WebhookReceiver.open();
  const events = '[call.arrived, call.answered, call.noted, call.ended]';
  const webhooks = `[{ url: "${receiver.url}", secret: receiver, events: ${events} }]`;
  scene = await Scene.open({ CORDBOARD_WEBHOOKS: webhooks });
}, 60_000);
afterAll(async () => {
  await scene.close();
  await receiver.close();
});
afterEach(() => scene.clear());

test('an operator sees who rings, notes why they called, and other servers hear of it', async () => {
  const folder = join(scene.hotline.launched.data, 'secrets/tokens');
  const holder = { name: 'anna-desk', role: 'operator', operator: 'anna', queues: null } as const;
  const token = (await addToken(folder, holder, Date.now()))!;
  const api = `${scene.hotline.api.url}/api/v1`;
  const screen = await Watcher.open(`${api}/operators/anna/events`, token);
  await scene.ready('anna');
  const call = await (await scene.call('200')).answered();
  await scene.talks('anna', call);
  const told = (event: string) => screen.messages.find((message) => message.event === event)?.data;
  const rang = await eventually('the screen shows who rings', () => told('ringing'), 5_000);
  expect(rang).toMatchObject({ caller: call.number, queue: 'support', customer: { calls: [], notes: [] } });
  await eventually('the screen shows the talk', () => told('answered'), 5_000);
  call.hangUp();
  const { callId } = await scene.recordOf(call);
  const note = { text: 'calls again on Monday', reason: 'delivery' };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const sent = { method: 'POST', headers, body: JSON.stringify(note) };
  expect((await fetch(`${api}/calls/${callId}/notes`, sent)).status).toBe(201);
  const { record, timeline } = await scene.hotline.api.story(callId);
  expect(record).toMatchObject({ reason: 'delivery', outcome: 'answered' });
  expect(timeline.at(-1)).toMatchObject({ kind: 'noted', by: 'operator anna-desk', ...note });
  const types = (): string[] => receiver.bodiesAbout(callId).map((body) => JSON.parse(body).type);
  await eventually('the messages arrive', () => types().length === 4 || undefined, 10_000);
  expect(types().toSorted()).toEqual(['call.answered', 'call.arrived', 'call.ended', 'call.noted']);
  const board = await fetch(`${api}/board`, { headers });
  expect(board.status, 'the board is not for operators').toBe(403);
  screen.close();
});
