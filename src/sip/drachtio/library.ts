import type { Socket } from 'node:net';
import bundled from 'drachtio-srf';

/*
 * The library as it is at run time. Its own declarations are written by hand and lag behind: of what is used
 * here they lack or have wrong nearly everything, so they stop at this file.
 */

/** A message, sent or received. */
export type Message = {
  /** All of it, as it came over the application port. */
  readonly raw: string;
  readonly body: string;
  /** The parts of a body of several kinds; else one, of the type of the whole. */
  readonly payload: readonly { readonly type?: string | null; readonly content?: string }[];
};

export type SendHeaders = Record<string, string>;

/** A received message, or one that was sent, as the server sent it. */
export type Request = Message & {
  readonly method: string;
  readonly uri: string;
  readonly source_address: string;
  readonly source_port: number;
  /** "udp", "tcp" or "tls"; a WebSocket is not told from its TCP. */
  readonly protocol: string;
  /** "" or missing: the request belongs to no dialog. */
  readonly stackDialogId?: string;
  /** Of a request of ours: any response, the provisional ones too. */
  on(event: 'response', heard: (response: Response, ack: () => void) => void): void;
  /** Of an INVITE that came: the caller has given up, and the server has answered both. */
  on(event: 'cancel', heard: (cancel: Message) => void): void;
  /** Of an INVITE of ours. Throws for any other. */
  cancel(options: { readonly headers?: SendHeaders }, done: (err: unknown) => void): void;
};

type Sending = { readonly headers?: SendHeaders; readonly body?: string };

export type Response = Message & {
  readonly status: number;
  /** "" for what the server says itself of somebody whom it cannot reach. */
  readonly source_address: string;
  /** Of a response of ours that was sent: the dialog that it belongs to. */
  readonly stackDialogId?: string;
  /** Throws for a status that is in no table of the library. Behind a final response nothing is sent. */
  send(status: number, options?: Sending): void;
};

export type DialogEvents = {
  /** BYE, which has been answered. */
  destroy: (request: Request) => void;
  /** A re-INVITE. */
  modify: (request: Request, response: Response) => void;
  update: (request: Request, response: Response) => void;
  info: (request: Request, response: Response) => void;
  refer: (request: Request, response: Response) => void;
  notify: (request: Request, response: Response) => void;
  message: (request: Request, response: Response) => void;
  ack: (request: Request) => void;
};

/** `modify()` is left out on purpose: behind a refusal it hangs for ever, and every later one with it. */
export type Dialog = {
  readonly id: string;
  readonly sip: { readonly callId: string; readonly localTag: string; readonly remoteTag: string };
  readonly local: { sdp: string; readonly contact: string };
  readonly remote: { sdp: string };
  readonly auth: Credentials | undefined;
  readonly socket: Socket;
  /**
   * The message that made it, of the other side: the INVITE of a caller, the answer of one who was called.
   */
  readonly req: Request;
  readonly res: Response;
  on<E extends keyof DialogEvents>(event: E, heard: DialogEvents[E]): void;
  destroy(options: { readonly headers?: SendHeaders }, done: (err: unknown) => void): void;
};

export type Credentials = { readonly username: string; readonly password: string };

/** An answer with an offer in it, which waits for the ACK that is to carry ours. */
export type OpenAnswer = {
  readonly sdp: string;
  readonly res: Response;
  ack(sdp: string): Promise<Dialog>;
  destroy(): Promise<void>;
};

export type UacOptions = {
  readonly headers: SendHeaders;
  readonly localSdp: string;
  readonly auth?: Credentials;
  /** An answer to an INVITE without an offer is not acknowledged by the library itself. */
  readonly noAck: true;
};

export type UacProgress = {
  /** Either of the two: the request could not be sent, or it was. */
  readonly cbRequest: (err: unknown, request?: Request) => void;
  readonly cbProvisional: (response: Response) => void;
};

export type RequestOptions = {
  readonly method: string;
  readonly headers?: SendHeaders;
  readonly body?: string;
  /** A request in this dialog; its address is then of no account. */
  readonly stackDialogId?: string;
  readonly auth?: Credentials;
  readonly _socket?: Socket;
};

/** What the library's calls with a callback give: one of the two. */
export type Done<T> = (err: unknown, result?: T) => void;

/**
 * By callbacks, never by promises: a BYE in the same piece of TCP as the answer would come before anybody
 * listens.
 */
export type Srf = {
  on(event: 'connect', heard: (err: unknown, hostports?: string, version?: string) => void): void;
  on(event: 'error', heard: (err: unknown) => void): void;
  on(event: 'close', heard: () => void): void;
  use(method: string, handle: (request: Request, response: Response) => void): void;
  connect(options: {
    readonly host: string;
    readonly port: number;
    readonly secret: string;
    readonly reconnect: { readonly retryMaxDelay: number };
  }): void;
  /** No reconnecting any more. The socket's half of the connection is ended. */
  disconnect(socket: Socket): void;
  createUAS(
    request: Request,
    response: Response,
    options: { readonly localSdp: string; readonly headers: SendHeaders },
    done: Done<Dialog>,
  ): void;
  createUAC(uri: string, options: UacOptions, progress: UacProgress, done: Done<Dialog | OpenAnswer>): void;
  request(uri: string, options: RequestOptions, done: Done<Request>): void;
  /** Not documented. Dialogs of a connection that is gone stay in it for ever. */
  readonly _dialogs: Map<string, Dialog>;
  /** Not documented, there once `connect` was called: the connections that stand, and how to send on them. */
  readonly app: {
    readonly client: {
      readonly mapServer: ReadonlyMap<Socket, unknown>;
      readonly wp: { send(socket: Socket, text: string): void };
    };
  };
};

export const createSrf = (): Srf => new (bundled as unknown as new () => Srf)();
