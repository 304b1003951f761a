import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BadServer } from '../egress/server.ts';
import { eventually } from '../kit/eventually.ts';
import { Ear } from '../kit/tones.ts';
import { Scene } from './scene.ts';
import { TONES, tonesBundle } from './tones-bundle.ts';

/** An answer is waited for ten seconds; the second try comes five seconds later. */
const TRIED_AGAIN_MS = 30_000;

let server: BadServer;
let folder: string;
let scene: Scene;

beforeAll(async () => {
  server = await BadServer.start();
  folder = tonesBundle();
  writeFileSync(join(folder, 'numbers.yaml'), 'numbers:\n  "10": tells\ndefault: barge\n');
  writeFileSync(
    join(folder, 'bundle.yaml'),
    `languages: [en, ru]\nsafety_queue: help\napology: apology\nfarewell: farewell\negress: ["127.0.0.1:${server.port}"]\n` +
      'defaults: { on: { failed: { flow: lost }, timeout: { flow: lost }, full: { flow: lost }, unstaffed: { flow: lost } } }\n',
  );
  writeFileSync(join(folder, 'tells.flow.yaml'), flowTelling(server.port));
  const settings = { CORDBOARD_EGRESS_HTTP: 'true', CORDBOARD_EGRESS_PRIVATE: '[127.0.0.1]' };
  scene = await Scene.open({ CORDBOARD_BUNDLE: folder, ...settings });
  const secrets = join(scene.hotline.launched.data, 'secrets/egress');
  mkdirSync(secrets, { recursive: true });
  writeFileSync(join(secrets, 'crm'), 'Bearer 42\n');
}, 60_000);
afterAll(async () => {
  await scene.clear();
  await scene.close();
  await server.stop();
  rmSync(folder, { recursive: true });
});

const flowTelling = (port: number): string => `flow: tells
start: told
on_hangup: gone
steps:
  told:
    notify:
      url: "http://127.0.0.1:${port}/calls"
      headers: { authorization: { secret: crm } }
      body: { number: "{{ caller.number }}" }
    next: hello
  hello: { play: long, next: end }
  gone: { notify: { case: update, subject: Hung up, text: "{{ caller.number }}" }, next: end }
  end: { hangup: normal }
`;

const toldOf = (number: string) => server.asked.filter(({ body }) => body.includes(number.slice(1)));

test('a server that hangs is told again with the same key, and holds nobody', async () => {
  server.next = [BadServer.never];
  const call = await (await scene.call('10')).answered();
  const answeredMs = performance.now();
  const ear = new Ear(call.media, TONES);
  await call.ended;
  const [hello] = ear.sounds();
  expect(hello).toMatchObject({ what: 'long' });
  expect(hello!.fromMs - answeredMs, 'until the next step').toBeLessThan(900);
  const told = await eventually(
    'it is told twice',
    () => (toldOf(call.number).length === 2 ? toldOf(call.number) : undefined),
    TRIED_AGAIN_MS,
  );
  const { callId } = await scene.recordOf(call);
  for (const { line, headers } of told) {
    expect(line).toBe('POST /calls');
    expect(headers.authorization).toBe('Bearer 42');
    expect(headers['idempotency-key']).toBe(told[0]!.headers['idempotency-key']);
    expect(headers['idempotency-key']).toContain(callId);
  }
  const { timeline } = await scene.hotline.api.story(callId);
  expect(JSON.stringify(timeline)).not.toContain('Bearer');
});

test('who hangs up is told of to the case, and what a dead process was to tell, the next one tells', async () => {
  server.next = [BadServer.answers(503)];
  const call = await (await scene.call('10')).answered();
  await eventually('it is told once', () => (toldOf(call.number).length === 1 ? true : undefined));
  call.hangUp();
  const { callId } = await scene.recordOf(call);
  const { timeline } = await scene.hotline.api.story(callId);
  expect(timeline).toContainEqual(expect.objectContaining({ kind: 'caseWanted', subject: 'Hung up' }));
  process.kill(await scene.hotline.pidOf('cordboard'), 'SIGKILL');
  await eventually(
    'it is told again',
    () => (toldOf(call.number).length === 2 ? true : undefined),
    TRIED_AGAIN_MS,
  );
});
