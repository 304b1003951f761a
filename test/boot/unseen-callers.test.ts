import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import type { Visit } from '../../src/boot/exchange-diary.ts';
import { UnseenCallers } from '../../src/boot/unseen-callers.ts';
import { type CallEntry, type CallRecord, type Entry, foldRecord } from '../../src/journal/index.ts';

const CALL_BYTES = 100;

let folder: string;
let file: string;
let clock: SimulatedClock;
/** The diary: each caller who has come and gone takes a hundred bytes. */
let diary: Visit[];
let live: string[];
let records: Map<string, CallRecord>;
let isStoreAway: boolean;
let reads: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-unseen-'));
  file = join(folder, 'diary-read.json');
  clock = new SimulatedClock();
  clock.advance(60_000);
  [diary, live, records, isStoreAway, reads] = [[], [], new Map(), false, 0];
});
afterEach(() => rmSync(folder, { recursive: true }));

async function started(warned: (what: string) => void = () => {}): Promise<UnseenCallers> {
  const callers = new UnseenCallers({
    diary: {
      size: async () => CALL_BYTES * diary.length,
      visits: async (from, to) => {
        reads += 1;
        return diary.slice(from / CALL_BYTES, to / CALL_BYTES);
      },
    },
    ...{ file, clock },
    switchboard: {
      call: (callId) => (live.includes(callId) ? ({} as never) : undefined),
      awaitedCallIds: () => new Set<string>(),
    },
    store: {
      async call(callId) {
        if (isStoreAway) throw new Error('the store is away');
        const record = records.get(callId);
        return record && { record, timeline: [] };
      },
    },
    write: (entry: Entry) => {
      const { callId } = entry as CallEntry;
      records.set(callId, foldRecord(records.get(callId), entry as CallEntry));
    },
    log: { warn: (_: unknown, what = '') => warned(what) },
  });
  await callers.start();
  return callers;
}

/** How far the diary was read, as the next process finds it. */
const keptBytes = (): number => (JSON.parse(readFileSync(file, 'utf8')) as { bytes: number }).bytes;

/** Somebody who came ten seconds ago, and left so long ago. */
function cameAndWent(channelId: string, more: Partial<Visit> = {}, agoMs = 5_000): void {
  const { wallMs } = clock.now();
  const times = { arrivedMs: wallMs - 10_000, leftMs: wallMs - agoMs };
  diary.push({
    channelId,
    caller: '+77050000481',
    dialled: '100',
    ...times,
    endedBy: 'caller',
    cause: 127,
    ...more,
  });
}

test('a first process that dies before it has looked leaves nobody to be passed over by the next one', async () => {
  cameAndWent('before');
  await started();
  cameAndWent('gap');
  const next = await started();
  await next.look();
  expect([...records.keys()]).toEqual(['gap']);
});

test('who came and gave up in a gap has one record, with the times of the diary', async () => {
  const callers = await started();
  await callers.look();
  callers.lost();
  cameAndWent('a');
  await callers.look();
  const { wallMs } = clock.now();
  expect(records.get('a')).toMatchObject({
    ...{ caller: '+77050000481', dialled: '100', outcome: 'failed', endedBy: 'caller' },
    ...{ arrivedMs: wallMs - 10_000, endedMs: wallMs - 5_000 },
  });
});

test('who heard the apology to its end is an overflow', async () => {
  const callers = await started();
  cameAndWent('a', { endedBy: 'dialplan', cause: 16 });
  await callers.look();
  expect(records.get('a')).toMatchObject({ outcome: 'overflow', endedBy: 'system' });
});

test('who is known, has a record, or was turned away at the door gets none', async () => {
  const callers = await started();
  for (const id of ['known', 'kept']) cameAndWent(id);
  live.push('known');
  records.set('kept', { outcome: 'answered' } as CallRecord);
  cameAndWent('door', { endedBy: 'dialplan', cause: 34 });
  cameAndWent('late', { cause: 42 });
  await callers.look();
  expect([...records.keys()]).toEqual(['kept']);
  expect(records.get('kept')).toEqual({ outcome: 'answered' });
});

test('while the exchange is heard nothing is read: events tell of everybody', async () => {
  const callers = await started();
  await callers.look();
  clock.advance(12_000);
  await callers.look();
  cameAndWent('a');
  clock.advance(12_000);
  await callers.look();
  expect(reads).toBe(2);
  callers.lost();
  await callers.look();
  expect(records.size).toBe(0);
});

test('who gave up behind the first look, before the dialplan offered them again, has a record as well', async () => {
  const callers = await started();
  await callers.look();
  clock.advance(12_000);
  cameAndWent('a', {}, 9_000);
  await callers.look();
  expect(records.get('a')?.outcome).toBe('failed');
});

test('who left just now is looked at once more before anything is written', async () => {
  const callers = await started();
  cameAndWent('a', {}, 200);
  await callers.look();
  expect(records.size).toBe(0);
  clock.advance(12_000);
  await callers.look();
  expect(records.get('a')?.outcome).toBe('failed');
});

test('the next process goes on where the one before has heard the last', async () => {
  const before = await started();
  cameAndWent('heard');
  live.push('heard');
  await before.look();
  clock.advance(12_000);
  await before.look();
  live = [];
  cameAndWent('unseen');
  const next = await started();
  await next.look();
  expect([...records.keys()]).toEqual(['unseen']);
});

test('the first process of all leaves the past alone', async () => {
  cameAndWent('long ago');
  await (await started()).look();
  expect(records.size).toBe(0);
});

test('a diary that was emptied is read from its beginning', async () => {
  writeFileSync(file, JSON.stringify({ bytes: 1_000_000 }));
  const callers = await started();
  cameAndWent('a');
  await callers.look();
  expect(records.size).toBe(1);
});

test('a store that is away is asked again', async () => {
  const callers = await started();
  cameAndWent('a');
  isStoreAway = true;
  await callers.look();
  isStoreAway = false;
  expect(keptBytes()).toBe(0);
  clock.advance(12_000);
  await callers.look();
  expect(records.size).toBe(1);
  expect(keptBytes()).toBe(CALL_BYTES);
});

test('a file that is none of ours is no reason to make records of the past', async () => {
  writeFileSync(file, 'nonsense');
  cameAndWent('long ago');
  await (await started()).look();
  expect(records.size).toBe(0);
});

test('a disk that does not take the place is told once, and costs no record', async () => {
  const warnings: string[] = [];
  file = join(folder, 'gone', 'diary-read.json');
  const callers = await started((what) => warnings.push(what));
  for (const id of ['a', 'b']) {
    callers.lost();
    cameAndWent(id);
    await callers.look();
    clock.advance(12_000);
    await callers.look();
  }
  expect([...records.keys()]).toEqual(['a', 'b']);
  expect(warnings.filter((what) => what.includes('cannot be kept'))).toHaveLength(1);
});
