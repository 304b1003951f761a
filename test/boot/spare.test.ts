import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { standReady } from '../../src/boot/spare.ts';
import { WarmReader } from '../../src/boot/warm-reader.ts';
import type { LoadedBundle } from '../../src/bundle/index.ts';
import { eventually } from '../kit/eventually.ts';

let folder: string;
let history: string;
let reads: number;
let word: PassThrough;
let told: Promise<boolean>;
let loaded: number[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-ready-'));
  history = join(folder, 'history.jsonl');
  writeFileSync(history, '');
  [reads, loaded] = [0, []];
  word = new PassThrough();
  const hashes = async () => ({ flowHash: String(reads), floorHash: '' });
  const load = async (): Promise<LoadedBundle> => {
    reads += 1;
    return { bundle: undefined, hashes: await hashes(), mistakes: [], warnings: [] };
  };
  const reader = new WarmReader({ load, hashes }, Date.now);
  told = standReady({ word, reader, folder, history, onLoaded: () => loaded.push(reads), lookEveryMs: 20 });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Another version comes into use: the file grows, more than once, since it may just be looked at for the first time. */
const readAgain = (): Promise<true> =>
  eventually('they are read again', () => {
    appendFileSync(history, '{}\n');
    return reads > 1 ? true : undefined;
  });

test('it begins when it is told the word, which may come in pieces', async () => {
  word.write('beg');
  word.write('in\n');
  expect(await told).toBe(true);
});

test('it never begins when whoever would tell it has gone', async () => {
  word.end('beg');
  expect(await told).toBe(false);
});

test('it reads the files at once, and again when other ones are in use', async () => {
  await eventually('they are read', () => (reads === 1 ? true : undefined));
  await readAgain();
  word.end();
  await told;
});

test('it tells once that it is loaded, when it has read the files', async () => {
  await eventually('it is told', () => loaded[0]);
  await readAgain();
  word.end();
  await told;
  expect(loaded).toEqual([1]);
});
