import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Entry } from '../../../src/journal/index.ts';
import {
  bordersOf,
  DIMENSIONS,
  type IntervalSums,
  type KeptSums,
  type SumsQuery,
} from '../../../src/reports/index.ts';
import { CallBook, type ReportSums, type Tables } from '../../../src/store/index.ts';
import { callStory, seconds, signedIn } from '../../reports/call-story.ts';
import { Folding } from '../../reports/folding.ts';

export const FROM = Date.parse('2026-03-02T08:50:00Z');
export const TO = Date.parse('2026-03-02T14:10:00Z');
const clocksAhead = (offsetMs: number) => [{ fromMs: FROM - 9e8, untilMs: TO + 9e8, offsetMs }];
const UTC = clocksAhead(0);
const KOLKATA = clocksAhead(19_800_000);

/** Four hours of calls, some of which come again, go on, or give up. */
export const ENTRIES: readonly Entry[] = [
  signedIn('anna', 0),
  signedIn('boris', 10),
  ...Array.from({ length: 300 }, (_, number) => {
    const operator = number % 3 === 0 ? 'boris' : 'anna';
    const call = { callId: `c${number}`, caller: `+7${number % 40}`, at: number * 47, operator };
    const queue = number % 5 === 0 ? 'sales' : 'support';
    const reason = number % 4 === 0 ? { reason: 'billing' } : {};
    if (number % 7 === 0)
      return callStory({ ...call, queue, ...reason, waits: number % 90, hangsUp: 'queue' });
    return callStory({
      ...call,
      queue,
      ...reason,
      waits: 1 + (number % 60),
      talks: 30,
      wrapsUp: 5,
      estimateMs: 9_000,
    });
  }).flat(),
].toSorted((one, other) => one.atMs - other.atMs);

/** A database of the test's own. */
export type SumsWorld = {
  open(): Promise<Tables>;
  run(sql: string): Promise<void>;
  end(): Promise<void>;
};

/** What every database must do with the sums of reports. */
export function sumsCases(make: () => Promise<SumsWorld>): void {
  let world: SumsWorld;
  let book: CallBook;
  let sums: ReportSums;
  const open = async (): Promise<void> => {
    book = new CallBook(await world.open(), []);
    sums = book.tables.reports;
  };
  beforeEach(async () => {
    world = await make();
    await open();
  });
  afterEach(async () => {
    await book.tables.close();
    await world.end();
  });

  const append = (entries: readonly Entry[], from: number): Promise<void> =>
    book.append(
      'r1',
      entries.map((entry, at) => [from + at + 1, entry]),
    );
  const appendAll = async (from = 0, to = ENTRIES.length): Promise<void> => {
    for (let at = from; at < to; at += 97) await append(ENTRIES.slice(at, Math.min(to, at + 97)), at);
  };
  const catchUp = async (): Promise<void> => {
    while (await sums.catchUp());
  };

  async function expectSums(entries: readonly Entry[]): Promise<void> {
    const folding = new Folding();
    folding.take(entries);
    for (const by of DIMENSIONS) {
      for (const [interval, clocks, only] of CUTS) {
        const query: SumsQuery = {
          by,
          borders: bordersOf({ fromMs: FROM, toMs: TO }, interval, clocks),
          only,
        };
        const [kept, wanted] = [await sums.read(query), folding.kept(query)];
        expect(inOrder(kept.rows)).toEqual(inOrder(wanted.rows));
        const { rows: _, operators, ...rest } = kept;
        expect(rest).toEqual({ later: [], waiting: wanted.waiting, behindCount: 0 });
        expect(new Map(operators)).toEqual(new Map(wanted.operators));
      }
    }
  }

  test('of queues after the last border are told beside those before it', async () => {
    await appendAll();
    const folding = new Folding();
    folding.take(ENTRIES);
    const query: SumsQuery = { by: 'queue', borders: [FROM, FROM + 300_000], only: null };
    const later = ({ later: rows }: KeptSums) => inOrder(rows.map((row) => ({ ...row, interval: 1 })));
    const told = later(await sums.read(query));
    expect(told.length).toBeGreaterThan(0);
    expect(told).toEqual(later(folding.kept(query)));
    expect((await sums.read({ ...query, by: 'operator' })).later).toEqual([]);
  });

  test('are those of the entries, in every dimension and interval', async () => {
    await appendAll();
    await expectSums(ENTRIES);
    expect((await sums.read({ by: 'number', borders: [FROM, TO], only: null })).rows).toHaveLength(1);
  });

  test('go on after a restart in the middle of calls', async () => {
    await appendAll(0, 999);
    await book.tables.close();
    await open();
    await appendAll(999);
    await expectSums(ENTRIES);
  });

  test('are the same when they are counted anew, and say how far they are', async () => {
    await appendAll(0, 1_500);
    await sums.countAnew();
    const behind = async () => sums.read({ by: 'queue', borders: [FROM, TO], only: null });
    expect(await behind()).toEqual({ rows: [], later: [], waiting: {}, operators: [], behindCount: 1_500 });
    expect(await sums.catchUp()).toBe(true);
    expect((await behind()).behindCount).toBe(1_000);
    // What comes meanwhile waits for its turn.
    await appendAll(1_500);
    expect((await behind()).behindCount).toBe(ENTRIES.length - 500);
    await catchUp();
    await expectSums(ENTRIES);
  });

  test('are counted anew by a Cordboard that counts otherwise', async () => {
    await appendAll();
    await world.run("UPDATE report_state SET version = 'of before'");
    await book.tables.close();
    await open();
    await catchUp();
    await expectSums(ENTRIES);
  });

  test('go on where a newer Cordboard counted one thing more', async () => {
    await appendAll(0, 740);
    await book.tables.close();
    await world.run('ALTER TABLE report_sums ADD COLUMN "later" INTEGER NOT NULL DEFAULT 0');
    await world.run("UPDATE report_state SET version = 'of a newer one'");
    await open();
    await catchUp();
    await appendAll(740);
    await expectSums(ENTRIES);
  });

  test('have nothing of a transaction that came to nothing', async () => {
    await appendAll(0, 740);
    const refused = { ...ENTRIES[740]!, kind: null } as unknown as Entry;
    await expect(append([...ENTRIES.slice(740, 800), refused], 740)).rejects.toThrow();
    await appendAll(740);
    await expectSums(ENTRIES);
  });

  test('count orphans that a start closes: their visits have failed', async () => {
    await appendAll();
    await append(
      [{ kind: 'callArrived', callId: 'x', dialled: '9', caller: '', flow: 'f', atMs: seconds(16_000) }],
      9_000,
    );
    const entered = {
      kind: 'queueEntered',
      callId: 'x',
      queue: 'night',
      needs: null,
      waitingBefore: 0,
    } as const;
    await append([{ ...entered, atMs: seconds(16_001) }], 9_001);
    const query = { by: 'queue', borders: [FROM, TO], only: ['night'] } as const;
    expect((await sums.read(query)).waiting.night).toBe(1);
    await book.closeOrphans(new Set(), { atMs: seconds(16_002) });
    expect(await sums.read(query)).toMatchObject({
      waiting: {},
      rows: [{ amounts: { sums: { entered: 1, visit_failed: 1 } } }],
    });
  });

  test('of before the first entry that is left stay when the rest is counted anew', async () => {
    await appendAll();
    // At noon begins the first quarter of a day whose entries are all there.
    const query: SumsQuery = { by: 'queue', borders: [FROM, seconds(3 * 3_600), TO], only: null };
    const before = (await sums.read(query)).rows.filter(({ interval }) => interval === 0);
    await world.run(`DELETE FROM entries WHERE at_ms < ${seconds(3_000)}`);
    await sums.countAnew();
    expect(inOrder((await sums.read(query)).rows)).toEqual(inOrder(before));
    await catchUp();
    const { rows } = await sums.read(query);
    expect(inOrder(rows.filter(({ interval }) => interval === 0))).toEqual(inOrder(before));
    expect(rows.filter(({ interval }) => interval === 1)).toHaveLength(2);
  });

  test('that are many are forgotten little by little, before anything is counted again', async () => {
    await appendAll();
    await world.run(`
      INSERT INTO report_sums (dimension, level_ms, start_ms, value)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
      SELECT 'queue', 300000, CAST(i AS bigint) * 300000, 'old' FROM n`);
    const old = async (): Promise<number> => {
      const borders = Array.from({ length: 12_001 }, (_, at) => (at + 1) * 300_000);
      return (await sums.read({ by: 'queue', borders, only: ['old'] })).rows.length;
    };
    await sums.countAnew();
    const left = [await old()];
    while ((await sums.catchUp()) && left.length < 9) left.push(await old());
    expect(left.slice(0, 2).every((count) => count > 0)).toBe(true);
    expect(left.at(-1)).toBe(0);
    await catchUp();
    await expectSums(ENTRIES);
  });

  test('of before that have outlived their entries are there in rows of every length', async () => {
    await appendAll();
    const [six, noon] = [seconds(-3 * 3_600), seconds(3 * 3_600)];
    const query: SumsQuery = { by: 'queue', borders: [six, noon], only: null };
    const before = inOrder((await sums.read(query)).rows);
    expect(before).toHaveLength(2);
    await world.run(`DELETE FROM entries WHERE at_ms < ${seconds(3_000)}`);
    await world.run(`DELETE FROM report_sums WHERE level_ms = ${6 * 3_600_000}`);
    await world.run("UPDATE report_state SET version = 'of before'");
    await book.tables.close();
    await open();
    await catchUp();
    expect(inOrder((await sums.read(query)).rows)).toEqual(before);
  });
}

const CUTS = [
  ['5m', UTC, null],
  ['1h', UTC, null],
  ['1h', KOLKATA, null],
  ['1d', UTC, ['anna', 'support']],
  ['1d', KOLKATA, null],
] as const;

/** Rows in one order, without what is 0. */
const inOrder = (rows: readonly IntervalSums[]) =>
  rows
    .map(({ interval, value, amounts }) => ({
      ...{ interval, value },
      sums: Object.fromEntries(Object.entries(amounts.sums).filter(([, amount]) => amount !== 0)),
    }))
    .toSorted((one, other) => one.interval - other.interval || (one.value < other.value ? -1 : 1));
