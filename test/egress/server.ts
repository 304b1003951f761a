import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Behaviour = (response: ServerResponse) => void;

/** Somebody else's server, which behaves as badly as it is told. */
export class BadServer {
  /** What it does with the next requests, in order; then `otherwise`. */
  next: Behaviour[] = [];
  otherwise: Behaviour = BadServer.answers(200, '{"a":1}');
  readonly asked: { readonly line: string; readonly headers: IncomingHttpHeaders; readonly body: string }[] =
    [];
  readonly port: number;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  static async start(): Promise<BadServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const bad = new BadServer(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        bad.asked.push({ line: `${method} ${url}`, headers, body: Buffer.concat(chunks).toString() });
        (bad.next.shift() ?? bad.otherwise)(response);
      });
    });
    return bad;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  static answers(status: number, body = '', headers: Record<string, string> = {}): Behaviour {
    return (response) => void response.writeHead(status, headers).end(body);
  }

  static never: Behaviour = () => {};

  /** A byte, then another one, for ever. */
  static drips: Behaviour = (response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('x'), 50);
    response.on('close', () => clearInterval(timer));
  };

  /** So many bytes, without a word about how many there will be. */
  static floods(bytes: number): Behaviour {
    return (response) => {
      response.writeHead(200);
      for (let sent = 0; sent < bytes; sent += 100_000) response.write('x'.repeat(100_000));
      response.end();
    };
  }
}
