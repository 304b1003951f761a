import { expect, test } from 'vitest';
import type { FolderReader } from '../../src/boot/choose-bundle.ts';
import { WarmReader } from '../../src/boot/warm-reader.ts';
import type { LoadedBundle } from '../../src/bundle/index.ts';

const DAY_MS = 86_400_000;
const GOOD = { bundle: {}, mistakes: [], warnings: [] } as unknown as LoadedBundle;

/** A reader of one folder whose files can be changed, and all that was asked of it. */
function around() {
  const files = { flowHash: 'flow-1', floorHash: 'floor-1', isGood: true };
  const asked: string[] = [];
  const time = { wallMs: 1_800_000_000_000 };
  const hashes = () => ({ flowHash: files.flowHash, floorHash: files.floorHash });
  const reader: FolderReader = {
    load: async (folder) => {
      asked.push(`load ${folder}`);
      return { ...GOOD, hashes: hashes(), ...(files.isGood ? {} : { bundle: undefined }) };
    },
    hashes: async () => hashes(),
  };
  return { files, asked, time, warm: new WarmReader(reader, () => time.wallMs) };
}

test('files that are as they were when they were checked are not checked again', async () => {
  const { asked, warm } = around();
  await warm.warm('flows');
  const { hashes } = await warm.load('flows');
  expect(hashes).toEqual({ flowHash: 'flow-1', floorHash: 'floor-1' });
  expect(asked).toEqual(['load flows']);
});

test.each(['flowHash', 'floorHash'] as const)('files that have changed since are (%s)', async (hash) => {
  const { asked, files, warm } = around();
  await warm.warm('flows');
  files[hash] = 'another';
  expect((await warm.load('flows')).hashes).toMatchObject({ [hash]: 'another' });
  expect(asked).toHaveLength(2);
});

test('those of another folder, of another day, or with mistakes are', async () => {
  const { asked, files, time, warm } = around();
  await warm.warm('flows');
  await warm.load('data/bundles/1');
  time.wallMs += DAY_MS;
  await warm.load('flows');
  expect(asked).toEqual(['load flows', 'load data/bundles/1', 'load flows']);
  files.isGood = false;
  await warm.warm('flows');
  await warm.load('flows');
  expect(asked).toHaveLength(5);
});
