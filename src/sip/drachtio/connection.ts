import { Socket } from 'node:net';
import type { Whole } from './whole.ts';

export type ServerAddress = {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
};

export type ConnectionEnds = { onBack(): void; onLost(): void };

const RETRY_MS_MAX = 2_000;
const LOOK_EVERY_MS = 1_000;

/**
 * The connection to the server's application port. The library makes it again by itself; what it lacks is
 * here: it tells "there" from "refused", and it notices a server that has stopped without closing the
 * connection, which nobody else would.
 */
export class Connection {
  readonly #whole: Whole;
  readonly #server: ServerAddress;
  readonly #ends: ConnectionEnds;
  readonly #first = Promise.withResolvers<void>();
  readonly #heard = new WeakMap<Socket, { readonly bytes: number; readonly atMs: number }>();
  /** What was last complained of; the same is not said for every attempt. */
  #complaint = '';
  #isUp = false;
  #isClosed = false;
  #stopLooking: () => void = () => {};

  constructor(whole: Whole, server: ServerAddress, ends: ConnectionEnds) {
    this.#whole = whole;
    this.#server = server;
    this.#ends = ends;
  }

  get isUp(): boolean {
    return this.#isUp;
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

  close(): void {
    this.#isClosed = true;
    this.#isUp = false;
    this.#stopLooking();
    const { srf } = this.#whole;
    // With any socket at all it ceases to connect again; it takes none away that is not there.
    srf.disconnect(new Socket());
    for (const socket of srf.app.client.mapServer.keys()) socket.destroy();
    this.#first.resolve();
  }

  #connected(err: unknown, version: string | undefined): void {
    if (this.#isClosed) return this.close();
    if (err !== null && err !== undefined) {
      return this.#complain(err, 'the SIP server refuses the secret of its application port');
    }
    this.#complaint = '';
    this.#isUp = true;
    this.#whole.log.info({ version }, 'connected to the SIP server');
    this.#ends.onBack();
    this.#first.resolve();
  }

  /** Told for each connection, those that were never accepted too. */
  #closed(): void {
    this.#first.resolve();
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#whole.log.warn('the connection to the SIP server is lost, and with it all calls');
    this.#ends.onLost();
  }

  #complain(err: unknown, sentence: string): void {
    this.#first.resolve();
    if (this.#isClosed || this.#complaint === sentence) return;
    this.#complaint = sentence;
    this.#whole.log.error({ err }, sentence);
  }

  /** Asks every second, and cuts a connection on which nothing has come for too long. */
  #look(): void {
    const { srf, clock, limits, log } = this.#whole;
    const { monoMs } = clock.now();
    for (const socket of srf.app.client.mapServer.keys()) {
      const before = this.#heard.get(socket);
      const bytes = socket.bytesRead;
      if (before?.bytes !== bytes) this.#heard.set(socket, { bytes, atMs: monoMs });
      else if (monoMs - before.atMs >= limits.silenceMs) {
        log.warn({ silenceMs: limits.silenceMs }, 'the SIP server says nothing: its connection is cut');
        socket.destroy();
        continue;
      }
      if (this.#isUp) srf.app.client.wp.send(socket, 'ping');
    }
    this.#stopLooking = clock.after(Math.min(LOOK_EVERY_MS, limits.silenceMs / 4), () => this.#look());
  }
}
