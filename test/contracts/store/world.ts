import type { Entry, Store } from '../../../src/journal/index.ts';
import type { SumsKeeper } from '../../../src/reports/index.ts';
import type { Keep, SchemaFound } from '../../../src/store/index.ts';

/** A database of the test's own, and the store on it. */
export type StoreWorld = {
  /** Another store on the same database; closed with the world unless that was done before. */
  open(webhookEvents?: readonly string[], keep?: Keep): Promise<Store & SumsKeeper>;
  close(store: Store): Promise<void>;
  /** The entries in the database itself, as JSON, in their order. */
  kept(): Promise<readonly string[]>;
  /** Another program changes the database. */
  run(sql: string): Promise<void>;
  /** What stands in this column, which holds texts, in all rows. */
  texts(table: string, column: string): Promise<readonly string[]>;
  /** What the database says of its schema. */
  schema(): Promise<SchemaFound>;
  /** Another Cordboard has left it so; with the minimum null one that kept none. */
  setSchema(schema: SchemaFound): Promise<void>;
  /** Another program keeps everybody from writing until the returned function is called. */
  lock(): Promise<() => Promise<void>>;
  /** How the store calls that. */
  readonly lockedError: RegExp;
  end(): Promise<void>;
};

/** So long that nothing goes: entries of tests are from 1970. */
export const FOR_EVER: Keep = { recordsMs: Number.MAX_SAFE_INTEGER, journalMs: Number.MAX_SAFE_INTEGER };

/** The stores that a world has opened. */
export class OpenStores {
  #stores: Store[] = [];

  async add<S extends Store>(opening: Promise<S>): Promise<S> {
    const store = await opening;
    this.#stores.push(store);
    return store;
  }

  async close(store: Store): Promise<void> {
    this.#stores = this.#stores.filter((other) => other !== store);
    await store.close();
  }

  async closeAll(): Promise<void> {
    for (const store of this.#stores) await store.close();
    this.#stores = [];
  }
}

export const arrived = (callId: string, atMs: number, caller = '+7900'): Entry => ({
  atMs,
  kind: 'callArrived',
  callId,
  dialled: '100',
  caller,
  flow: 'main',
});

export const pressed = (callId: string, atMs: number): Entry => ({
  atMs,
  kind: 'digitPressed',
  callId,
  digit: '1',
});

export const queued = (callId: string, atMs: number, queue: string): Entry => ({
  atMs,
  kind: 'queueEntered',
  callId,
  queue,
  needs: null,
  waitingBefore: 0,
});

export const ended = (callId: string, atMs: number): Entry => ({
  atMs,
  kind: 'callEnded',
  callId,
  outcome: 'self_served',
  where: null,
  by: 'caller',
});
