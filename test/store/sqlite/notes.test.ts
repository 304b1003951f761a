import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../../src/journal/index.ts';
import { openSqliteStore } from '../../../src/store/sqlite/index.ts';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-notes-'));
  const paths = { path: join(folder, 'db'), spoolPath: join(folder, 'spool') };
  store = await openSqliteStore({ ...paths, log: pino({ level: 'silent' }), webhookEvents: ['call.ended'] });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

test('lets a note change the contact reason of a call that is over, and nothing else of it', async () => {
  store.write({
    ...{ atMs: 1_000, kind: 'callArrived', callId: 'c1' },
    dialled: '100',
    caller: '+7',
    flow: null,
  });
  store.write({ atMs: 1_500, kind: 'tagged', callId: 'c1', label: null, reason: 'billing' });
  store.write({
    atMs: 2_000,
    kind: 'callEnded',
    callId: 'c1',
    outcome: 'self_served',
    where: null,
    by: 'caller',
  });
  await store.flush();
  const note = {
    atMs: 3_000,
    kind: 'noted',
    callId: 'c1',
    by: 'operator anna',
    text: 'calls again',
  } as const;
  store.write({ ...note, reason: 'delivery' });
  store.write({ ...note, reason: null });
  const story = await store.call('c1');
  expect(story?.record).toMatchObject({ reason: 'delivery', endedMs: 2_000, outcome: 'self_served' });
  expect(story?.timeline.slice(-2).map(({ kind }) => kind)).toEqual(['noted', 'noted']);
  expect((await store.calls({ limit: 1 }))[0]?.reason).toBe('delivery');
  expect(await store.outbox(10, 0)).toHaveLength(1);
});
