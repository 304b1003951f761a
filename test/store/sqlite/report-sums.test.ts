import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Entry } from '../../../src/journal/index.ts';
import { bordersOf, DIMENSIONS, type IntervalSums, type SumsQuery } from '../../../src/reports/index.ts';
import { CallBook } from '../../../src/store/sqlite/call-book.ts';
import { type Connection, openDatabase } from '../../../src/store/sqlite/database.ts';
import { StoreKeeper } from '../../../src/store/sqlite/store-keeper.ts';
import { callStory, seconds, signedIn } from '../../reports/call-story.ts';
import { Folding } from '../../reports/folding.ts';

const FROM = Date.parse('2026-03-02T08:50:00Z');
const TO = Date.parse('2026-03-02T14:10:00Z');
const UTC = [{ fromMs: FROM - 9e8, untilMs: TO + 9e8, offsetMs: 0 }];

/** Four hours of calls, some of which come again, go on, or give up. */
const ENTRIES: readonly Entry[] = [
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

const inOrder = (rows: readonly IntervalSums[]): readonly IntervalSums[] =>
  rows.toSorted((one, other) => one.interval - other.interval || (one.value < other.value ? -1 : 1));

describe('sums in the database', () => {
  let folder: string;
  let connection: Connection;
  let book: CallBook;
  const open = (): void => {
    connection = openDatabase(join(folder, 'db'));
    book = new CallBook(connection, []);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cordboard-sums-'));
    open();
  });
  afterEach(() => {
    connection.close();
    rmSync(folder, { recursive: true });
  });

  const append = (entries: readonly Entry[], from: number): void =>
    book.append(
      'r1',
      entries.map((entry, at) => [from + at + 1, entry]),
    );
  const appendAll = (from = 0, to = ENTRIES.length): void => {
    for (let at = from; at < to; at += 37) append(ENTRIES.slice(at, Math.min(to, at + 37)), at);
  };

  function expectSums(entries: readonly Entry[]): void {
    const folding = new Folding();
    folding.take(entries);
    for (const by of DIMENSIONS) {
      for (const [interval, only] of [
        ['5m', null],
        ['1h', null],
        ['1d', ['anna', 'support']],
      ] as const) {
        const query: SumsQuery = { by, borders: bordersOf({ fromMs: FROM, toMs: TO }, interval, UTC), only };
        const [kept, wanted] = [book.reports.read(query), folding.kept(query)];
        expect(inOrder(kept.rows).map(withoutZeros)).toEqual(inOrder(wanted.rows).map(withoutZeros));
        expect({ ...kept, rows: [] }).toEqual({ ...wanted, rows: [] });
      }
    }
  }

  const withoutZeros = ({ interval, value, sums }: IntervalSums) => {
    return {
      interval,
      value,
      sums: Object.fromEntries(Object.entries(sums).filter(([, amount]) => amount !== 0)),
    };
  };

  test('are those of the entries, in every dimension and interval', () => {
    appendAll();
    expectSums(ENTRIES);
    expect(book.reports.read({ by: 'number', borders: [FROM, TO], only: null }).rows).toHaveLength(1);
  });

  test('go on after a restart in the middle of calls', () => {
    appendAll(0, 999);
    connection.close();
    open();
    appendAll(999);
    expectSums(ENTRIES);
  });

  test('are the same when they are counted anew, and say how far they are', () => {
    appendAll(0, 1_500);
    book.countAnew();
    const behind = () => book.reports.read({ by: 'queue', borders: [FROM, TO], only: null });
    expect(behind()).toEqual({ rows: [], later: [], waiting: {}, operators: [], behindCount: 1_500 });
    expect(book.reports.catchUp()).toBe(true);
    expect(behind().behindCount).toBe(1_000);
    // What comes meanwhile waits for its turn.
    appendAll(1_500);
    expect(behind().behindCount).toBe(ENTRIES.length - 500);
    while (book.reports.catchUp());
    expectSums(ENTRIES);
  });

  test('are counted anew by a Cordboard that counts otherwise', () => {
    appendAll();
    connection.exec("UPDATE report_state SET version = 'of before'");
    connection.close();
    open();
    while (book.reports.catchUp());
    expectSums(ENTRIES);
  });

  test('have nothing of a transaction that came to nothing', () => {
    appendAll(0, 740);
    const refused = { ...ENTRIES[740]!, kind: null } as unknown as Entry;
    expect(() => append([...ENTRIES.slice(740, 800), refused], 740)).toThrow();
    appendAll(740);
    expectSums(ENTRIES);
  });

  test('count orphans that a start closes: their visits have failed', () => {
    appendAll();
    append(
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
    append([{ ...entered, atMs: seconds(16_001) }], 9_001);
    const query = { by: 'queue', borders: [FROM, TO], only: ['night'] } as const;
    expect(book.reports.read(query).waiting.night).toBe(1);
    book.closeOrphans(new Set(), seconds(16_002));
    expect(book.reports.read(query)).toMatchObject({
      waiting: {},
      rows: [{ sums: { entered: 1, visit_failed: 1 } }],
    });
  });
});

test('the worker counts anew in the background', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordboard-sums-'));
  const paths = { path: join(folder, 'db'), spoolPath: join(folder, 'spool') };
  const keeper = new StoreKeeper({ ...paths, webhookEvents: [] }, () => {});
  keeper.open();
  keeper.handlers.append({ run: 'r1', entries: ENTRIES.map((entry, at) => [at + 1, entry]) });
  const query = { by: 'queue', borders: [FROM, TO], only: null } as const;
  const before = keeper.handlers.sums(query);
  keeper.handlers.countAnew(null);
  expect(keeper.handlers.sums(query).behindCount).toBe(ENTRIES.length);
  for (let look = 0; look < 100 && keeper.handlers.sums(query).behindCount > 0; look++) keeper.retry();
  expect(keeper.handlers.sums(query)).toEqual(before);
  const other = new Database(paths.path);
  expect(other.prepare('SELECT count(*) FROM report_open').pluck().get()).toBe(2);
  other.close();
  keeper.handlers.close(null);
  rmSync(folder, { recursive: true });
});
