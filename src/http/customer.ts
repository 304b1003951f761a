import type { KnownCaller } from '../flow/index.ts';
import type { CallRecord, Entry, Store } from '../journal/index.ts';
import type { House } from './house.ts';

/** What somebody noted in an earlier call. */
export type CustomerNote = Pick<Noted, 'atMs' | 'callId' | 'by' | 'text' | 'reason'>;

type Noted = Extract<Entry, { kind: 'noted' }>;

/** What is known of a number: by the file of callers, and by its calls, the newest first. */
export type Customer = {
  readonly number: string;
  /** Null: callers.yaml does not name it. */
  readonly known: KnownCaller | null;
  readonly calls: readonly CallRecord[];
  /** With whom it talked last. */
  readonly lastOperator: string | null;
  /** Of the last few calls. */
  readonly notes: readonly CustomerNote[];
};

/** So many of the last calls are looked into for notes. */
const NOTES_CALLS = 5;

/**
 * Reads what is known of a number; a hidden one has no history. `mayShow`: which of the calls may be seen. Rejects with
 * `Failure` STORE_AWAY.
 */
export async function customerOf(
  house: House,
  store: Store,
  number: string,
  limit: number,
  mayShow: (call: CallRecord) => boolean = () => true,
): Promise<Customer> {
  const known = house.knownCustomer(number) ?? null;
  const all = number === '' ? [] : await store.calls({ caller: number, limit });
  const calls = all.filter(mayShow);
  const stories = await Promise.all(calls.slice(0, NOTES_CALLS).map(({ callId }) => store.call(callId)));
  const notes = stories.flatMap((story) => (story?.timeline ?? []).filter(({ kind }) => kind === 'noted'));
  const lastOperator = calls.find(({ operator }) => operator !== null)?.operator ?? null;
  return { number, known, calls, lastOperator, notes: (notes as readonly Noted[]).map(asNote) };
}

const asNote = ({ atMs, callId, by, text, reason }: Noted): CustomerNote => ({
  atMs,
  callId,
  by,
  text,
  reason,
});
