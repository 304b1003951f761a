import type { CallRecord } from '../../src/journal/index.ts';
import type { HotlineApi } from '../../test/kit/hotline-api.ts';

/** The API takes 200 requests a second. */
const ASKED_EVERY_MS = 12;
/** Who came and went unseen is known when Cordboard has read the diary of Asterisk. */
const KEPT_MS = 20_000;
const AGAIN_MS = 500;

/** Caller → the records of all their calls. */
type Records = ReadonlyMap<string, readonly CallRecord[]>;

/** What Cordboard has kept of these callers, who are gone: when each has a record and none is open, or at last. */
export async function recordsOf(
  api: HotlineApi,
  callers: Iterable<string>,
  withinMs = KEPT_MS,
): Promise<Records> {
  const [found, endMs] = [new Map<string, readonly CallRecord[]>(), performance.now() + withinMs];
  for (const caller of callers) {
    for (;;) {
      const records = await api.recordsOf(caller);
      found.set(caller, records);
      await passes(ASKED_EVERY_MS);
      if (isKept(records) || performance.now() > endMs) break;
      await passes(AGAIN_MS);
    }
  }
  return found;
}

const passes = (ms: number): Promise<void> => new Promise((passed) => setTimeout(passed, ms));

const isKept = (records: readonly CallRecord[]): boolean =>
  records.length > 0 && records.every(({ outcome }) => outcome !== null);

/** Of callers who have called once and are gone: whoever has not one record that is closed. Sentences, or none. */
export const notOneClosed = (all: Records): readonly string[] =>
  [...all].flatMap(([caller, records]) => [
    ...(records.length === 1 ? [] : [`${caller} has ${records.length} records`]),
    ...(records.some(({ outcome }) => outcome === null) ? [`the record of ${caller} is not closed`] : []),
  ]);
