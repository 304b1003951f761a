import { createHmac } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NoticeWay } from '../../src/jobs/index.ts';

/** Where no flow tells anybody anything. */
export const NO_NOTICES: NoticeWay = {
  send: async () => ({ kind: 'failed', why: 'nobody is to be told' }),
  close: async () => {},
};

export type Received = {
  readonly id: string;
  readonly body: string;
  readonly signed: boolean;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
};

/**
 * Somebody else's server: keeps what it hears, and answers as it is told. It checks the signature by itself.
 */
export class Receiver {
  readonly received: Received[] = [];
  /** Answers of the next requests, in order; 204 when there is none left. */
  answers: ((response: ServerResponse) => void)[] = [];
  readonly #server: Server;
  readonly #secret: string;

  private constructor(server: Server, secret: string) {
    this.#server = server;
    this.#secret = secret;
  }

  static async start(secret: string): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server, secret);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        receiver.#keep(request.url ?? '', request.headers, Buffer.concat(chunks).toString());
        const answer = receiver.answers.shift() ?? Receiver.status(204);
        answer(response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  static status(code: number, headers: Record<string, string> = {}): (response: ServerResponse) => void {
    return (response) => response.writeHead(code, headers).end();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #keep(path: string, headers: Record<string, unknown>, body: string): void {
    const id = String(headers['webhook-id']);
    const signed = `${id}.${String(headers['webhook-timestamp'])}.${body}`;
    const expected = `v1,${createHmac('sha256', this.#secret).update(signed).digest('base64')}`;
    this.received.push({ id, body, path, headers, signed: headers['webhook-signature'] === expected });
  }
}
