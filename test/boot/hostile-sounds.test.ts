import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BundleArchive } from '../../src/boot/bundle-archive.ts';
import { loadFlows } from '../../src/boot/load-flows.ts';
import { Resampler, readWav, recordingFault, writeWav } from '../../src/speech/index.ts';
import { playable } from '../../src/speech/recording.ts';

const EXAMPLE = join(import.meta.dirname, '../../ivr-flows');
const GIGABYTE = 2 ** 30;
const SAMPLES = Int16Array.from({ length: 800 }, (_, index) => (index % 16) * 100);
/** It may hold a page of code in its name; none of that is for the exchange. */
const PAGE = '<script>alert(1)</script>PK\x03\x04%PDF-1.7 #!/bin/sh';

const wav = (): Buffer => Buffer.from(writeWav({ rateHz: 8_000, samples: SAMPLES }));
/** A WAV with another number at a place of its header. */
const changed = (at: number, value: number, bytes: 2 | 4 = 4): Buffer => {
  const whole = wav();
  whole.writeUIntLE(value, at, bytes);
  return whole;
};
const begun = (begin: string): Buffer => Buffer.concat([Buffer.from(begin, 'latin1'), Buffer.alloc(330)]);
const part = (tag: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.write(tag, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
};

let scratch: string;
let folder: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'sounds-'));
  folder = join(scratch, 'bundle');
  cpSync(EXAMPLE, folder, { recursive: true });
  mkdirSync(join(folder, 'prompts/ru'), { recursive: true });
});
afterEach(() => rmSync(scratch, { recursive: true }));

const at = (name: string): string => join(folder, 'prompts/ru', name);
const mistakes = async () => (await loadFlows(folder)).mistakes;

describe('a sound that is hostile or broken is refused with its name, and with what to do', () => {
  test.each<readonly [string, string, Buffer, RegExp]>([
    [
      'that says it has a gigabyte',
      'greeting.wav',
      changed(40, GIGABYTE),
      /1600 bytes of sound and says 1073741824/,
    ],
    ['that was cut off', 'greeting.wav', wav().subarray(0, 900), /856 bytes of sound and says 1600/],
    ['whose format never ends', 'greeting.wav', changed(16, GIGABYTE), /no sound/],
    ['without a rate', 'greeting.wav', changed(24, 0), /0 samples a second/],
    ['with an endless rate', 'greeting.wav', changed(24, 0xffff_ffff), /4294967295 samples a second/],
    ['without channels', 'greeting.wav', changed(22, 0, 2), /0 channels/],
    ['with very many channels', 'greeting.wav', changed(22, 65_535, 2), /65535 channels/],
    ['of no bits', 'greeting.wav', changed(34, 0, 2), /not PCM of 16 bits/],
    ['in a code of others', 'greeting.wav', changed(20, 0xfffe, 2), /not PCM of 16 bits/],
    ['of no samples', 'greeting.wav', wav().subarray(0, 44), /no sound/],
    ['of half a sample', 'greeting.wav', changed(40, 1), /no sound/],
    [
      'of thousands of empty parts',
      'greeting.wav',
      Buffer.concat([wav().subarray(0, 12), Buffer.alloc(80_000)]),
      /1000 parts/,
    ],
    ['that is a page', 'greeting.wav', begun(PAGE), /not a WAV/],
    ['of nothing', 'greeting.wav', Buffer.alloc(0), /empty/],
    ['that is a WAV under another name', 'greeting.ulaw', wav(), /another kind than "\.ulaw"/],
    ['that is an archive', 'greeting.alaw', begun('PK\x03\x04'), /another kind than "\.alaw"/],
    ['that is a program', 'greeting.ulaw', begun('\x7fELF'), /another kind/],
    ['that is a page under another name', 'greeting.ulaw', begun('<!DOCTYPE html>'), /another kind/],
    ['that is no GSM', 'greeting.gsm', Buffer.alloc(66, 1), /not GSM full rate/],
    [
      'that is GSM and something more',
      'greeting.gsm',
      Buffer.concat([Buffer.alloc(33, 0xd1), Buffer.alloc(33)]),
      /GSM/,
    ],
  ])('one %s', async (_, name, bytes, say) => {
    writeFileSync(at(name), bytes);
    const [mistake, ...others] = await mistakes();
    expect(mistake).toMatchObject({ file: `prompts/ru/${name}`, code: 'BAD_RECORDING' });
    expect(mistake!.say).toMatch(say);
    expect(mistake!.hint).toMatch(/record it anew/);
    expect(others).toEqual([]);
  });

  test('one of more than fifty megabytes, of which nothing is read', async () => {
    writeFileSync(at('greeting.wav'), wav());
    truncateSync(at('greeting.wav'), 4 * GIGABYTE);
    expect(await mistakes()).toMatchObject([{ file: 'prompts/ru/greeting.wav', code: 'FILE_TOO_LARGE' }]);
  });

  test.each(['/dev/zero', '/etc/passwd', '../../../outside.wav', '../../../twin/outside.wav'])(
    'one that is a link to %s, outside of the bundle',
    async (target) => {
      mkdirSync(`${folder}-twin`);
      for (const place of ['outside.wav', 'bundle-twin/outside.wav'])
        writeFileSync(join(scratch, place), wav());
      symlinkSync(target.replace('twin', 'bundle-twin'), at('greeting.wav'));
      expect(await mistakes()).toMatchObject([
        {
          ...{ file: 'prompts/ru/greeting.wav', code: 'FILE_UNREADABLE' },
          ...{ say: 'it is a link that leads out of the bundle', hint: 'put the file itself there' },
        },
      ]);
    },
  );

  test('one that is a pipe, at which nobody waits, and one that is a folder', async () => {
    execFileSync('mkfifo', [at('greeting.wav')]);
    mkdirSync(at('goodbye.wav'));
    const found = (await mistakes()).map(({ file, code, say }) => `${file} ${code} ${say}`);
    expect(found).toEqual([
      'prompts/ru/goodbye.wav FILE_UNREADABLE it is not a file',
      'prompts/ru/greeting.wav FILE_UNREADABLE it is not a file',
    ]);
  });
});

test('links within the bundle are what they lead to, also when the version is gone back to', async () => {
  mkdirSync(join(folder, '..data/prompts/ru'), { recursive: true });
  rmSync(join(folder, 'prompts'), { recursive: true });
  writeFileSync(join(folder, '..data/greeting.wav'), wav());
  symlinkSync('../../greeting.wav', join(folder, '..data/prompts/ru/greeting.wav'));
  const unread = [
    ['notes', '/dev/zero'],
    ['more', '/'],
    ['round', '..'],
    ['dead', 'nowhere'],
  ] as const;
  for (const [name, target] of [['prompts', '..data/prompts'], ...unread] as const)
    symlinkSync(target, join(folder, name));
  symlinkSync('..', join(folder, '..data/prompts/ru/.circle'));
  const { bundle, hashes } = await loadFlows(folder);
  expect(bundle?.prompts.get('greeting')?.get('ru')).toMatchObject({ kind: 'recording' });
  const archive = await BundleArchive.open(join(scratch, 'bundles'));
  const version = await archive.keep(folder, hashes, { by: 'a test', atMs: 1, trial: null });
  rmSync(folder, { recursive: true });
  const kept = readdirSync(archive.folderOf(version));
  expect(kept.filter((name) => unread.some(([other]) => other === name))).toEqual([]);
  const again = await loadFlows(archive.folderOf(version));
  expect(again.mistakes).toEqual([]);
  expect(again.bundle?.flowHash).toBe(bundle?.flowHash);
});

describe('of a WAV that is something else as well', () => {
  test('the exchange gets its samples and nothing more', async () => {
    const page = Buffer.from(PAGE, 'latin1');
    const head = wav();
    const both = Buffer.concat([
      head.subarray(0, 36),
      part('LIST', page),
      head.subarray(36),
      part('junk', page),
      page,
    ]);
    const { bytes, ending } = await playable('greeting.wav', both, new Resampler());
    expect(ending).toBe('wav');
    expect(Buffer.from(bytes).equals(head)).toBe(true);
  });
});

test('what a header claims costs neither memory nor time: the file is the measure', () => {
  const endless = changed(40, 0xffff_ffff);
  expect(readWav(endless).samples).toEqual(SAMPLES);
  const large = Buffer.concat([wav().subarray(0, 40), Buffer.alloc(40_000_000, 0xff)]);
  const fromMs = performance.now();
  expect(recordingFault('greeting.wav', large)).toBeUndefined();
  expect(performance.now() - fromMs).toBeLessThan(20);
});
