import { WebSocket } from 'ws';
import type { Clock } from '../../base/index.ts';
import type { AriLog } from './ari-types.ts';

export type EventSocketOptions = {
  /** For example "ws://127.0.0.1:8088/ari/events?app=cordboard". */
  readonly address: string;
  readonly authorization: string;
  readonly clock: Clock;
  readonly log: AriLog;
};

type Listener = (data?: unknown) => void;

const HANDSHAKE_LIMIT_MS = 2000;
const PING_EVERY_MS = 2000;
const SILENCE_MS_MAX = 3000;
const LOOK_EVERY_MS = 500;

/**
 * The socket of events, in the shape that ari-client wants of its WebSocket, with what it lacks: the password
 * in a header, a ping, and a limit on silence. ari-client learns nothing of the end of the connection, else
 * it would begin a reconnecting of its own, which gives up after 43 s; our supervisor waits for `lost`
 * instead.
 */
export class EventSocket {
  /** Resolves once, with the reason, when the connection is or never was there. */
  readonly lost: Promise<string>;
  /** Events that ari-client could not read: unknown types, broken text. */
  unreadable = 0;
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #log: AriLog;
  #lose: (why: string) => void = () => {};
  #heardMs: number;
  #pingedMs: number;
  #stopLooking: () => void = () => {};
  #isOver = false;

  constructor({ address, authorization, clock, log }: EventSocketOptions) {
    this.#clock = clock;
    this.#log = log;
    this.#heardMs = this.#pingedMs = clock.now().monoMs;
    this.lost = new Promise((resolve) => {
      this.#lose = resolve;
    });
    this.#socket = new WebSocket(address, {
      headers: { authorization },
      handshakeTimeout: HANDSHAKE_LIMIT_MS,
      perMessageDeflate: false,
    });
    this.#socket.on('pong', () => this.#hear());
    this.#socket.on('error', (err) => this.end(err.message));
    this.#socket.on('close', (code) => this.end(`closed (${code})`));
    this.#socket.on('open', () => this.#look());
  }

  /** What ari-client hears: the opening, messages and pongs. */
  on(type: string, listener: Listener): void {
    if (type === 'message') this.#socket.on('message', (data) => this.#deliver(String(data), listener));
    else if (type === 'open' || type === 'pong') this.#socket.on(type, () => listener());
  }

  ping(): void {
    this.#socket.ping();
  }

  close(): void {
    this.end('closed by us');
  }

  /** Lets go of the connection at once, without a farewell that a silent peer would never answer. */
  end(why: string): void {
    this.#isOver = true;
    this.#stopLooking();
    this.#socket.terminate();
    this.#lose(why);
  }

  #hear(): void {
    this.#heardMs = this.#clock.now().monoMs;
  }

  /** What arrives together with the reason to end is not heard any more. */
  #deliver(text: string, listener: Listener): void {
    if (this.#isOver) return;
    this.#hear();
    try {
      listener(text);
    } catch (err) {
      this.unreadable += 1;
      const facts = { err, event: text.slice(0, 200), unreadable: this.unreadable };
      this.#log.warn(facts, 'an event of the exchange is of no known type and was passed over');
    }
  }

  /** Pings now and then, and ends a connection on which nothing was heard for too long. */
  #look(): void {
    const { monoMs } = this.#clock.now();
    if (monoMs - this.#heardMs >= SILENCE_MS_MAX) return this.end(`silent for ${SILENCE_MS_MAX} ms`);
    if (monoMs - this.#pingedMs >= PING_EVERY_MS) {
      this.#pingedMs = monoMs;
      this.#socket.ping();
    }
    this.#stopLooking = this.#clock.after(LOOK_EVERY_MS, () => this.#look());
  }
}
