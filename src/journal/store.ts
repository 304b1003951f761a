import type { Callback, CallbackOutcome } from '../callbacks/index.ts';
import type { AuditFact, AuditQuery } from './audit.ts';
import type { ContactKeeper } from './contact.ts';
import type { CallOutEntry, Entry } from './entry.ts';
import type { OperatorPresence } from './house-entry.ts';
import type { KeptRecording, RecordingQuery } from './kept-recording.ts';
import type { OperatorAt } from './operator-at.ts';
import type { CallerPast, CallRecord, CallStory } from './record.ts';
import type { Score, ScoreQuery } from './score-entry.ts';

/** Which records, newest first. Times are wall time; `limit` is 1 to 1,000. */
export type CallQuery = {
  readonly from?: number;
  readonly to?: number;
  readonly caller?: string;
  readonly queue?: string;
  readonly operator?: string;
  readonly outcome?: string;
  readonly limit: number;
  /** The id of the last record of the page before. */
  readonly after?: string;
};

/** Which promises to call back, newest first. `outcome`: "open" for those that are. `limit` is 1 to 1,000. */
export type CallbackQuery = {
  readonly callbackId?: string;
  readonly queue?: string;
  readonly number?: string;
  readonly outcome?: CallbackOutcome | 'open';
  readonly limit: number;
};

/**
 * A message to somebody else's server. Its row in the outbox is the truth about it: a queue of jobs may lose
 * it or do it twice, the row says whether it is still to be delivered. `id` is stable; `body` is JSON.
 */
export type WebhookJob = {
  readonly id: string;
  readonly event: string;
  readonly body: string;
  /** Of a message that was given up and is tried anew: those who have not got it, and nobody else is to. */
  readonly failed?: readonly FailedDelivery[];
};

/** Who did not take a message, and why in the end. `receiver` names a webhook of the settings without its address. */
export type FailedDelivery = { readonly receiver: string; readonly host: string; readonly why: string };

/** A message that was given up at `atMs` (wall time). */
export type DeadMessage = Required<WebhookJob> & { readonly atMs: number };

/** Names an offer of a call. */
export type OfferKey = { readonly callId: string; readonly offerId: string };

/**
 * Those that carry calls now. `sinceMs`: since when each node's exchange has run; `endsMs`: when callers' channels have
 * ended, by its diary, as far as that is known. Wall times. `awaited`: nodes that have not told yet whom they carry;
 * `isHandOver`: until now another process has served them.
 */
export type Carriers = {
  readonly sinceMs: ReadonlyMap<string, number>;
  readonly endsMs: ReadonlyMap<string, number>;
  readonly awaited: ReadonlySet<string>;
  readonly isHandOver: boolean;
};

export type StoreState = {
  readonly writable: boolean;
  /** Entries that are not in the database yet: in memory, or in the spool file. */
  readonly bufferedCount: number;
  /**
   * Entries that were given up since the start, because neither the database nor the spool file nor memory
   * had room.
   */
  readonly lostCount: number;
  readonly error: string | null;
};

/**
 * Where entries and records are kept. Writing never waits and never throws: calls go on when the disk does
 * not. Entries are kept in the order in which they were given; a record is closed exactly once, and the
 * message that tells of it is put into the outbox in the same breath. Whatever is asked is answered within a
 * limit, or rejected with `Failure` STORE_AWAY; a read sees what was written before it.
 */
export interface Store extends ContactKeeper {
  write(entry: Entry): void;
  /** Resolves when everything written before is on the disk, in the database or in the spool file. */
  flush(): Promise<void>;
  calls(query: CallQuery): Promise<readonly CallRecord[]>;
  /** Undefined when no call has this id. */
  call(callId: string): Promise<CallStory | undefined>;
  /**
   * What these operators did when this offer was made; those of whom the journal does not go back so far are left
   * out, and all when there is no such offer.
   */
  operatorsBefore(offer: OfferKey, operators: readonly string[]): Promise<readonly OperatorAt[]>;
  /** Of the last so many calls that tell something of a caller: what they tell, oldest first. */
  callerPasts(limit: number): Promise<readonly CallerPast[]>;
  /** Recordings that are kept. */
  recordings(query: RecordingQuery): Promise<readonly KeptRecording[]>;
  /** How calls were scored: of each call the last score by each form and person. */
  scores(query: ScoreQuery): Promise<readonly Score[]>;
  /** Promises to call back, folded from their entries. */
  callbacks(query: CallbackQuery): Promise<readonly Callback[]>;
  /** All that are open, oldest first. */
  openCallbacks(): Promise<readonly Callback[]>;
  /** What people changed from outside, folded from the entries of the kind `audited`. */
  audit(query: AuditQuery): Promise<readonly AuditFact[]>;
  /** Every operator's presence as it was last written. */
  presences(): Promise<readonly OperatorPresence[]>;
  /** What was dialled outside since then (wall time), and how it ended, in this order. */
  callsOut(sinceMs: number): Promise<readonly CallOutEntry[]>;
  /**
   * Takes whoever has this number out of everything that is over: calls, their stories, promises, messages that were
   * told. Resolves with how many calls and promises that was; those of a held recording stay.
   */
  forget(number: string): Promise<number>;
  /**
   * Closes every record that is still open and not in `liveCallIds`, at `atMs` at the latest. Who was in a talk, and
   * called since the exchange was started that carried them (`Carriers`), has hung up while nobody looked; anybody else
   * was lost (`node_failure`), at the moment at which the call was last heard of. Resolves with the ids of those it
   * closed.
   */
  closeOrphans(
    liveCallIds: ReadonlySet<string>,
    atMs: number,
    carriers?: Carriers,
  ): Promise<readonly string[]>;
  /**
   * Messages to be taken over, oldest first: those that nobody took, and those that were taken before
   * `takenBeforeMs` and are still not settled (whoever took them may have lost them).
   */
  outbox(limit: number, takenBeforeMs: number): Promise<readonly WebhookJob[]>;
  /** These messages were taken over at `atMs` (wall time) by somebody who will deliver them. */
  taken(ids: readonly string[], atMs: number): Promise<void>;
  /** A message that is still to be delivered; undefined when it is settled or unknown. */
  message(id: string): Promise<WebhookJob | undefined>;
  /** Nothing more will be done about this message. Saying it twice changes nothing. `failed`: who has not got it. */
  settled(id: string, how: 'delivered' | 'givenUp', failed?: readonly FailedDelivery[]): Promise<void>;
  /** Messages that were given up, the newest first. */
  dead(limit: number): Promise<readonly DeadMessage[]>;
  /** Puts a message that was given up into the outbox again, or all of them (null); how many it was. */
  revive(id: string | null): Promise<number>;
  state(): StoreState;
  close(): Promise<void>;
}
