import { once } from 'node:events';
import { Socket } from 'node:net';
import type { Whole } from './whole.ts';

export type ServerAddress = {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
};

export type ConnectionEnds = {
  onBack(): void;
  /** `isOpen`: the server only says nothing any more; what is sent to it now it may still read. */
  onLost(isOpen: boolean): void;
};

const RETRY_MS_MAX = 2_000;
const LOOK_EVERY_MS = 1_000;
/**
 * A server that stands still so many times longer than until it is given up will not come back on this
 * connection.
 */
const STILL_MAX = 4;
const FAREWELL_MS = 1_000;

/**
 * The connection to the server's application port. The library makes it again by itself; what it lacks is
 * here: it tells "there" from "refused", and it notices a server that stands still without closing the
 * connection.
 *
 * Such a connection is not cut at once. A server that wakes to find it broken, with more than one thing to
 * say, keeps a dead application in its turns and sends new calls there, until it is started anew. For the
 * same reason a connection is read to its end when we close it.
 */
export class Connection {
  readonly #whole: Whole;
  readonly #server: ServerAddress;
  readonly #ends: ConnectionEnds;
  readonly #first = Promise.withResolvers<void>();
  #state: 'away' | 'greeted' | 'up' | 'silent' = 'away';
  #isClosed = false;
  /** What was last complained of; the same is not said for every attempt. */
  #complaint = '';
  #socket: Socket | undefined;
  #heardMs = 0;
  #isAsked = false;
  #stopLooking: () => void = () => {};

  constructor(whole: Whole, server: ServerAddress, ends: ConnectionEnds) {
    this.#whole = whole;
    this.#server = server;
    this.#ends = ends;
  }

  get isUp(): boolean {
    return this.#state === 'up';
  }

  /**
   * Resolves after the first attempt, whatever came of it. All handlers of the library stand before it is
   * called.
   */
  async start(): Promise<void> {
    const { srf } = this.#whole;
    const { host, port, secret } = this.#server;
    srf.on('connect', (err, _, version) => this.#connected(err, version));
    srf.on('error', (err) => this.#complain(err, 'the SIP server cannot be reached'));
    srf.on('close', () => this.#closed());
    srf.connect({ host, port, secret, reconnect: { retryMaxDelay: RETRY_MS_MAX } });
    this.#look();
    await this.#first.promise;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#state = 'away';
    this.#stopLooking();
    this.#first.resolve();
    const { srf } = this.#whole;
    // With any socket at all the library ceases to connect again, also with one that is not there.
    const sockets = [new Socket(), ...srf.app.client.mapServer.keys()];
    for (const socket of sockets) srf.disconnect(socket);
    await Promise.all(sockets.slice(1).map((socket) => this.#readToEnd(socket)));
  }

  async #readToEnd(socket: Socket): Promise<void> {
    const stopWaiting = this.#whole.clock.after(FAREWELL_MS, () => socket.destroy());
    if (!socket.closed) await once(socket, 'close').catch(() => undefined);
    stopWaiting();
  }

  #connected(err: unknown, version: string | undefined): void {
    if (this.#isClosed) return void this.close();
    if (err !== null && err !== undefined) {
      return this.#complain(err, 'the SIP server refuses the secret of its application port');
    }
    this.#complaint = '';
    this.#listen();
    this.#whole.log.info({ version }, 'connected to the SIP server');
    // The library says so before the server has read what is wanted of it: calls of that moment would be refused.
    this.#state = 'greeted';
    this.#ask();
  }

  /** One thing at a time: the next is asked when something has come. */
  #ask(): void {
    if (this.#socket === undefined || this.#isAsked) return;
    this.#isAsked = true;
    this.#whole.srf.app.client.wp.send(this.#socket, 'ping');
  }

  #back(): void {
    this.#state = 'up';
    this.#ends.onBack();
    this.#first.resolve();
  }

  /** Told for each connection, those that were never accepted too. */
  #closed(): void {
    this.#first.resolve();
    const { srf, log } = this.#whole;
    // The library keeps the dialogs of a connection that is gone, for ever.
    srf._dialogs.clear();
    const wasUp = this.#state === 'up';
    this.#state = 'away';
    if (!wasUp) return;
    log.warn('the connection to the SIP server is lost, and with it all calls');
    this.#ends.onLost(false);
  }

  #complain(err: unknown, sentence: string): void {
    this.#first.resolve();
    if (this.#isClosed || this.#complaint === sentence) return;
    this.#complaint = sentence;
    this.#whole.log.error({ err }, sentence);
  }

  /** Hears of whatever comes on the present socket, before the library does. */
  #listen(): void {
    const [socket] = this.#whole.srf.app.client.mapServer.keys();
    if (socket === this.#socket) return;
    this.#socket = socket;
    if (socket === undefined) return;
    this.#heardMs = this.#whole.clock.now().monoMs;
    this.#isAsked = false;
    socket.prependListener('data', () => {
      if (socket === this.#socket) this.#hear();
    });
  }

  #hear(): void {
    this.#heardMs = this.#whole.clock.now().monoMs;
    this.#isAsked = false;
    if (this.#state === 'silent') this.#whole.log.warn('the SIP server goes on');
    if (this.#state === 'silent' || this.#state === 'greeted') this.#back();
  }

  /** Asks now and then whether the server is still there. */
  #look(): void {
    const { clock, limits, log } = this.#whole;
    this.#listen();
    const socket = this.#socket;
    const silentMs = clock.now().monoMs - this.#heardMs;
    if (socket !== undefined && silentMs >= limits.silenceMs) {
      if (this.#state === 'up') {
        this.#state = 'silent';
        log.warn({ silentMs }, 'the SIP server says nothing: its calls are given up');
        this.#ends.onLost(true);
      } else if (this.#state !== 'silent' || silentMs >= STILL_MAX * limits.silenceMs) socket.destroy();
    } else if (this.#state === 'up') this.#ask();
    this.#stopLooking = clock.after(Math.min(LOOK_EVERY_MS, limits.silenceMs / 4), () => this.#look());
  }
}
