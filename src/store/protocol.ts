import type { Callback } from '../callbacks/index.ts';
import type {
  AuditFact,
  AuditQuery,
  CallbackQuery,
  CallerPast,
  CallOutEntry,
  CallQuery,
  CallRecord,
  CallStory,
  Carriers,
  Contact,
  ContactQuery,
  ContactRules,
  ContactStory,
  DeadMessage,
  Entry,
  KeptRecording,
  OfferKey,
  OperatorAt,
  OperatorPresence,
  RecordingQuery,
  Score,
  ScoreQuery,
  WebhookJob,
} from '../journal/index.ts';
import type { ReportWish } from '../reports/index.ts';
import type { NumberedEntry } from './entry-buffer.ts';
import type { Keep } from './keep.ts';
import type { Settlement } from './outbox-row.ts';
import type { Later } from './tables.ts';

/** What the worker is started with. */
export type WorkerStart = {
  /** Where the database is: a path, or an address. */
  readonly place: string;
  /** The same as it may be shown: without a password. */
  readonly shown: string;
  readonly spoolPath: string;
  readonly webhookEvents: readonly string[];
  readonly keep: Keep;
  /** Those of the product, where nothing else is said. */
  readonly contactRules?: ContactRules;
  /** Whoever else holds the database may hold it no more: its connection is ended. */
  readonly takesOver?: boolean;
  /** The thread makes reports and does nothing else. */
  readonly only?: 'reports';
};

/** Everything that the worker can be asked: what is asked, and what it answers. */
export type Requests = {
  /**
   * True when the entries are safe on the disk; false when there is room for them nowhere. `run` names this
   * process.
   */
  append: [ask: { readonly run: string; readonly entries: readonly NumberedEntry[] }, answer: boolean];
  /** Null when the record to start after does not exist. */
  calls: [ask: CallQuery, answer: readonly CallRecord[] | null];
  call: [ask: string, answer: CallStory | null];
  operatorsBefore: [
    ask: { readonly offer: OfferKey; readonly operators: readonly string[] },
    answer: readonly OperatorAt[],
  ];
  callerPasts: [ask: number, answer: readonly CallerPast[]];
  recordings: [ask: RecordingQuery, answer: readonly KeptRecording[]];
  scores: [ask: ScoreQuery, answer: readonly Score[]];
  callbacks: [ask: CallbackQuery, answer: readonly Callback[]];
  openCallbacks: [ask: null, answer: readonly Callback[]];
  audit: [ask: AuditQuery, answer: readonly AuditFact[]];
  /** Null when the contact to start after does not exist. */
  contacts: [ask: ContactQuery, answer: readonly Contact[] | null];
  contact: [ask: string, answer: ContactStory | null];
  contactsPastDue: [ask: { readonly nowMs: number; readonly limit: number }, answer: readonly Contact[]];
  presences: [ask: null, answer: readonly OperatorPresence[]];
  callsOut: [sinceMs: number, answer: readonly CallOutEntry[]];
  forget: [ask: { readonly number: string; readonly limit: number }, answer: number];
  closeOrphans: [
    ask: {
      readonly liveCallIds: ReadonlySet<string>;
      readonly atMs: number;
      readonly carriers?: Carriers | undefined;
    },
    answer: readonly string[],
  ];
  outbox: [ask: { readonly limit: number; readonly takenBeforeMs: number }, answer: readonly WebhookJob[]];
  taken: [ask: { readonly ids: readonly string[]; readonly atMs: number }, answer: null];
  message: [ask: string, answer: WebhookJob | null];
  settled: [ask: Settlement, answer: null];
  dead: [ask: number, answer: readonly DeadMessage[]];
  revive: [ask: string | null, answer: number];
  /** Asked of the thread that makes reports, and of no other. */
  report: [ask: ReportWish, answer: Uint8Array];
  countAnew: [ask: null, answer: null];
  close: [ask: null, answer: null];
};

export type RequestKind = keyof Requests;

/** Handlers of the requests; a kind that is forgotten does not compile. */
export type Handlers = {
  readonly [K in Exclude<RequestKind, 'report'>]: (ask: Requests[K][0]) => Later<Requests[K][1]>;
};

export type ToWorker = { readonly id: number; readonly kind: RequestKind; readonly ask: unknown };

export type FromWorker =
  /** The first message. `unusable` is something that a person must mend: the worker has ended. */
  | { readonly kind: 'opened'; readonly unusable: string | null }
  | { readonly kind: 'answered'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly why: string }
  | { readonly kind: 'state'; readonly state: WorkerState }
  /** An entry that the database will never take: it is skipped, so that those behind it get through. */
  | { readonly kind: 'entryRefused'; readonly entryKind: Entry['kind']; readonly why: string }
  /** The spool file cannot be used: the message says why. */
  | { readonly kind: 'spoolAway'; readonly why: string };

export type WorkerState = {
  readonly writable: boolean;
  readonly spooledCount: number;
  readonly error: string | null;
};
