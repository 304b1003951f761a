import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/** Somebody else's server, to which a hotline sends its messages; it takes every one. */
export class WebhookReceiver {
  readonly url: string;
  /** Messages without a signature. */
  unsigned = 0;
  readonly #server: Server;
  readonly #bodies: string[] = [];

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async open(): Promise<WebhookReceiver> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a server without a port');
    const receiver = new WebhookReceiver(server, `http://127.0.0.1:${address.port}/hook`);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        receiver.#bodies.push(Buffer.concat(parts).toString());
        if (!Object.keys(request.headers).some((name) => name.includes('signature'))) receiver.unsigned += 1;
        response.writeHead(204).end();
      });
    });
    return receiver;
  }

  get count(): number {
    return this.#bodies.length;
  }

  /** The messages in which this call is named. */
  bodiesAbout(callId: string): readonly string[] {
    return this.#bodies.filter((body) => body.includes(callId));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}
