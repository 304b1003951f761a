import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { Failure } from '../base/index.ts';
import { SERVED_BY } from '../parent/index.ts';
import type { Settings } from '../settings/index.ts';

/**
 * What a Cordboard says while another one serves the calls: that it is alive, and would not answer a call. It listens
 * where the API will be when it is its turn.
 */
export class StandBy {
  readonly #server: Server;
  #servedBy: string | null = null;

  constructor() {
    this.#server = createServer({ keepAliveTimeout: 1 }, (request, response) => {
      const isLive = request.url === '/health/live';
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        connection: 'close',
        ...(this.#servedBy !== null && { [SERVED_BY]: this.#servedBy }),
      };
      response
        .writeHead(isLive ? 200 : 503, headers)
        .end(JSON.stringify(isLive ? { live: true } : this.#missing()));
    });
  }

  /** Rejects with PORT_TAKEN. */
  async listen({ host, port }: Settings['http']): Promise<void> {
    this.#server.listen(port, host);
    await once(this.#server, 'listening').catch((err: unknown) => {
      throw new Failure('PORT_TAKEN', { host, port, setting: 'http.port', why: String(err) });
    });
  }

  /** The owner of the lease; null when nobody can be seen to have it. */
  servedBy(owner: string | null): void {
    this.#servedBy = owner;
  }

  /** Resolves when the port is free. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #missing(): { readonly ready: false; readonly missing: readonly string[] } {
    const other = 'another Cordboard serves the calls; this one takes over when that one fails';
    const nobody = 'nobody is seen to have the lease in Redis: when Redis answers, it is taken';
    return { ready: false, missing: [this.#servedBy === null ? nobody : other] };
  }
}
