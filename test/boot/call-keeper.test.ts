import { readFileSync } from 'node:fs';
import { appendFile, mkdtemp, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { CallKeeper } from '../../src/boot/call-keeper.ts';
import { keptSnapshot } from './kept-snapshot.ts';

const LAG_MS = 50;
const AGAIN_MS = 1_000;
const BOOT = 'boot-1';

let folder: string;
let file: string;
let clock: SimulatedClock;
/** The calls that go on, and how many offers each has had: what changes of them. */
let live: Map<string, number>;
let logged: string[];
/** Settled when the journal is safe. */
let journal: Promise<void>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordboard-keeper-'));
  file = join(folder, 'calls.jsonl');
  clock = new SimulatedClock();
  live = new Map();
  logged = [];
  journal = Promise.resolve();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

function keeperOf(boot = BOOT, bytesMax?: number): CallKeeper {
  return new CallKeeper({
    ...{ file, boot, clock },
    ...(bytesMax !== undefined && { bytesMax }),
    snapshotOf: (callId) => {
      const offersCount = live.get(callId);
      return offersCount === undefined ? undefined : keptSnapshot(callId, { offersCount });
    },
    liveCallIds: () => live.keys(),
    journalIsSafe: () => journal,
    log: {
      error: (_: unknown, words: string) => logged.push(`error: ${words}`),
      warn: (_: unknown, words: string) => logged.push(`warn: ${words}`),
      info: (words: string) => logged.push(`info: ${words}`),
    } as never,
  });
}

/** The call is as it was told now; null: it is over. */
function changes(keeper: CallKeeper, callId: string, offersCount: number | null): void {
  if (offersCount === null) live.delete(callId);
  else live.set(callId, offersCount);
  keeper.remember(callId);
}

/** What another process finds, without a word from this one. */
async function found(boot = BOOT): Promise<{ calls: Record<string, number>; over: string[] }> {
  const { calls, over } = await keeperOf(boot).read();
  const known = calls.map(({ callId, offersCount }) => [callId, offersCount] as const);
  return { calls: Object.fromEntries(known), over: [...over] };
}

/** The lag is over, and this has come to be true on the disk. */
async function later(what: () => Promise<void> | void, ms = LAG_MS): Promise<void> {
  clock.advance(ms);
  await vi.waitFor(what, { timeout: 2_000, interval: 2 });
}

/** The same for the end of a call, which is on its way to the journal first. */
const atLast = (what: () => Promise<void>): Promise<void> =>
  vi.waitFor(
    async () => {
      clock.advance(LAG_MS);
      await what();
    },
    { timeout: 2_000, interval: 2 },
  );

describe('what a process keeps of its calls', () => {
  test('is in the file a moment later, and the last line of a call counts', async () => {
    const keeper = keeperOf();
    changes(keeper, 'c1', 1);
    changes(keeper, 'c2', 0);
    await later(async () => expect((await found()).calls).toEqual({ c1: 1, c2: 0 }));
    changes(keeper, 'c1', 2);
    changes(keeper, 'c1', 3);
    await later(async () => expect((await found()).calls).toEqual({ c1: 3, c2: 0 }));
    expect((await readFile(file, 'utf8')).trimEnd().split('\n')).toHaveLength(3);
    await keeper.close();
  });

  test('is nothing before anything was written', async () => {
    expect(await found()).toEqual({ calls: {}, over: [] });
    expect(logged).toEqual([]);
  });

  test('is written to its end when the process is asked to stop, and not after that', async () => {
    const keeper = keeperOf();
    changes(keeper, 'c1', 1);
    await keeper.close();
    expect((await found()).calls).toEqual({ c1: 1 });
    changes(keeper, 'c1', 2);
    clock.advance(LAG_MS);
    await keeper.close();
    expect((await found()).calls).toEqual({ c1: 2 });
  });

  test('is in the file before anything else happens where it is urgent', async () => {
    const keeper = keeperOf();
    changes(keeper, 'c1', 1);
    await later(async () => expect((await found()).calls).toEqual({ c1: 1 }));
    live.set('c1', 2);
    keeper.rememberNow('c1');
    expect(readFileSync(file, 'utf8')).toContain('"offersCount":2');
    expect((await found()).calls).toEqual({ c1: 2 });
    await keeper.close();
  });

  test('can be read by its owner alone', async () => {
    await writeFile(file, '', { mode: 0o644 });
    const keeper = keeperOf();
    changes(keeper, 'c1', 1);
    await keeper.close();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('says of a call that it is over', async () => {
    const keeper = keeperOf();
    changes(keeper, 'c1', 1);
    await later(async () => expect((await found()).calls).toEqual({ c1: 1 }));
    changes(keeper, 'c1', null);
    await atLast(async () => expect(await found()).toEqual({ calls: {}, over: ['c1'] }));
    await keeper.close();
  });

  test.each(['is safe', 'takes too long'])('says so only when the journal with its end %s', async (what) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    journal = promise;
    const keeper = keeperOf();
    changes(keeper, 'c1', 1);
    await later(async () => expect((await found()).calls).toEqual({ c1: 1 }));
    changes(keeper, 'c1', null);
    changes(keeper, 'c2', 1);
    await later(async () => expect((await found()).calls).toEqual({ c1: 1, c2: 1 }));
    changes(keeper, 'c2', 2);
    await later(async () => expect(await found()).toEqual({ calls: { c1: 1, c2: 2 }, over: [] }));
    if (what === 'is safe') resolve();
    else reject(new Error('no answer within 10 s'));
    await atLast(async () => expect(await found()).toEqual({ calls: { c2: 2 }, over: ['c1'] }));
    await keeper.close();
  });

  test('says so when the process stops, whatever the journal does', async () => {
    journal = new Promise(() => {});
    const keeper = keeperOf();
    changes(keeper, 'c1', 1);
    await later(async () => expect((await found()).calls).toEqual({ c1: 1 }));
    changes(keeper, 'c1', null);
    clock.advance(LAG_MS);
    await keeper.close();
    expect(await found()).toEqual({ calls: {}, over: ['c1'] });
  });

  test('of one that reached somebody after nobody could have gone on with it, it is not over', async () => {
    const keeper = keeperOf();
    changes(keeper, 'c1', null);
    await atLast(async () => expect((await found()).over).toEqual(['c1']));
    changes(keeper, 'c1', 1);
    await later(async () => expect(await found()).toEqual({ calls: { c1: 1 }, over: [] }));
    await keeper.close();
  });

  test('says so also of one that came and ended before anything was written', async () => {
    const keeper = keeperOf();
    changes(keeper, 'c1', 1);
    changes(keeper, 'c1', null);
    await keeper.close();
    expect(await found()).toEqual({ calls: {}, over: ['c1'] });
  });

  test('is written anew when the file has grown, with what counts alone, and those that ended lately', async () => {
    const keeper = keeperOf(BOOT, 8_000);
    changes(keeper, 'c1', 0);
    changes(keeper, 'c2', 0);
    changes(keeper, 'c2', null);
    let largest = 0;
    for (let count = 1; count <= 100; count++) {
      changes(keeper, 'c1', count);
      await later(async () => expect((await found()).calls).toEqual({ c1: count }));
      largest = Math.max(largest, (await stat(file)).size);
    }
    expect(largest).toBeGreaterThan(8_000);
    expect(largest).toBeLessThan(9_000);
    expect(await found()).toEqual({ calls: { c1: 100 }, over: ['c2'] });
    await keeper.close();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('is not written anew at each change when there is just so much of it', async () => {
    for (let call = 0; call < 100; call++) live.set(`c${call}`, 0);
    const keeper = keeperOf(BOOT, 1_000);
    changes(keeper, 'c1', 1);
    await later(async () => expect((await found()).calls).toMatchObject({ c1: 1, c99: 0 }));
    const { ino } = await stat(file);
    changes(keeper, 'c1', 2);
    await later(async () => expect((await found()).calls).toMatchObject({ c1: 2, c99: 0 }));
    expect((await stat(file)).ino).toBe(ino);
    await keeper.close();
  });
});

describe('of what lies in the file', () => {
  beforeEach(async () => {
    const keeper = keeperOf();
    changes(keeper, 'c1', 1);
    await keeper.close();
  });

  test('a last line that was written by half is passed over', async () => {
    await appendFile(
      file,
      JSON.stringify({ boot: BOOT, ...keptSnapshot('c1', { offersCount: 2 }) }).slice(0, -5),
    );
    expect((await found()).calls).toEqual({ c1: 1 });
  });

  const REFUSED =
    'warn: lines of calls in progress cannot be used: they are set aside, these calls are known by their legs';

  test('another form is set aside, and somebody is told', async () => {
    const lines = [
      { boot: BOOT, ...keptSnapshot('c2'), form: 9 },
      { boot: BOOT, ...keptSnapshot('c3', { offersCount: 3 }) },
    ];
    await appendFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    expect((await found()).calls).toEqual({ c1: 1, c3: 3 });
    expect(await readFile(`${file}.set-aside`, 'utf8')).toBe(`${JSON.stringify(lines[0])}\n`);
    expect((await stat(`${file}.set-aside`)).mode & 0o777).toBe(0o600);
    expect(logged).toEqual([REFUSED]);
  });

  test('lines that are no objects are set aside', async () => {
    await appendFile(file, 'null\n7\n"c1"\n[]\n\n');
    expect((await found()).calls).toEqual({ c1: 1 });
    expect(await readFile(`${file}.set-aside`, 'utf8')).toBe('null\n7\n"c1"\n[]\n');
    expect(logged).toEqual([REFUSED]);
  });

  test('all is set aside when somebody died of it, and only what is over is known', async () => {
    await appendFile(file, `${JSON.stringify({ boot: BOOT, callId: 'c4', isOver: true })}\n`);
    const text = await readFile(file, 'utf8');
    const { calls, over } = await keeperOf().read(false);
    expect([calls, [...over]]).toEqual([[], ['c4']]);
    expect(await readFile(`${file}.set-aside`, 'utf8')).toBe(text);
    expect(logged).toEqual([expect.stringContaining('error: whoever went on with these calls died of it')]);
  });

  test('what another machine has gone on with since counts for nothing, for the next process either', async () => {
    const keeper = keeperOf();
    await keeper.forget();
    expect(await keeper.read()).toEqual({ calls: [], over: new Set() });
    expect(await found()).toEqual({ calls: {}, over: [] });
    expect(logged).toEqual([]);
  });

  test('what was written before the machine was started is passed over', async () => {
    expect(await found('boot-2')).toEqual({ calls: {}, over: [] });
  });

  test('what cannot be read is not known, and somebody is told', async () => {
    await rm(file);
    // A folder of that name is no file to read.
    await rename(await mkdtemp(join(folder, 'other-')), file);
    expect(await found()).toEqual({ calls: {}, over: [] });
    expect(logged).toEqual(['error: calls in progress cannot be read: they are known by their legs']);
  });
});

describe('a disk that takes nothing', () => {
  const FAILED = 'error: calls in progress cannot be written down: see to the disk';
  const BACK = 'info: calls in progress are written down again';

  test('is told of once, nothing is lost, and all goes on when it is back', async () => {
    const away = `${folder}-away`;
    await rename(folder, away);
    const keeper = keeperOf();
    changes(keeper, 'c1', 1);
    changes(keeper, 'c2', 1);
    await later(() => expect(logged).toEqual([FAILED]));
    changes(keeper, 'c1', 2);
    changes(keeper, 'c2', null);
    for (let tries = 0; tries < 3; tries++) {
      clock.advance(AGAIN_MS);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(logged).toEqual([FAILED]);
    await rename(away, folder);
    // Nothing changes any more: it is tried again all the same.
    await later(() => expect(logged).toEqual([FAILED, BACK]), AGAIN_MS);
    expect(await found()).toEqual({ calls: { c1: 2 }, over: ['c2'] });
    await keeper.close();
  });

  test('may have taken half a line: the next one does not suffer for it', async () => {
    const keeper = keeperOf();
    changes(keeper, 'c1', 1);
    changes(keeper, 'c2', 1);
    await later(async () => expect((await found()).calls).toEqual({ c1: 1, c2: 1 }));
    const disk = await fullDisk();
    changes(keeper, 'c1', 2);
    await later(() => expect(logged).toEqual([FAILED]));
    expect(disk.tookHalf()).toBe(true);
    // What was whole before is still there.
    expect((await found()).calls).toEqual({ c1: 1, c2: 1 });
    disk.hasRoom();
    changes(keeper, 'c2', 2);
    await later(() => expect(logged).toEqual([FAILED, BACK]), AGAIN_MS);
    expect((await found()).calls).toEqual({ c1: 2, c2: 2 });
    await keeper.close();
  });

  test('is not waited for when the process stops', async () => {
    const keeper = keeperOf();
    changes(keeper, 'c1', 1);
    await rm(folder, { recursive: true });
    await keeper.close();
    expect(logged).toEqual([FAILED]);
  });
});

/** From now on half of what is appended to any file reaches the disk, and then there is no room. */
async function fullDisk(): Promise<{ hasRoom: () => void; tookHalf: () => boolean }> {
  const handle = await open(file, 'r');
  const files = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  let halves = 0;
  const spy = vi.spyOn(files, 'appendFile').mockImplementation(async function (this: typeof handle, text) {
    const half = String(text).slice(0, String(text).length / 2);
    const { bytesWritten } = await this.write(half);
    if (bytesWritten > 0) halves += 1;
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  });
  return { hasRoom: () => spy.mockRestore(), tookHalf: () => halves > 0 };
}
