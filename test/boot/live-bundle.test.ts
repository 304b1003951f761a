import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { LiveBundle } from '../../src/boot/live-bundle.ts';
import type { LoadedBundle } from '../../src/bundle/index.ts';
import type { Event } from '../../src/switchboard/index.ts';
import { loadSmall } from '../bundle/small-bundle.ts';

let onDisk: LoadedBundle;
let happened: string[];
let live: LiveBundle;
let clock: SimulatedClock;

const FLOW = 'flow: main\nstart: end\nsteps:\n  end: { hangup: normal }\n';
const QUEUES =
  'queues:\n  help: { must: "help >= 1", limits: { waiting: 77 } }\n  sales: { must: "sales >= 1" }\n';

beforeEach(() => {
  onDisk = loadSmall();
  happened = [];
  clock = new SimulatedClock();
  live = new LiveBundle({
    folder: './flows',
    bundle: loadSmall().bundle!,
    load: async () => onDisk,
    prepare: async () => {
      happened.push('prompts are made');
      return [];
    },
    admit: async (operators) => void happened.push(`accounts of ${operators.map(({ id }) => id).join(', ')}`),
    put: (event: Event) => happened.push(event.kind),
    clock,
    log: pino({ level: 'silent' }),
  });
});

test('files that are as before change nothing', async () => {
  expect(await live.activate('a test')).toEqual({ changed: [], mistakes: [] });
  expect(happened).toEqual([]);
});

test('other flows come into use when their prompts are made', async () => {
  clock.advance(5_000);
  onDisk = loadSmall({ 'main.flow.yaml': FLOW });
  expect(await live.activate('a test')).toEqual({ changed: ['flow'], mistakes: [] });
  expect(happened).toEqual(['prompts are made', 'flowsChanged']);
  expect(live.state()).toMatchObject({ flowHash: onDisk.bundle!.flowHash, sinceMs: clock.now().wallMs });
});

test('the floor comes into use before the flows, which may lead into a new queue', async () => {
  onDisk = loadSmall({ 'main.flow.yaml': FLOW, 'queues.yaml': QUEUES });
  await live.activate('a test');
  expect(happened).toEqual(['prompts are made', 'accounts of anna, boris', 'floorChanged', 'flowsChanged']);
});

test('files with mistakes change nothing, and the mistakes are told with their place', async () => {
  const { flowHash } = live.state();
  onDisk = loadSmall({ 'main.flow.yaml': FLOW.replace('start: end', 'start: ende') });
  const { changed, mistakes } = await live.activate('a test');
  expect([changed, happened]).toEqual([[], []]);
  expect(mistakes.map(({ file, line }) => `${file}:${line}`)).toContain('./flows/main.flow.yaml:2');
  expect(live.state()).toMatchObject({ flowHash, mistakes });
  expect(await live.validate()).toEqual(mistakes);
  onDisk = loadSmall();
  await live.activate('a test');
  expect(live.state().mistakes).toEqual([]);
});

test('two wishes at once are fulfilled one after the other', async () => {
  onDisk = loadSmall({ 'main.flow.yaml': FLOW });
  const answers = await Promise.all([live.activate('one'), live.activate('other')]);
  expect(answers.map(({ changed }) => changed)).toEqual([['flow'], []]);
});
