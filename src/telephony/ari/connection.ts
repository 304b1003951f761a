import type { ExchangeState } from '../index.ts';
import { AriError } from './ari-error.ts';
import type { AriOptions } from './ari-options.ts';
import { ariTimeMs } from './ari-time.ts';
import { AriTransport } from './ari-transport.ts';
import type { AriClient } from './ari-types.ts';
import { connectClient, type Definitions, openEvents, readDefinitions } from './connect-client.ts';
import { EventSocket } from './event-socket.ts';
import { Pulse } from './pulse.ts';

/**
 * What the supervisor tells; it never waits for these. `prepare` runs between the socket's opening and
 * `onBack`.
 */
export type ConnectionEnds = {
  /** Hears a new client's events from the first one on. */
  listen(client: AriClient): void;
  /** Asks the exchange what we must know before calls go on. A rejection ends this attempt. */
  prepare(client: AriClient, restarted: boolean): Promise<void>;
  onBack(restarted: boolean): void;
  onLost(): void;
};

type Info = { readonly version: string; readonly startedWallMs: number };

/**
 * Turns true when the attempt has failed or taken too long: whatever of it is still going on ends at its next
 * step.
 */
type Attempt = { isOver: boolean };

const ATTEMPT_LIMIT_MS = 10_000;
const PAUSE_MS_MIN = 200;
const PAUSE_MS_MAX = 5000;
/** An exchange that was frozen works off what came meanwhile within this. */
const LATE_MS = 10_000;
const UNANSWERED_MS = 1_000;
const GIVEN_UP_MAX = 10;

/**
 * Keeps one connection to the exchange, for ever: a new client for each attempt, with growing jittered
 * pauses. Only when another process has taken the application over it stays away, because two that take it
 * from each other in turns would be worse than one that is missing.
 */
export class Connection {
  readonly #options: AriOptions;
  readonly #ends: ConnectionEnds;
  readonly #origin: string;
  readonly #authorization: string;
  readonly #transport: AriTransport;
  readonly #pulse: Pulse;
  #client: AriClient | null = null;
  #socket: EventSocket | null = null;
  #info: Info | null = null;
  /** The start of the exchange that our legs are on: that of the last connection which came to stand. */
  #ourStartMs: number | null = null;
  #definitions: Definitions | null = null;
  #isClosed = false;
  #isReplaced = false;
  /** Attempts that nobody answered and that were given up, and when a connection last came to stand. */
  #givenUp = 0;
  #openedMs = 0;
  #wake: () => void = () => {};
  #life: Promise<void> = Promise.resolve();

  constructor(options: AriOptions, ends: ConnectionEnds) {
    const { user, password, url, clock } = options;
    this.#options = options;
    this.#ends = ends;
    this.#origin = new URL(url).origin;
    this.#authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const { mayAct } = options.leader;
    const authorization = this.#authorization;
    this.#transport = new AriTransport({ origin: this.#origin, authorization, clock, mayAct });
    const onRefused = (): void => this.#socket?.end('requests are cut off, though events come');
    this.#pulse = new Pulse({ transport: this.#transport, clock, onRefused });
  }

  /**
   * Resolves after the first attempt, whether it succeeded or not; the next attempts follow by themselves.
   */
  async start(): Promise<void> {
    const first = Promise.withResolvers<void>();
    this.#life = this.#live(first.resolve);
    await first.promise;
  }

  state(): ExchangeState {
    const { version = null, startedWallMs = null } = this.#info ?? {};
    return { connected: this.#client !== null, version, startedWallMs, answerMs: this.#transport.answerMs };
  }

  /** Throws `AriError` "away" when there is no connection. */
  client(): AriClient {
    if (this.#client === null) throw new AriError('away', 'there is no connection to the exchange');
    return this.#client;
  }

  /** A file of the exchange, piece by piece. Rejects with `AriError`, "away" when there is no connection. */
  async open(path: string): ReturnType<AriTransport['open']> {
    this.client();
    return this.#transport.open(path);
  }

  /**
   * Another process has connected as the same application: no command of ours may reach the exchange any more. But an
   * exchange that was frozen finds our own attempts, which we have given up, when it goes on, and lets them take our
   * place: then we connect again.
   */
  replaced(): void {
    if (this.#isByOurselves()) {
      this.#givenUp -= 1;
      this.#socket?.end('an attempt of our own has come late');
      return;
    }
    this.#isReplaced = true;
    this.#options.log.error('another process has connected as this application: this one stays away');
    this.#socket?.end('another process has taken over the application');
    this.#lose();
    this.#options.onReplaced();
  }

  #isByOurselves(): boolean {
    return this.#givenUp > 0 && this.#options.clock.now().monoMs - this.#openedMs < LATE_MS;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#pulse.stop();
    this.#socket?.close();
    this.#wake();
    await this.#transport.close();
    await this.#life;
  }

  async #live(firstAttemptDone: () => void): Promise<void> {
    for (let failures = 0; !this.#isClosed && !this.#isReplaced; ) {
      const socket = await this.#attempt();
      failures = socket === null ? failures + 1 : 0;
      firstAttemptDone();
      if (socket === null) await this.#pause(failures);
      else await this.#untilLost(socket);
    }
    firstAttemptDone();
  }

  async #untilLost(socket: EventSocket): Promise<void> {
    const why = await socket.lost;
    if (this.#options.clock.now().monoMs - this.#openedMs >= LATE_MS) this.#givenUp = 0;
    this.#lose();
    if (this.#isClosed) return;
    this.#options.log.warn({ why }, 'the connection to the exchange is lost');
    await this.#pause(0);
  }

  #lose(): void {
    if (this.#client === null) return;
    this.#client = null;
    this.#pulse.stop();
    this.#transport.abandon();
    this.#ends.onLost();
  }

  /** One attempt, from the description of the interface to the first event; null when it failed. */
  async #attempt(): Promise<EventSocket | null> {
    const { clock, log } = this.#options;
    const attempt = { isOver: false };
    const late = Promise.withResolvers<never>();
    const cancel = clock.after(ATTEMPT_LIMIT_MS, () => late.reject(new AriError('timeout', 'took too long')));
    try {
      return await Promise.race([this.#connect(attempt), late.promise]);
    } catch (err) {
      attempt.isOver = true;
      this.#socket?.end('the attempt failed');
      if (!this.#isClosed) log.warn({ err }, 'the exchange cannot be reached');
      return null;
    } finally {
      cancel();
    }
  }

  async #connect(attempt: Attempt): Promise<EventSocket> {
    const { log, user } = this.#options;
    const [origin, transport] = [this.#origin, this.#transport];
    this.#definitions ??= await readDefinitions(origin, transport);
    const client = await connectClient({ origin, user, definitions: this.#definitions, transport });
    if (attempt.isOver || this.#isClosed) throw new AriError('away', 'the attempt is over');
    this.#ends.listen(client);
    const socket = this.#openSocket();
    await this.#open(client, socket);
    const { startedWallMs } = await orLost(this.#learnInfo(client), socket);
    const restarted = this.#ourStartMs !== null && this.#ourStartMs !== startedWallMs;
    await orLost(this.#ends.prepare(client, restarted), socket);
    this.#ourStartMs = startedWallMs;
    this.#client = client;
    this.#pulse.start();
    log.info({ version: this.#info?.version, restarted }, 'connected to the exchange');
    this.#ends.onBack(restarted);
    return socket;
  }

  /** A connection that is refused leaves nothing behind; one that nobody answers may be answered when we have gone. */
  async #open(client: AriClient, socket: EventSocket): Promise<void> {
    const { app, clock } = this.#options;
    const beganMs = clock.now().monoMs;
    // Noted at once: an event may come in the same packet, before anybody who waits goes on.
    socket.on('open', () => {
      this.#openedMs = clock.now().monoMs;
    });
    try {
      await orLost(openEvents(client, app, socket), socket);
    } catch (err) {
      const isUnanswered = clock.now().monoMs - beganMs >= UNANSWERED_MS;
      if (isUnanswered) this.#givenUp = Math.min(GIVEN_UP_MAX, this.#givenUp + 1);
      throw err;
    }
  }

  #openSocket(): EventSocket {
    const { app, clock, log } = this.#options;
    const address = `${this.#origin.replace(/^http/, 'ws')}/ari/events?app=${encodeURIComponent(app)}`;
    this.#socket = new EventSocket({ address, authorization: this.#authorization, clock, log });
    return this.#socket;
  }

  /** Another version describes its interface anew: that is read at the next attempt. */
  async #learnInfo(client: AriClient): Promise<Info> {
    const { system, status } = await client.asterisk.getInfo();
    const startedWallMs = ariTimeMs(status?.startup_time);
    const version = /^\d+(\.\d+)*/.exec(system?.version ?? '')?.[0] ?? 'unknown';
    if (this.#info !== null && this.#info.version !== version) this.#definitions = null;
    this.#info = { version, startedWallMs };
    return this.#info;
  }

  /**
   * Grows from 0.2 to 5 s, each time drawn from the upper half, so that several of us do not come back as
   * one.
   */
  #pause(failures: number): Promise<void> {
    const longestMs = Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** failures);
    return new Promise((resolve) => {
      if (this.#isClosed || this.#isReplaced) return resolve();
      const cancel = this.#options.clock.after(longestMs * (0.5 + Math.random() / 2), resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}

/** The promise, unless the socket is lost before it settles. */
async function orLost<T>(promise: Promise<T>, socket: EventSocket): Promise<T> {
  const lost = socket.lost.then((why) => {
    throw new AriError('away', why);
  });
  return Promise.race([promise, lost]);
}
