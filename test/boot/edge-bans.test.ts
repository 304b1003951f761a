import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Ban } from '../../src/bans/index.ts';
import { SimulatedClock } from '../../src/base/index.ts';
import { BanDesk, type BanDoor } from '../../src/boot/ban-desk.ts';
import { BanFile } from '../../src/boot/ban-file.ts';
import { EdgeBans } from '../../src/boot/edge-bans.ts';
import type { Entry } from '../../src/journal/index.ts';

const [STRANGER, OTHER] = ['198.51.100.7', '2001:db8::7'];
const HOUR_MS = 3_600_000;

let folder: string;
let clock: SimulatedClock;
let written: Entry[];
/** What stands on the board; null: it is away. */
let board: readonly Ban[] | null;
let lifted: string[];
/** What was read reaches us then. */
let answered: Promise<void>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-bans-'));
  clock = new SimulatedClock();
  [written, board, lifted, answered] = [[], [], [], Promise.resolve()];
});
afterEach(() => rmSync(folder, { recursive: true }));

async function opened(): Promise<EdgeBans> {
  const bans = new EdgeBans({
    witness: {
      bans: async () => {
        const bans = board;
        await answered;
        return bans ?? Promise.reject(new Error('away'));
      },
      lift: async ({ address }) => {
        if (board === null) throw new Error('away');
        lifted.push(address);
        board = board.filter((one) => one.address !== address);
      },
      close: () => {},
    },
    file: new BanFile(join(folder, 'edge-bans.json')),
    write: (entry) => written.push(entry),
    ...{ clock, log: pino({ level: 'silent' }) },
  });
  bans.start();
  await passes(1_000);
  return bans;
}

async function passes(ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 250) {
    clock.advance(250);
    await new Promise(setImmediate);
  }
}

function ban(address: string): Ban {
  const sinceMs = clock.now().wallMs;
  return { address, sinceMs, untilMs: sinceMs + HOUR_MS, why: '10 wrong passwords within a minute' };
}

describe('bans of the edge', () => {
  test('are shown with their door, and told to the audit once, whichever process is asked', async () => {
    const bans = await opened();
    const made = ban(STRANGER);
    board = [made];
    await passes(3_000);
    expect(bans.list()).toEqual([{ ...made, source: 'edge' }]);
    const { sinceMs: atMs, untilMs, why } = made;
    expect(written).toEqual([
      { kind: 'audited', atMs, by: 'edge', what: 'bans.add', on: STRANGER, details: { untilMs, why } },
    ]);
    bans.close();
    const next = await opened();
    expect([next.list().length, written.length]).toEqual([1, 1]);
    board = [];
    await passes(1_000);
    board = [made];
    await passes(1_000);
    expect(written, 'the board had lost it').toHaveLength(1);
    board = [ban(STRANGER)];
    await passes(1_000);
    expect(written, 'another one of the same address').toHaveLength(2);
  });

  test('end by themselves, also while the board is away', async () => {
    board = [ban(STRANGER)];
    const bans = await opened();
    board = null;
    await passes(2_000);
    expect(bans.list()).toHaveLength(1);
    clock.advance(HOUR_MS);
    expect(bans.list()).toEqual([]);
  });

  test('are lifted on the board, and not shown meanwhile', async () => {
    board = [ban(STRANGER), ban(OTHER)];
    const bans = await opened();
    expect(await bans.lift(STRANGER)).toBe(true);
    expect([lifted, bans.list().map(({ address }) => address)]).toEqual([[STRANGER], [OTHER]]);
    expect(await bans.lift(STRANGER)).toBe(false);
    board = null;
    await expect(bans.lift(OTHER)).rejects.toMatchObject({ code: 'REDIS_AWAY' });
    expect(bans.list()).toHaveLength(1);
  });

  test('that are lifted while they are read do not come back by what was read', async () => {
    board = [ban(STRANGER)];
    const bans = await opened();
    const { promise, resolve } = Promise.withResolvers<void>();
    answered = promise;
    await passes(1_000);
    await bans.lift(STRANGER);
    resolve();
    await passes(250);
    expect(bans.list()).toEqual([]);
  });

  test('are told again where the file of those that were told cannot be read', async () => {
    writeFileSync(join(folder, 'edge-bans.json'), '{');
    board = [ban(STRANGER)];
    await opened();
    expect(written).toHaveLength(1);
  });
});

test('bans of several doors are one list, the newest first, and lifted at each', async () => {
  const asked: string[] = [];
  const door = (source: 'exchange' | 'edge', sinceMs: number): BanDoor => ({
    ...{ start: () => {}, close: () => {} },
    list: () => [{ ...ban(STRANGER), sinceMs, source }],
    lift: async (address) => asked.push(`${source} ${address}`) > 0 && source === 'edge',
  });
  const desk = new BanDesk([door('exchange', 1), door('edge', 2)]);
  expect(desk.list().map(({ source }) => source)).toEqual(['edge', 'exchange']);
  expect(await desk.lift(STRANGER)).toBe(true);
  expect(asked).toEqual([`exchange ${STRANGER}`, `edge ${STRANGER}`]);
});
