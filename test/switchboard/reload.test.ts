import { expect, test } from 'vitest';
import { type Bundle, loadBundle } from '../../src/bundle/index.ts';
import { FILES, Floor } from './floor.ts';

const GREETED = FILES['greeted.flow.yaml']!;

/** The bundle with another flow behind the number 200. */
function bundleWith(greeted: string): Bundle {
  const files = new Map(Object.entries({ ...FILES, 'greeted.flow.yaml': greeted }));
  const source = { files, recordings: [], folder: 'ivr-flows', hash: (text: string) => String(text.length) };
  return loadBundle(source).bundle!;
}

function reloadFlows(floor: Floor, greeted: string): void {
  const { flowHash, flows, numbers, languages } = bundleWith(greeted);
  floor.put({ kind: 'flowsChanged', flowHash, flows, numbers, languages });
}

const GONE = GREETED.replace('{ play: hello, next: wait }', '{ play: bye, next: end }')
  .split('\n')
  .filter((line) => !/wait:|queue:|on:|bye:/.test(line))
  .join('\n');

test('a caller keeps the flow in which the call began; the next caller hears the new one', () => {
  const floor = new Floor();
  floor.arrives('c1', '200');
  const first = spoken(floor);
  reloadFlows(floor, GONE);
  floor.arrives('c2', '200');
  const second = spoken(floor);
  const saying = (callId: string): unknown => floor.noted(callId).find(({ kind }) => kind === 'said')?.what;
  expect([saying('c1'), saying('c2')]).toEqual([['hello'], ['bye']]);
  floor.heard('c1', first);
  expect(floor.noted('c1').map(({ kind }) => kind)).toContain('queueEntered');
  floor.heard('c2', second);
  expect(floor.wanted()).toContain('hangUp leg-c2');
});

/** The same bundle, and beside it other flows for a share of the callers. */
function tryFlows(floor: Floor, greeted: string, percent: number): void {
  const { flowHash, flows, numbers, languages } = bundleWith(GREETED);
  const trial = { ...bundleWith(greeted), percent };
  floor.put({ kind: 'flowsChanged', flowHash, flows, numbers, languages, trial });
}

/** Which callers of a hundred heard the new flow, by their numbers; each call is over afterwards. */
function whoHearsNew(floor: Floor, round: string, number = (at: number): string => `+4930${at}`): number[] {
  return Array.from({ length: 100 }, (_, at) => at).filter((at) => {
    const callId = `${round}-${at}`;
    floor.arrives(callId, '200', `leg-${callId}`, number(at));
    const said = floor.noted(callId).find(({ kind }) => kind === 'said')?.what;
    const { trial, flowHash } = floor.noted(callId)[0]!;
    const isNew = String(said) === 'bye';
    expect([trial, flowHash]).toEqual(isNew ? ['new', GONE_HASH] : ['before', floor.plan.flowHash]);
    floor.ends(`leg-${callId}`);
    return isNew;
  });
}

const GONE_HASH = bundleWith(GONE).flowHash;

test('a share of the callers meets the flows on trial, the same ones each time, and more when it grows', () => {
  const floor = new Floor();
  tryFlows(floor, GONE, 20);
  const first = whoHearsNew(floor, 'a');
  expect(first.length).toBeGreaterThan(8);
  expect(first.length).toBeLessThan(35);
  expect(whoHearsNew(floor, 'b')).toEqual(first);
  tryFlows(floor, GONE, 60);
  const more = whoHearsNew(floor, 'c');
  expect(more.length).toBeGreaterThan(first.length);
  expect(more).toEqual(expect.arrayContaining(first));
});

test('callers who hide their number are drawn anew with each call', () => {
  const floor = new Floor();
  tryFlows(floor, GONE, 50);
  const [one, other] = ['a', 'b'].map((round) => whoHearsNew(floor, round, () => ''));
  expect(one).not.toEqual(other);
});

test('who met the flows on trial goes on in them when the trial has ended; nobody else meets them', () => {
  const floor = new Floor();
  tryFlows(floor, GONE, 99);
  floor.arrives('c1', '200');
  const said = spoken(floor);
  reloadFlows(floor, GREETED);
  expect(whoHearsNewAfter(floor)).toBe('hello');
  floor.heard('c1', said);
  expect(floor.wanted()).toContain('hangUp leg-c1');
});

function whoHearsNewAfter(floor: Floor): string {
  floor.arrives('c2', '200');
  expect(floor.noted('c2')[0]).not.toHaveProperty('trial');
  return String(floor.noted('c2').find(({ kind }) => kind === 'said')?.what);
}

const spoken = (floor: Floor): string => floor.wanted().find((one) => one.startsWith('speak'))!;

test('what is said is said in the words of the version in which the call began, which is in use until its end', () => {
  const floor = new Floor();
  floor.arrives('c1', '200');
  const first = spoken(floor);
  reloadFlows(floor, GONE);
  const { flowHash } = floor.plan;
  expect(floor.switchboard.flowVersions()).toEqual(new Set([bundleWith(GONE).flowHash, flowHash]));
  floor.heard('c1', first);
  floor.clock.advance(5 * 60_000);
  expect(floor.spokenIn.get('leg-c1')).toEqual([flowHash, flowHash]);
  floor.arrives('c2', '200');
  expect(floor.spokenIn.get('leg-c2')).toEqual([bundleWith(GONE).flowHash]);
  floor.ends('leg-c1');
  expect(floor.switchboard.flowVersions()).toEqual(new Set([bundleWith(GONE).flowHash]));
});

test('of those who work here only who is new, or gone, has an entry in the journal', () => {
  const floor = new Floor();
  floor.ready('anna');
  const written = floor.entries.length;
  const operators = FILES['operators.yaml']!.replace(/ {2}boris.*\n/, '').concat(
    '  vera: { name: Vera, device: "1002", skills: { en: 5, support: 1 }, queues: { support: {}, safety: {} } }\n',
  );
  const files = new Map(Object.entries({ ...FILES, 'operators.yaml': operators }));
  const source = { files, recordings: [], folder: 'ivr-flows', hash: (text: string) => String(text.length) };
  const bundle = loadBundle(source).bundle!;
  floor.put({ kind: 'floorChanged', queues: bundle.queues, operators: bundle.operators });
  const changed = floor.entries.slice(written).map((entry) => 'operator' in entry && entry.operator);
  expect(changed.toSorted()).toEqual(['boris', 'vera']);
  expect(floor.operator('anna')).toMatchObject({ presence: 'ready', unit: 'free' });
});
