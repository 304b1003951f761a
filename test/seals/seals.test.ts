import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuditFact } from '../../src/journal/index.ts';
import { checkSeals, SealBook, type SealFindings } from '../../src/seals/index.ts';

const KEY = 'a key of the house';
const MINUTE_MS = 60_000;

let folder: string;
let path: string;
let wallMs: number;
let facts: AuditFact[];
let troubles: unknown[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-seals-'));
  path = join(folder, 'seals.jsonl');
  [wallMs, facts, troubles] = [1_800_000_000_000, [], []];
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (): Promise<SealBook> =>
  SealBook.open({ path, key: KEY, wallMs: () => wallMs, onTrouble: (error) => troubles.push(error) });

/** Somebody does something; the fact lies in the database as PostgreSQL would show it. */
function does(book: SealBook | undefined, details: Record<string, unknown>, isKept = true): void {
  wallMs += MINUTE_MS;
  const fact = { atMs: wallMs, by: 'supervisor olga', what: 'calls.move', on: `c${facts.length}` };
  book?.note({ kind: 'audited', ...fact, details });
  const shown = Object.fromEntries(Object.entries(details).toReversed());
  if (isKept) facts.push({ id: facts.length + 1, ...fact, details: shown });
}

/** A house in which five things were done, each five minutes before the end. */
async function house(): Promise<void> {
  const book = await open();
  for (let count = 0; count < 5; count++)
    does(book, { queue: 'sales', position: count, nested: { b: 1, a: [null] } });
  await book.close();
}

const lines = (): string[] => readFileSync(path, 'utf8').trim().split('\n');
const check = (more: Partial<Parameters<typeof checkSeals>[0]> = {}): SealFindings =>
  checkSeals({ key: KEY, lines: lines(), facts, keptSinceMs: 0, untilMs: wallMs + 1, ...more });
const change = (index: number, part: Partial<AuditFact>): void => {
  facts = facts.map((fact, at) => (at === index ? { ...fact, ...part } : fact));
};

describe('an audit that nobody has touched', () => {
  test('is as it was written, whatever the database made of the order of its fields', async () => {
    await house();
    expect(check()).toEqual({ intact: 5, forgotten: 0, lost: 0, others: 0, troubles: [] });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).not.toMatch(/olga|calls|sales/);
  });

  test('goes on in the next process, and what was kept long enough may be gone', async () => {
    await house();
    await house();
    expect(check()).toMatchObject({ intact: 10, troubles: [] });
    const { atMs } = facts[3]!;
    facts = facts.slice(3);
    expect(check({ keptSinceMs: atMs })).toMatchObject({ intact: 7, troubles: [] });
  });

  test('holds half characters and the character zero as PostgreSQL keeps them', async () => {
    const book = await open();
    does(book, { text: 'a\0b\ud800' });
    await book.close();
    change(0, { details: { text: 'a\ufffdb\ufffd' } });
    expect(check()).toMatchObject({ intact: 1, troubles: [] });
  });

  test('from before there were seals is not judged, nor is what is on its way', async () => {
    does(undefined, { queue: 'sales' });
    await house();
    does(undefined, { queue: 'sales' });
    expect(check({ untilMs: wallMs })).toMatchObject({ intact: 5, troubles: [] });
  });
});

describe('whoever touches the audit is found', () => {
  test.each([
    ['who did it', { by: 'supervisor boris' }],
    ['what was done', { what: 'calls.hangup' }],
    ['on what', { on: 'c9' }],
    ['a detail', { details: { queue: 'support', position: 2, nested: { b: 1, a: [null] } } }],
    ['the time', { atMs: 1_800_000_180_001 }],
  ])('by a change of %s', async (_, part) => {
    await house();
    change(2, part);
    expect(check()).toMatchObject({ intact: 4 });
    expect(check().troubles).toEqual([
      expect.stringMatching(/^the fact of 2027-01-15T08:03:00.000Z was changed or taken out$/),
      expect.stringMatching(/^fact 3 of 2027-01-15T08:03:00.00[01]Z was changed or put in$/),
    ]);
  });

  test('by a fact that is taken out, and one that is put in or doubled', async () => {
    await house();
    const [first] = facts;
    facts = [...facts.slice(1), { ...facts[4]!, id: 9 }];
    expect(check().troubles).toHaveLength(2);
    facts = [first!, ...facts.slice(0, -1)];
    expect(check().troubles).toEqual([]);
  });

  test('by a line of the seals that is changed, moved, taken out, put in, or made with another key', async () => {
    await house();
    const whole = lines();
    const touched: readonly string[][] = [
      whole.map((line, index) => (index === 3 ? line.replace(/"atMs":\d+/, '"atMs":1') : line)),
      [...whole.slice(0, 2), whole[3]!, whole[2]!, ...whole.slice(4)],
      whole.toSpliced(3, 1),
      whole.toSpliced(3, 0, whole[3]!),
      whole.map((line, index) => (index === 3 ? 'nonsense' : line)),
    ];
    for (const some of touched) expect(check({ lines: some }).troubles).not.toEqual([]);
    expect(check({ key: 'another' }).troubles).not.toEqual([]);
  });

  test('though a person was forgotten rightly, which is counted', async () => {
    await house();
    change(1, { details: {} });
    expect(check()).toEqual({ intact: 4, forgotten: 1, lost: 0, others: 0, troubles: [] });
    change(1, { details: {}, by: 'nobody' });
    expect(check().troubles).toHaveLength(2);
  });
});

test('facts that another machine has sealed are counted, and a change of our own is found all the same', async () => {
  await house();
  does(undefined, { queue: 'sales' });
  expect(check({ isShared: true })).toEqual({ intact: 5, forgotten: 0, lost: 0, others: 1, troubles: [] });
  change(2, { by: 'nobody' });
  expect(check({ isShared: true }).troubles).toHaveLength(1);
});

describe('a sudden death', () => {
  test('may lose a fact or its seal, and half a line, and accuses nobody', async () => {
    const book = await open();
    does(book, { queue: 'sales' });
    does(book, { queue: 'sales' }, false);
    facts.push({ id: 99, atMs: wallMs, by: 'x', what: 'y', on: null, details: {} });
    await book.close();
    appendFileSync(path, '{"n":4,"atMs":18000');
    wallMs += 500;
    const next = await open();
    does(next, { queue: 'support' });
    await next.close();
    expect(check()).toEqual({ intact: 2, forgotten: 0, lost: 2, others: 0, troubles: [] });
  });
});

test('a disk that takes nothing is told of once, and what waited is sealed when it does', async () => {
  path = join(folder, 'away', 'seals.jsonl');
  const book = await open();
  does(book, { queue: 'sales' });
  await book.close();
  does(book, { queue: 'support' });
  await book.close();
  expect(troubles).toMatchObject([{ code: 'ENOENT' }]);
  mkdirSync(join(folder, 'away'));
  await book.close();
  expect(troubles.at(-1)).toBeNull();
  expect(check()).toEqual({ intact: 2, forgotten: 0, lost: 0, others: 0, troubles: [] });
});
