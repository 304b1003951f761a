import { expect, test } from 'vitest';
import { loadBundle } from '../../src/bundle/index.ts';
import { FILES, Floor } from './floor.ts';

const GREETED = FILES['greeted.flow.yaml']!;

/** The bundle with another flow behind the number 200. */
function reloadFlows(floor: Floor, greeted: string): void {
  const files = new Map(Object.entries({ ...FILES, 'greeted.flow.yaml': greeted }));
  const source = { files, recordings: [], folder: 'ivr-flows', hash: (text: string) => String(text.length) };
  const { flowHash, flows, numbers, languages } = loadBundle(source).bundle!;
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

const spoken = (floor: Floor): string => floor.wanted().find((one) => one.startsWith('speak'))!;

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
