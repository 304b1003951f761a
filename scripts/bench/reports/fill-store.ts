import type { Entry } from '../../../src/journal/index.ts';
import type { Database } from '../../../src/store/index.ts';
import { StoreKeeper } from '../../../src/store/store-keeper.ts';
import { type Figure, valueFigure } from '../figures.ts';
import { type Invented, inventedCalls } from './invented-calls.ts';

/** So many entries go into one commit: a year must be written in minutes. */
const BATCH_COUNT = 2_000;
const TELL_MS = 10_000;

/** Writes invented calls as the store's thread would, without the gathering and the sending that go before. */
export async function fillStore(
  database: Database,
  { place, spoolPath }: { readonly place: string; readonly spoolPath: string },
  calls: Invented,
): Promise<readonly Figure[]> {
  const keep = { recordsMs: Number.MAX_SAFE_INTEGER, journalMs: Number.MAX_SAFE_INTEGER };
  const store = new StoreKeeper(
    { place, shown: place, spoolPath, webhookEvents: [], keep },
    database,
    () => {},
  );
  await store.open();
  try {
    const startMs = performance.now();
    const count = await writeAll(store, inventedCalls(calls));
    const perEntryUs = ((performance.now() - startMs) * 1_000) / count;
    return [
      valueFigure('reports', 'cordboard', 'entries in the store', count, '', count),
      valueFigure(
        'reports',
        'cordboard',
        'keeping an entry, its record and its sums',
        perEntryUs,
        'µs',
        count,
      ),
    ];
  } finally {
    await store.handlers.close(null);
  }
}

async function writeAll(store: StoreKeeper, calls: Iterable<readonly Entry[]>): Promise<number> {
  let [count, toldMs] = [0, performance.now()];
  let batch: [number, Entry][] = [];
  const write = async (): Promise<void> => {
    if (!(await store.handlers.append({ run: 'bench', entries: batch }))) throw new Error('the disk is full');
    batch = [];
    if (performance.now() - toldMs < TELL_MS) return;
    toldMs = performance.now();
    console.error(`${count} entries are kept`);
  };
  for (const entries of calls) {
    for (const entry of entries) {
      count += 1;
      batch.push([count, entry]);
    }
    if (batch.length >= BATCH_COUNT) await write();
  }
  await write();
  return count;
}
