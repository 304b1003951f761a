import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { passes } from './standard-load.ts';

/** Asterisk lets five wait to be taken: more at one moment would be told to come again a second later. */
const NEXT_MS = 2;
const AGAIN_MS = 1_000;
const PROBE_MS = 1_000;
const HALF = 'GET /ari/channels HTTP/1.1\r\nHost: nobody\r\n';
const WHOLE = 'GET /ari/asterisk/ping HTTP/1.1\r\nHost: somebody\r\nConnection: close\r\n\r\n';

/** So many who begin a request to a server and never end it; whoever is sent away comes again. */
export class Siege {
  readonly #port: number;
  readonly #host: string;
  readonly #sockets = new Set<Socket>();
  #isOver = false;
  /** How often somebody was sent away. */
  refused = 0;

  private constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port);
  }

  /** Resolves when all have come. */
  static async lay(url: string, count: number): Promise<Siege> {
    const siege = new Siege(url);
    for (let index = 0; index < count; index++) {
      void siege.#besiege();
      await passes(NEXT_MS);
    }
    return siege;
  }

  /** How many are there now, with or without being taken. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Whether the server answers somebody whose connection is new. */
  async isAnswered(): Promise<boolean> {
    const socket = this.#connect(WHOLE);
    const signal = AbortSignal.timeout(PROBE_MS);
    const closed = once(socket, 'close', { signal }).then(() => false);
    const heard = once(socket, 'data', { signal }).then(() => true);
    const [first] = await Promise.allSettled([Promise.race([heard, closed])]);
    await Promise.allSettled([heard, closed, socket.destroy()]);
    return first!.status === 'fulfilled' && first!.value;
  }

  raise(): void {
    this.#isOver = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  async #besiege(): Promise<void> {
    while (!this.#isOver) {
      const socket = this.#connect(HALF);
      this.#sockets.add(socket);
      // What is an error is a close as well.
      await new Promise((closed) => socket.once('close', closed));
      this.#sockets.delete(socket);
      this.refused += 1;
      await passes(AGAIN_MS);
    }
  }

  #connect(said: string): Socket {
    const socket = connect(this.#port, this.#host);
    socket.on('error', () => {}).resume();
    socket.write(said);
    return socket;
  }
}
