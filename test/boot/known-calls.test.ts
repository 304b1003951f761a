import { beforeEach, expect, test } from 'vitest';
import { knownCalls } from '../../src/boot/known-calls.ts';
import type { Bundle, LoadedBundle } from '../../src/bundle/index.ts';
import type { CallSnapshot } from '../../src/switchboard/index.ts';

const call = (callId: string, flowHash: string): CallSnapshot =>
  ({ callId, flowHash }) as unknown as CallSnapshot;
const bundle = (flowHash: string): Bundle => ({ flowHash, flows: { of: flowHash } }) as unknown as Bundle;

/** Folder → the version of the flows that is read from it; one that is not there cannot be read. */
let folders: Map<string, Bundle>;
let read: string[];

const archive = {
  changes: [
    { version: 1, flowHash: 'first' },
    { version: 2, flowHash: 'second' },
    { version: 3, flowHash: 'first' },
    { version: 4, flowHash: 'now' },
  ] as never,
  folderOf: (version: number) => `/archive/${version}`,
};

const know = (calls: readonly CallSnapshot[], inUse: readonly Bundle[] = [bundle('now')]) =>
  knownCalls({ calls, over: new Set(['c9']) }, inUse, archive, async (folder) => {
    read.push(folder);
    return { bundle: folders.get(folder), mistakes: [] } as unknown as LoadedBundle;
  });

beforeEach(() => {
  read = [];
  folders = new Map([
    ['/archive/1', bundle('first')],
    ['/archive/2', bundle('second')],
    ['/archive/3', bundle('first')],
  ]);
});

test('calls go on in the versions in use, of which none is read again', async () => {
  const calls = [call('c1', 'now'), call('c2', 'tried')];
  const known = await know(calls, [bundle('now'), bundle('tried')]);
  expect([read, known.older]).toEqual([[], []]);
  expect([...known.scripts.keys()]).toEqual(['now', 'tried']);
  expect([known.calls, [...known.over]]).toEqual([calls, ['c9']]);
});

test('and in older ones as the archive has them, each read once, from where it was in use last', async () => {
  const known = await know([call('c1', 'second'), call('c2', 'first'), call('c3', 'first')]);
  expect(read).toEqual(['/archive/2', '/archive/3']);
  expect(known.older.map(({ flowHash }) => flowHash)).toEqual(['second', 'first']);
  expect([...known.scripts.keys()]).toEqual(['now', 'second', 'first']);
  expect(known.scripts.get('first')).toEqual({ flowHash: 'first', flows: { of: 'first' } });
});

test('a version that the archive no longer has is not there, and the calls are', async () => {
  const known = await know([call('c1', 'forgotten')]);
  expect([read, known.older, [...known.scripts.keys()]]).toEqual([[], [], ['now']]);
  expect(known.calls).toHaveLength(1);
});

test('nor is one whose files cannot be read, or are others than they were', async () => {
  folders.delete('/archive/2');
  folders.set('/archive/3', bundle('changed by hand'));
  const known = await know([call('c1', 'second'), call('c2', 'first')]);
  expect(read).toEqual(['/archive/2', '/archive/3']);
  expect([known.older, [...known.scripts.keys()]]).toEqual([[], ['now']]);
});
