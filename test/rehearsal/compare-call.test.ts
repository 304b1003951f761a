import { expect, test } from 'vitest';
import type { NumberTable } from '../../src/bundle/index.ts';
import type { Entry } from '../../src/journal/index.ts';
import { type Comparison, compareCall } from '../../src/rehearsal/index.ts';
import { loadSmall } from '../bundle/small-bundle.ts';
import { Floor } from '../switchboard/floor.ts';

const FLOW = [
  'flow: main',
  'start: hello',
  'steps:',
  '  hello: { play: hello, next: choose }',
  '  choose:',
  '    menu: { prompts: [ask, ask-again], keys: { 1: help, 2: sales }, timeout: 5s }',
  '    on: { failed: help }',
  '  help: { queue: help, on: { timeout: bye, full: bye, unstaffed: bye, left: bye, error: bye } }',
  '  sales: { queue: sales, on: { timeout: bye, full: bye, unstaffed: bye, left: bye, error: bye } }',
  '  bye: { play: bye, next: end }',
  '  end: { hangup: normal }',
  '',
].join('\n');

function compare(timeline: readonly Entry[], flow = FLOW, changes: Record<string, string> = {}): Comparison {
  const { bundle, mistakes } = loadSmall({ ...changes, 'main.flow.yaml': flow });
  expect(mistakes).toEqual([]);
  return compareCall(timeline, { flows: bundle!.flows, numbers: bundle!.numbers });
}

const callId = 'c1';
let atMs = 1_000;
const arrived = (): Entry => ({
  atMs,
  kind: 'callArrived',
  callId,
  dialled: '100',
  caller: '+7900',
  flow: 'main',
});
const said = (...what: string[]): Entry => ({ atMs: ++atMs, kind: 'said', callId, language: 'en', what });
const entered = (step: string): Entry => ({
  atMs: ++atMs,
  kind: 'stepEntered',
  callId,
  flow: 'main',
  step,
  visit: 1,
});
const left = (step: string, outcome: string): Entry => ({
  atMs: ++atMs,
  kind: 'stepLeft',
  callId,
  step,
  outcome,
});
const pressed = (digit: string): Entry => ({ atMs: ++atMs, kind: 'digitPressed', callId, digit });
const queued = (queue: string): Entry => ({
  ...{ atMs: ++atMs, kind: 'queueEntered', callId, queue, needs: null, waitingBefore: 0 },
});
const ended = (by: 'caller' | 'system'): Entry => ({
  ...{ atMs: ++atMs, kind: 'callEnded', callId, outcome: 'abandoned', where: 'queue', by },
});
const hello = (): Entry[] => [
  arrived(),
  entered('hello'),
  said('hello'),
  left('hello', 'done'),
  entered('choose'),
];

/** The caller is silent, then presses a wrong key, then this one. */
const chose = (digit: string, queue: string): Entry[] => [
  ...[...hello(), said('ask'), said('ask-again'), pressed('7'), said('ask-again'), pressed(digit)],
  ...[left('choose', digit), entered(queue), queued(queue)],
];

test('a call in the flows in which it was made goes the same way, with its silences and wrong keys', () => {
  expect(compare([...chose('2', 'sales'), ended('caller')])).toEqual({ kind: 'same' });
  const silent = [...hello(), said('ask'), said('ask-again'), said('ask-again'), left('choose', 'failed')];
  expect(compare([...silent, entered('help'), queued('help'), ended('caller')])).toEqual({ kind: 'same' });
});

test('a key that leads elsewhere is the first difference, in words', () => {
  const other = FLOW.replace('1: help, 2: sales', '1: sales, 2: help');
  expect(compare([...chose('2', 'sales'), ended('caller')], other)).toEqual({
    kind: 'differs',
    say: 'after "choose" the caller came to "sales", and comes to "help" now',
  });
});

test('the same step with another queue is a difference', () => {
  const other = FLOW.replace('sales: { queue: sales', 'sales: { queue: help');
  expect(compare([...chose('2', 'sales'), ended('caller')], other)).toEqual({
    kind: 'differs',
    say: 'the caller came into the queue "sales", and comes into "help" now',
  });
});

test('the wait ends as it did, and what follows is compared, up to the end', () => {
  const call = [...chose('1', 'help'), left('help', 'timeout'), entered('bye'), said('bye')];
  const whole = [...call, left('bye', 'done'), entered('end'), ended('system')];
  expect(compare(whole)).toEqual({ kind: 'same' });
  expect(
    compare(
      whole,
      FLOW.replace('help: { queue: help, on: { timeout: bye', 'help: { queue: help, on: { timeout: choose'),
    ),
  ).toEqual({
    kind: 'differs',
    say: 'after "help" the caller came to "bye", and comes to "choose" now',
  });
});

test('what the flow did when the caller had gone is no part of the way', () => {
  const call = [...chose('1', 'help'), ended('caller')];
  const gone = { ...entered('log-end'), atMs };
  expect(compare([...call.slice(0, -1), gone, { ...call.at(-1)!, atMs }])).toEqual({ kind: 'same' });
});

test('a call whose inputs are not kept is not compared, and it is said which', () => {
  const secret = { kind: 'notComparable', why: 'secret keys are not kept' };
  expect(compare([...hello(), pressed('•'), ended('caller')])).toEqual(secret);
  const asking = FLOW.replace(
    'hello: { play: hello, next: choose }',
    'hello: { check_queue: help, on: { ok: choose, unstaffed: choose } }',
  );
  const queue = { kind: 'notComparable', why: 'what the queue was like is not kept' };
  expect(compare([...chose('2', 'sales'), ended('caller')], asking)).toEqual(queue);
  const none: Entry = { ...(arrived() as Extract<Entry, { kind: 'callArrived' }>), flow: null };
  expect(compare([none, ended('system')])).toEqual({ kind: 'notComparable', why: 'the call met no flow' });
});

const MENU = [
  'flow: greeted',
  'start: hello',
  'steps:',
  '  hello: { play: hello, next: pause }',
  '  pause: { wait: 2s, next: choose }',
  '  choose:',
  '    menu: { prompts: [bye, sorry], keys: { 1: wait, 2: choose }, timeout: 5s, retries: { no_input: 2, no_match: 2 } }',
  '    on: { failed: again }',
  '  again: { menu: { prompts: hello, keys: { 1: wait }, timeout: 5s }, on: { failed: wait } }',
  '  wait: { queue: support, on: { timeout: bye, full: bye, unstaffed: bye, left: bye, error: bye } }',
  '  bye: { play: bye, next: end }',
  '  end: { hangup: normal }',
  '',
].join('\n');

test('what the switchboard wrote of a call is enough to make it again', () => {
  const floor = new Floor({ 'greeted.flow.yaml': MENU });
  floor.arrives('c1', '200');
  const listens = (): void => {
    const speaking = floor.wanted().findLast((one) => one.startsWith('speak'));
    if (speaking !== undefined) floor.heard('c1', speaking);
  };
  const silent = (ms: number): void => {
    listens();
    floor.clock.advance(ms);
  };
  const press = (digit: string): void => floor.put({ kind: 'digitPressed', legId: 'leg-c1', digit });
  silent(2_000);
  silent(5_000);
  listens();
  press('7');
  silent(5_000);
  press('2');
  for (let count = 0; count < 3; count += 1) silent(5_000);
  press('1');
  floor.clock.advance(5 * 60_000);
  listens();
  const kinds = floor.noted('c1').map(({ kind }) => kind);
  expect([kinds.includes('queueLeft'), floor.wanted().at(-1)]).toEqual([true, 'hangUp leg-c1']);
  floor.ends('leg-c1');
  const entries = floor.entries.filter((entry) => 'callId' in entry);
  const { flows, numbers } = floor.plan;
  expect(compareCall(entries, { flows, numbers: numbers as NumberTable })).toEqual({ kind: 'same' });
});
