import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadFlows } from '../../src/boot/load-flows.ts';
import { writeWav } from '../../src/speech/index.ts';

const EXAMPLE = join(import.meta.dirname, '../../ivr-flows');
let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'flows-')), 'bundle');
  cpSync(EXAMPLE, folder, { recursive: true });
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

const put = (path: string, content: string | Uint8Array): void => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), content);
};
const mistakes = async (): Promise<readonly string[]> =>
  (await loadFlows(folder)).mistakes.map(
    ({ file, line, column, code }) => `${file}:${line}:${column} ${code}`,
  );
const WAV = writeWav({ rateHz: 8_000, samples: Int16Array.of(1, 2, 3) });

test('a folder is read with its recordings', async () => {
  put('prompts/ru/greeting.wav', WAV);
  const { bundle } = await loadFlows(folder);
  const path = join(folder, 'prompts/ru/greeting.wav');
  expect(bundle!.prompts.get('greeting')!.get('ru')).toMatchObject({
    ...{ kind: 'recording', path, hash: expect.stringMatching(/^[0-9a-f]{16}$/) },
  });
});

test('the hash of the flows changes with a recording, and only then', async () => {
  const first = (await loadFlows(folder)).bundle!;
  put('prompts/ru/greeting.wav', WAV);
  const second = (await loadFlows(folder)).bundle!;
  put('prompts/ru/greeting.wav', writeWav({ rateHz: 8_000, samples: Int16Array.of(1, 2, 4) }));
  const third = (await loadFlows(folder)).bundle!;
  const again = (await loadFlows(folder)).bundle!;
  expect(new Set([first.flowHash, second.flowHash, third.flowHash]).size).toBe(3);
  expect(again.flowHash).toBe(third.flowHash);
  expect(third.floorHash).toBe(first.floorHash);
});

test('hidden files and notes to the reader are no part of it', async () => {
  put('.hotline.flow.yaml.swp', 'x');
  put('README.md', 'x');
  put('notes.txt', 'x');
  put('prompts/README.txt', 'x');
  put('prompts/ru/.DS_Store', 'x');
  expect(await mistakes()).toEqual([]);
});

test('recordings that nobody could play, or nobody looks for, are mistakes', async () => {
  put('prompts/ru/greeting.wav', 'not a sound');
  put('prompts/ru/goodbye.mp3', 'x');
  put('prompts/goodbye.wav', WAV);
  put('prompts/en/goodbye.gsm', 'x'.repeat(34));
  expect(await mistakes()).toEqual([
    'prompts/en/goodbye.gsm:1:1 BAD_RECORDING',
    'prompts/goodbye.wav:1:1 BAD_RECORDING',
    'prompts/ru/goodbye.mp3:1:1 BAD_RECORDING',
    'prompts/ru/goodbye.mp3:1:1 BAD_RECORDING',
    'prompts/ru/greeting.wav:1:1 BAD_RECORDING',
  ]);
});

test('text that is not UTF-8, a file too large, a dead link: each is one mistake', async () => {
  put('numbers.yaml', Buffer.from([0x64, 0xff, 0xfe]));
  truncateSync(join(folder, 'queues.yaml'), 9_000_000);
  rmSync(join(folder, 'prompts.yaml'));
  symlinkSync('/nonexistent', join(folder, 'prompts.yaml'));
  expect(await mistakes()).toEqual([
    'numbers.yaml:1:1 FILE_UNREADABLE',
    'prompts.yaml:1:1 FILE_UNREADABLE',
    'queues.yaml:1:1 FILE_TOO_LARGE',
  ]);
});

test('a folder that is not there is a mistake, not an exception', async () => {
  folder = join(folder, 'nowhere', 'bundle');
  const found = await mistakes();
  expect(found[0]).toBe('.:1:1 FILE_UNREADABLE');
  folder = join(folder, '..', '..');
});

test('a file that may not be read is a mistake', async () => {
  chmodSync(join(folder, 'operators.yaml'), 0o000);
  const mayReadAll = process.getuid?.() === 0;
  expect(await mistakes()).toEqual(mayReadAll ? [] : ['operators.yaml:1:1 FILE_UNREADABLE']);
  chmodSync(join(folder, 'operators.yaml'), 0o644);
  expect(readFileSync(join(folder, 'operators.yaml'), 'utf8')).toContain('anna');
});
