import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A door in front of a TCP server that a test can open, slam, or wall up so that nothing gets through and
 * nobody is told.
 */
export class TcpGate {
  readonly port: number;
  readonly #server: Server;
  readonly #isGentle: boolean;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #bytesIn = 0;
  #state: 'open' | 'shut' | 'walledUp' = 'open';

  private constructor(
    server: Server,
    target: { readonly host: string; readonly port: number },
    isGentle: boolean,
  ) {
    this.#isGentle = isGentle;
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (inner) => this.#join(inner, target));
  }

  /**
   * On a free port unless one is given. `isGentle`: the server's own side is read to its end when it is cut,
   * so that nothing that the server has sent comes back to it as an error.
   */
  static async open(
    target: { readonly host: string; readonly port: number },
    { port = 0, isGentle = false } = {},
  ): Promise<TcpGate> {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new TcpGate(server, target, isGentle);
  }

  /** So much has been sent to the server through it. */
  get bytesIn(): number {
    return this.#bytesIn;
  }

  /** How many connections there are now. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** Every connection is cut, and new ones are cut as they come. */
  shut(): void {
    this.#state = 'shut';
    this.#cutAll();
  }

  /** Connections stay and are accepted, and not a byte passes: a firewall that drops everything. */
  wallUp(): void {
    this.#state = 'walledUp';
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
  }

  /**
   * Connections that were walled up live on: what they held back comes late, as behind a firewall that was
   * mended.
   */
  thaw(): void {
    if (this.#state !== 'walledUp') return;
    this.#state = 'open';
    for (const pair of this.#pairs) for (const socket of pair) socket.resume();
  }

  /** New connections pass. Those that were walled up are cut: what they had sent is gone. */
  reopen(): void {
    if (this.#state === 'walledUp') this.#cutAll();
    this.#state = 'open';
  }

  async close(): Promise<void> {
    this.shut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(inner: Socket, target: { readonly host: string; readonly port: number }): void {
    if (this.#state === 'shut') {
      inner.destroy();
      return;
    }
    const outer = connect(target.port, target.host);
    const pair = [inner, outer] as const;
    this.#pairs.add(pair);
    const cut = (): void => {
      this.#pairs.delete(pair);
      this.#cut(pair);
    };
    for (const socket of pair) socket.on('error', cut).on('close', cut).setNoDelay(true);
    inner.on('data', (bytes) => {
      this.#bytesIn += bytes.length;
      outer.write(bytes);
    });
    outer.on('data', (bytes) => inner.write(bytes));
    if (this.#state === 'walledUp') for (const socket of pair) socket.pause();
  }

  #cutAll(): void {
    for (const pair of this.#pairs) this.#cut(pair);
    this.#pairs.clear();
  }

  #cut([inner, outer]: readonly [Socket, Socket]): void {
    inner.destroy();
    if (this.#isGentle) outer.end().resume();
    else outer.destroy();
  }
}
