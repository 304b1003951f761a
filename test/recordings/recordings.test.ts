import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRecordings, KeyRing, type Recordings } from '../../src/recordings/index.ts';
import { writeWav } from '../../src/speech/index.ts';

const RATE = 8_000;
const log = pino({ level: 'silent' });

let folder: string;
/** The file of the keys. */
let ring: string;
/** What the exchange holds. */
let held: Map<string, Uint8Array>;
/** The exchange breaks off behind so many bytes. */
let brokenAt: number;
let recordings: Recordings;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'cordboard-recordings-')), 'recordings');
  ring = join(folder, '../recordings-key');
  held = new Map();
  brokenAt = Number.POSITIVE_INFINITY;
  recordings = withRing(new KeyRing(ring));
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

function withRing(keys: KeyRing): Recordings {
  const exchange = {
    recordings: async () => [...held.keys()],
    recording: async (id: string) => {
      const sound = held.get(id);
      return sound === undefined ? undefined : piecesOf(sound);
    },
    forgetRecording: async (id: string) => void held.delete(id),
  };
  return createRecordings({ folder, keys, exchange, log });
}

async function* piecesOf(sound: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < sound.length; at += 50_001) {
    if (at > brokenAt) throw new Error('the exchange is away');
    yield sound.subarray(at, at + 50_001);
  }
}

function wav(ms: number, amplitude = 8_000): Uint8Array {
  const samples = Int16Array.from({ length: (RATE * ms) / 1_000 }, (_, index) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * 600 * index) / RATE)),
  );
  return writeWav({ rateHz: RATE, samples });
}

async function heard(id: string, from: Recordings = recordings): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync((await from.open(id)).pieces));
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('a recording', () => {
  test.each([1_000, 4_094, 4_096, 65_500, 300_000])(
    'of %i ms is kept as it was, and no longer by the exchange',
    async (ms) => {
      const sound = wav(ms);
      held.set('c1-1', sound);
      expect(await recordings.keep('c1-1', false)).toEqual({ ok: true, soundMs: ms });
      expect([...held.keys()]).toEqual([]);
      expect(digest(await heard('c1-1'))).toBe(digest(sound));
      expect((await recordings.open('c1-1')).bytes).toBe(sound.length);
    },
  );

  test('is nowhere on the disk in the clear, and nobody else may read its file', async () => {
    const sound = Buffer.from(wav(10_000));
    held.set('c1-1', sound);
    await recordings.keep('c1-1', false);
    const [name] = await readdir(folder);
    const bytes = await readFile(join(folder, name!));
    expect(bytes.includes('RIFF')).toBe(false);
    expect(bytes.includes(sound.subarray(1_000, 1_016))).toBe(false);
    expect((await stat(join(folder, name!))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  test('in which nobody says anything is not kept', async () => {
    held.set('quiet-1', wav(5_000, 0));
    held.set('noise-1', wav(5_000, 100));
    held.set('click-1', Buffer.concat([wav(100), wav(5_000, 0).subarray(44)]));
    for (const id of [...held.keys()])
      expect([id, await recordings.keep(id, false)]).toEqual([id, { ok: true, soundMs: 0 }]);
    expect(held.size).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });

  test('of a call is kept also when nobody says anything, with both sides', async () => {
    const both = wav(4_000, 0);
    both[22] = 2;
    held.set('c1-t1', both);
    expect(await recordings.keep('c1-t1', true)).toEqual({ ok: true, soundMs: 2_000 });
    expect(await recordings.keep('c1-t1', true)).toEqual({ ok: true, soundMs: 2_000 });
    expect(digest(await heard('c1-t1'))).toBe(digest(both));
  });

  test('that the exchange does not have holds nothing', async () => {
    expect(await recordings.keep('c1-1', false)).toEqual({ ok: true, soundMs: 0 });
  });

  test('that breaks off stays with the exchange, leaves nothing behind, and is kept at the next try', async () => {
    held.set('c1-1', wav(20_000));
    brokenAt = 100_000;
    expect(await recordings.keep('c1-1', false)).toEqual({ ok: false, soundMs: 0 });
    expect(await readdir(folder)).toEqual([]);
    brokenAt = Number.POSITIVE_INFINITY;
    expect(await recordings.keep('c1-1', false)).toEqual({ ok: true, soundMs: 20_000 });
  });

  test('is the same whoever asks for it again, at the same time or later', async () => {
    held.set('c1-1', wav(20_000));
    const both = await Promise.all([recordings.keep('c1-1', false), recordings.keep('c1-1', false)]);
    held.set('c1-1', wav(20_000));
    expect([...both, await withRing(new KeyRing(ring)).keep('c1-1', false)]).toEqual(
      Array(3).fill({ ok: true, soundMs: 20_000 }),
    );
    expect(held.size).toBe(0);
    expect(await readdir(folder)).toHaveLength(1);
  });

  test('is with the exchange until it is told of, and stays there when that fails', async () => {
    held.set('c1-1', wav(1_000));
    const fate = { ok: true, soundMs: 1_000 };
    const seen: unknown[] = [];
    const failing = async (told: unknown): Promise<void> => {
      seen.push([told, [...held.keys()], await readdir(folder)]);
      throw new Error('the journal is away');
    };
    expect(await recordings.keep('c1-1', false, failing)).toEqual(fate);
    expect(seen).toEqual([[fate, ['c1-1'], ['c1-1.sealed']]]);
    expect([...held.keys()]).toEqual(['c1-1']);
    expect(await recordings.keep('c1-1', false, async () => {})).toEqual(fate);
    expect([...held.keys()]).toEqual([]);
  });

  test('is erased for good', async () => {
    held.set('c1-1', wav(1_000));
    await recordings.keep('c1-1', false);
    await recordings.erase('c1-1');
    await recordings.erase('c1-1');
    expect(await readdir(folder)).toEqual([]);
    await expect(recordings.open('c1-1')).rejects.toMatchObject({ code: 'RECORDING_UNKNOWN' });
  });
});

test('what is older than it may get is erased, and what a process that died left unfinished', async () => {
  for (const id of ['old-1', 'new-1']) {
    held.set(id, wav(1_000));
    await recordings.keep(id, false);
  }
  expect(await recordings.eraseOlder(Date.now() - 60_000, async () => false)).toEqual([]);
  await writeFile(join(folder, 'c9-1.sealed.0011.unfinished'), 'half');
  for (const name of ['old-1.sealed', 'c9-1.sealed.0011.unfinished']) await utimes(join(folder, name), 1, 1);
  expect(await recordings.eraseOlder(Date.now() - 60_000, async (id) => id === 'old-1')).toEqual([]);
  expect(await recordings.eraseOlder(Date.now() - 60_000, async () => false)).toEqual(['old-1']);
  expect(await readdir(folder)).toEqual(['new-1.sealed']);
});

describe('a new key', () => {
  const keysCount = async (): Promise<number> => (await readFile(ring, 'utf8')).trim().split('\n').length;
  const sealed = (id: string): Promise<Buffer> => readFile(join(folder, `${id}.sealed`));

  test('opens everything, the old one nothing any more; the age of a file and its sound stay', async () => {
    const old = await readFile(ring);
    for (const id of ['c1-1', 'c2-1']) {
      held.set(id, wav(20_000));
      await recordings.keep(id, true);
    }
    await utimes(join(folder, 'c1-1.sealed'), 1, 1);
    const [before, sound] = [await sealed('c1-1'), digest(await heard('c1-1'))];
    recordings.renewKey();
    expect(() => recordings.renewKey()).toThrow('RECORDINGS_KEY_BUSY');
    expect(await recordings.rewrap()).toBe(0);
    expect(await keysCount()).toBe(1);
    for (const from of [recordings, withRing(new KeyRing(ring))])
      expect(digest(await heard('c1-1', from))).toBe(sound);
    expect((await stat(join(folder, 'c1-1.sealed'))).mtimeMs).toBe(1_000);
    const after = await sealed('c1-1');
    expect(after.subarray(0, 68).equals(before.subarray(0, 68))).toBe(false);
    expect(after.subarray(68).equals(before.subarray(68))).toBe(true);
    await writeFile(`${ring}-old`, old);
    await expect(heard('c1-1', withRing(new KeyRing(`${ring}-old`)))).rejects.toMatchObject({
      code: 'RECORDING_DAMAGED',
    });
  });

  test('that a process died over is gone on with by the next one', async () => {
    held.set('c1-1', wav(2_000));
    await recordings.keep('c1-1', true);
    // It had made the key, and was at the first file.
    new KeyRing(ring).renew();
    const next = withRing(new KeyRing(ring));
    expect(await heard('c1-1', next)).toHaveLength(wav(2_000).length);
    held.set('c2-1', wav(2_000));
    await next.keep('c2-1', true);
    expect([await keysCount(), await next.rewrap(), await keysCount()]).toEqual([2, 0, 1]);
    for (const id of ['c1-1', 'c2-1']) expect(await heard(id, next)).toHaveLength(wav(2_000).length);
  });

  test('misses nothing that is being sealed with the old one, and stays beside the old one for a damaged file', async () => {
    held.set('c1-1', wav(20_000));
    const sealing = recordings.keep('c1-1', true);
    await writeFile(join(folder, '../nothing'), '');
    recordings.renewKey();
    await Promise.all([sealing, recordings.rewrap()]);
    expect(digest(await heard('c1-1'))).toBe(digest(wav(20_000)));
    await writeFile(join(folder, 'c3-1.sealed'), 'cut');
    recordings.renewKey();
    expect(await recordings.rewrap()).toBe(1);
    expect(await keysCount()).toBe(2);
  });

  test('a file that holds something else is refused', async () => {
    await writeFile(ring, 'secret\n');
    expect(() => new KeyRing(ring)).toThrow(RangeError);
  });
});

describe('whoever meddles is found out', () => {
  const keptFile = async (): Promise<string> => {
    held.set('c1-1', wav(20_000));
    await recordings.keep('c1-1', false);
    return join(folder, 'c1-1.sealed');
  };

  test.each([0, 10, 70, 68 + 65_552, 68 + 2 * 65_552, 200_000])(
    'a file that was cut at %i bytes',
    async (length) => {
      await truncate(await keptFile(), length);
      await expect(heard('c1-1')).rejects.toMatchObject({ code: 'RECORDING_DAMAGED' });
    },
  );

  test.each([0, 9, 40, 68, 100_000, -1])('a byte that was changed at %i', async (at) => {
    const path = await keptFile();
    const bytes = await readFile(path);
    const place = at < 0 ? bytes.length + at : at;
    bytes[place] = bytes[place]! ^ 1;
    await writeFile(path, bytes);
    await expect(heard('c1-1')).rejects.toMatchObject({ code: 'RECORDING_DAMAGED' });
  });

  test('parts that were exchanged, files that were renamed, and another key', async () => {
    const path = await keptFile();
    const bytes = await readFile(path);
    await writeFile(join(folder, 'c2-1.sealed'), bytes);
    await expect(heard('c2-1')).rejects.toMatchObject({ code: 'RECORDING_DAMAGED' });
    await expect(heard('c1-1', withRing(new KeyRing(`${ring}-of-another`)))).rejects.toMatchObject({
      code: 'RECORDING_DAMAGED',
    });
    const [head, first, second] = [
      bytes.subarray(0, 68),
      bytes.subarray(68, 65_620),
      bytes.subarray(65_620, 131_172),
    ];
    await writeFile(path, Buffer.concat([head, second, first, bytes.subarray(131_172)]));
    await expect(heard('c1-1')).rejects.toMatchObject({ code: 'RECORDING_DAMAGED' });
  });

  test.each(['../c1-1', '.', '', 'a/b', '/etc/passwd', 'a\0b', 'c1-1.sealed/..'])(
    'the name %j opens nothing',
    async (name) => {
      await keptFile();
      await expect(recordings.open(name)).rejects.toMatchObject({ code: 'RECORDING_UNKNOWN' });
      expect(await recordings.keep(name, false)).toEqual({ ok: false, soundMs: 0 });
    },
  );
});
