import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Scene } from '../../test/asterisk/scene.ts';
import { TONES, tonesBundle } from '../../test/asterisk/tones-bundle.ts';
import { BadServer } from '../../test/egress/server.ts';
import { Ear, type Heard } from '../../test/kit/tones.ts';
import { runTests } from './by-tests.ts';
import type { Drill, DrillFigure, DrillRun } from './drill.ts';
import { passes } from './standard-load.ts';
import { together } from './together.ts';

const LIMIT_MS = 2_000;
/** By so much what is heard may come later than the flow says. */
const LATE_MS = 900;
/** Of silence, which a caller takes for the end of the call before long. */
const FILLER_MS_MAX = 700;
const CALLERS = 10;
const CALLED_EVERY_MS = 300;
/** Other callers may be later by so much. */
const SLOWER_MS = 200;
const [ASKING, PLAIN] = ['10', '900'];

/** Somebody else's server takes requests and answers nothing, or nonsense. */
export const slowServers: Drill = {
  id: 'D36',
  title: 'servers that flows ask answer nothing, drip, flood, redirect, or fail',
  promise:
    'Nobody waits for them longer than the flow says, callers hear something meanwhile, a server that fails is left alone, and other callers notice nothing.',
  load: { instead: `tests with a few calls, and twice ${CALLERS} callers at once` },
  run: async () => {
    const kinds = await runTests({
      ...{ project: 'asterisk', files: ['test/asterisk/bad-servers.test.ts'] },
      ...{ atLeast: 10, of: 'kinds of bad servers' },
    });
    return together(kinds, await withDeadServer());
  },
};

async function withDeadServer(): Promise<DrillRun> {
  const server = await BadServer.start();
  server.otherwise = BadServer.never;
  const folder = bundleAsking(server.port);
  const settings = { CORDBOARD_EGRESS_HTTP: 'true', CORDBOARD_EGRESS_PRIVATE: '[127.0.0.1]' };
  const scene = await Scene.open({ CORDBOARD_BUNDLE: folder, ...settings });
  try {
    return await manyAsk(scene, server);
  } finally {
    await scene.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

async function manyAsk(scene: Scene, server: BadServer): Promise<DrillRun> {
  const before = firstSounds(await crowd(scene, PLAIN));
  const [asking, plain] = await Promise.all([crowd(scene, ASKING), crowd(scene, PLAIN)]);
  const isLeftAlone = (await scene.hotline.api.metrics()).includes('127.0.0.1');
  const askedBefore = server.asked.length;
  const [late] = await crowd(scene, ASKING, 1);
  const spared = server.asked.length === askedBefore;
  const fillers = asking.map(({ sounds }) => gapMs(sounds, 1));
  const waits = asking.map(({ sounds }) => sounds.at(-1)!.fromMs - sounds[0]!.toMs);
  const figures: DrillFigure[] = [
    {
      what: 'until callers hear something else',
      value: Math.max(...fillers),
      unit: 'ms',
      atMost: FILLER_MS_MAX,
    },
    { what: 'until their flow goes on', value: Math.max(...waits), unit: 'ms', atMost: LIMIT_MS + LATE_MS },
    {
      what: 'the same, of a server that is left alone',
      value: gapMs(late!.sounds, 1),
      unit: 'ms',
      atMost: LATE_MS,
    },
    {
      what: 'from the answer to the first sound for other callers (p95), more than without it',
      value: p95(firstSounds(plain)) - p95(before),
      unit: 'ms',
      atMost: SLOWER_MS,
    },
  ];
  const faults = spared ? [] : ['a server that had failed so often was asked again at once'];
  return {
    evidence: [
      `${askedBefore} requests reached a server that never answers; metrics name it: ${isLeftAlone ? 'yes' : 'no'}`,
    ],
    figures,
    faults,
  };
}

type Listener = { readonly answeredMs: number; readonly sounds: readonly Heard[] };

/** So many call, one shortly behind the other; what each has heard to the end. */
async function crowd(scene: Scene, dialled: string, count = CALLERS): Promise<readonly Listener[]> {
  const listeners: Promise<Listener>[] = [];
  for (let index = 0; index < count; index++) {
    listeners.push(listen(scene, dialled));
    await passes(CALLED_EVERY_MS);
  }
  return Promise.all(listeners);
}

async function listen(scene: Scene, dialled: string): Promise<Listener> {
  const call = await (await scene.call(dialled)).answered();
  const answeredMs = performance.now();
  const ear = new Ear(call.media, TONES);
  await call.ended;
  return { answeredMs, sounds: ear.sounds() };
}

const firstSounds = (listeners: readonly Listener[]): readonly number[] =>
  listeners.map(({ answeredMs, sounds }) => (sounds[0]?.fromMs ?? Number.POSITIVE_INFINITY) - answeredMs);
const gapMs = (sounds: readonly Heard[], index: number): number =>
  (sounds[index]?.fromMs ?? Number.POSITIVE_INFINITY) - (sounds[index - 1]?.toMs ?? 0);
const p95 = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(0.95 * (values.length - 1))] ?? Number.NaN;

function bundleAsking(port: number): string {
  const folder = tonesBundle();
  writeFileSync(join(folder, 'asks.flow.yaml'), flowAsking(port));
  writeFileSync(
    join(folder, 'numbers.yaml'),
    `numbers:\n  "${ASKING}": asks\n  "${PLAIN}": brittle\ndefault: brittle\n`,
  );
  writeFileSync(
    join(folder, 'bundle.yaml'),
    `languages: [en, ru]\nsafety_queue: help\napology: apology\nfarewell: farewell\negress: ["127.0.0.1:${port}"]\n` +
      'defaults: { on: { failed: { flow: lost }, timeout: { flow: lost }, full: { flow: lost }, unstaffed: { flow: lost } } }\n',
  );
  return folder;
}

const flowAsking = (port: number): string => `flow: asks
start: hello
steps:
  hello: { play: first, next: ask }
  ask:
    http:
      url: "http://127.0.0.1:${port}/orders"
      timeout: ${LIMIT_MS}ms
      filler: long
      into: { orders: { from: orders, type: int } }
    on: { ok: end, http_error: third, timeout: third, bad_data: third }
  third: { play: third, next: end }
  end: { hangup: normal }
`;
