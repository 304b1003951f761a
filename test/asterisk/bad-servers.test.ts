import { rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BadServer } from '../egress/server.ts';
import { eventually } from '../kit/eventually.ts';
import { Ear } from '../kit/tones.ts';
import { Scene } from './scene.ts';
import { TONES, tonesBundle } from './tones-bundle.ts';

const LIMIT_MS = 2_000;
/** By so much what is heard may come later than the flow says: two cores, and more to do than this. */
const LATE_MS = 900;

/** What a caller hears behind each outcome, with nothing before it or the filler. */
const SAID = { ok: 'well', http_error: 'second', timeout: 'third', bad_data: 'wrong' } as const;

type Story = {
  readonly dialled: string;
  readonly behaves: (response: ServerResponse) => void;
  readonly outcome: keyof typeof SAID;
  readonly isSlow?: boolean;
};

let trap: BadServer;
const redirects = (response: ServerResponse): void =>
  BadServer.answers(302, '', { location: `http://127.0.0.1:${trap.port}/admin` })(response);
const STORIES: Readonly<Record<string, Story>> = {
  'never answers': { dialled: '10', behaves: BadServer.never, outcome: 'timeout', isSlow: true },
  'drips a byte at a time': { dialled: '11', behaves: BadServer.drips, outcome: 'timeout', isSlow: true },
  'redirects to this machine': { dialled: '12', behaves: redirects, outcome: 'http_error' },
  'answers ten megabytes': { dialled: '13', behaves: BadServer.floods(10_000_000), outcome: 'bad_data' },
  'closes at once': { dialled: '14', behaves: (response) => response.destroy(), outcome: 'http_error' },
  'answers what is no JSON': {
    dialled: '15',
    behaves: BadServer.answers(200, '{"orders":'),
    outcome: 'bad_data',
  },
  'answers another form': {
    dialled: '16',
    behaves: BadServer.answers(200, '{"orders":"many"}'),
    outcome: 'bad_data',
  },
  'answers that it is broken': {
    dialled: '17',
    behaves: BadServer.answers(500, '{"orders":3}'),
    outcome: 'http_error',
  },
  'answers well, but late': {
    dialled: '18',
    behaves: (response) => setTimeout(() => response.end('{"orders":3}'), 1_200),
    outcome: 'ok',
    isSlow: true,
  },
};

/** Each story has a server of its own: one that fails again and again would be left alone. */
const servers: BadServer[] = [];
let openCount = 0;
let folder: string;
let scene: Scene;

beforeAll(async () => {
  trap = await BadServer.start();
  folder = tonesBundle();
  const numbers: string[] = [];
  for (const { dialled, behaves } of Object.values(STORIES)) {
    const server = await BadServer.start();
    servers.push(server);
    server.otherwise = (response) => {
      openCount += 1;
      response.on('close', () => {
        openCount -= 1;
      });
      behaves(response);
    };
    numbers.push(`  "${dialled}": asks-${dialled}\n`);
    writeFileSync(join(folder, `asks-${dialled}.flow.yaml`), flowAsking(`asks-${dialled}`, server.port));
  }
  writeFileSync(join(folder, 'numbers.yaml'), `numbers:\n${numbers.join('')}default: barge\n`);
  const hosts = servers.map(({ port }) => `"127.0.0.1:${port}"`).join(', ');
  writeFileSync(
    join(folder, 'bundle.yaml'),
    `languages: [en, ru]\nsafety_queue: help\napology: apology\nfarewell: farewell\negress: [${hosts}]\n` +
      'defaults: { on: { failed: { flow: lost }, timeout: { flow: lost }, full: { flow: lost }, unstaffed: { flow: lost } } }\n',
  );
  const settings = { CORDBOARD_EGRESS_HTTP: 'true', CORDBOARD_EGRESS_PRIVATE: '[127.0.0.1]' };
  scene = await Scene.open({ CORDBOARD_BUNDLE: folder, ...settings });
}, 60_000);
afterAll(async () => {
  await scene.clear();
  await scene.close();
  await Promise.all([trap, ...servers].map((server) => server.stop()));
  rmSync(folder, { recursive: true });
});

const flowAsking = (name: string, port: number): string => `flow: ${name}
start: hello
steps:
  hello: { play: first, next: ask }
  ask:
    http:
      url: "http://127.0.0.1:${port}/orders?of={{ caller.number }}"
      timeout: ${LIMIT_MS}ms
      filler: long
      into: { orders: { from: orders, type: int } }
    on: { ok: ok, http_error: http-error, timeout: timeout, bad_data: bad-data }
  ok: { play: ${SAID.ok}, next: end }
  http-error: { play: ${SAID.http_error}, next: end }
  timeout: { play: ${SAID.timeout}, next: end }
  bad-data: { play: ${SAID.bad_data}, next: end }
  end: { hangup: normal }
`;

test.concurrent.each(Object.entries(STORIES))('a server that %s holds nobody', async (_, story) => {
  const { dialled, outcome, isSlow = false } = story;
  const call = await (await scene.call(dialled)).answered();
  const ear = new Ear(call.media, TONES);
  expect(await call.ended).toMatchObject({ by: 'peer' });
  const sounds = ear.sounds();
  expect(sounds.map(({ what }) => what)).toEqual(['first', ...(isSlow ? ['long'] : []), SAID[outcome]]);
  const askedMs = sounds[0]!.toMs;
  if (isSlow) expect(sounds[1]!.fromMs - askedMs, 'until the filler').toBeGreaterThan(500);
  const waitedMs = sounds.at(-1)!.fromMs - askedMs;
  if (outcome === 'timeout') expect(waitedMs, 'the whole limit').toBeGreaterThan(LIMIT_MS - 200);
  expect(waitedMs, 'the limit').toBeLessThan((isSlow ? LIMIT_MS : 0) + LATE_MS);
  const record = await scene.recordOf(call);
  expect(record).toMatchObject({ outcome: 'self_served', endedBy: 'system' });
  const { timeline } = await scene.hotline.api.story(record.callId);
  expect(timeline.find((entry) => entry.kind === 'stepLeft' && entry.step === 'ask')).toMatchObject({
    outcome,
  });
});

test.concurrent('a caller who hangs up while a server is asked leaves nothing behind', async () => {
  const call = await (await scene.call('10')).answered();
  await eventually('the server is asked', () => {
    const isAsked = servers[0]!.asked.some(({ line }) => line.includes(call.number.slice(1)));
    return isAsked ? true : undefined;
  });
  call.hangUp();
  expect(await scene.recordOf(call)).toMatchObject({ outcome: 'abandoned', abandonedWhere: 'flow' });
});

test('afterwards no request is open, and nobody was led to where a server pointed', async () => {
  await eventually('all requests are over', () => (openCount === 0 ? true : undefined), LIMIT_MS + LATE_MS);
  expect(trap.asked).toEqual([]);
  await scene.hotline.witness.isEmpty();
});
