import type { FetchRequest, FetchResult } from '../flow/index.ts';

/** A request as the switchboard orders it. */
export type Order = {
  /** All tries and all waiting together. */
  readonly limitMs: number;
  /** Tells the server that a request is a repeated one; null: none is sent. */
  readonly idempotencyKey: string | null;
  readonly request: FetchRequest;
};

/** What became of the requests to one server. */
export type AskedServer = {
  /** As in a URL: "crm.example:8443". */
  readonly host: string;
  /** Answered with a status below 400, and all else. */
  readonly goodCount: number;
  readonly badCount: number;
  /** How long all of them took together. */
  readonly tookMs: number;
  /** It failed so often in a row that it is not asked at this moment. */
  readonly isResting: boolean;
};

/** The way to other people's servers. */
export interface Egress {
  /** Never rejects, and settles within the order's limit whatever the server does. */
  fetch(order: Order): Promise<FetchResult>;
  /** The servers that were asked since the start. */
  servers(): readonly AskedServer[];
  /** What is under way ends as unreachable. */
  close(): Promise<void>;
}

/** One message on its way out, complete: its headers may hold secrets, and are never logged. */
export type Outgoing = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; null for none. */
  readonly body: string | null;
};

export type Incoming = { readonly status: number; readonly body: string };

/** What carries one message. It follows no redirect and connects to no address that the rules forbid. */
export interface Wire {
  /** Rejects with `WireError`, or with anything once the signal has aborted. */
  send(outgoing: Outgoing, signal: AbortSignal): Promise<Incoming>;
  close(): Promise<void>;
}

/** Why a message has no answer. The text names no address beyond the host. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly reason: 'unreachable' | 'tooBig' | 'refused';

  constructor(reason: WireError['reason'], why: string) {
    super(why);
    this.reason = reason;
  }
}
