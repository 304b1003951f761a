import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type WebSocket, WebSocketServer } from 'ws';

const DESCRIPTIONS = fileURLToPath(
  new URL('../../.tools/debian/usr/share/asterisk/rest-api', import.meta.url),
);

export type Asked = {
  readonly method: string;
  /** Without "/ari" and without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly url: string;
  readonly authorization: string;
  readonly body: string;
};

/** cut: the connection is closed before the answer. silent: nothing ever comes. */
export type Reply = { readonly status: number; readonly body?: unknown } | 'cut' | 'silent';

/** What the exchange says of itself. */
export function infoReply(startupTime: string): Reply {
  const body = { system: { version: '22.10.1' }, status: { startup_time: startupTime } };
  return { status: 200, body };
}

const USUAL: Readonly<Record<string, unknown>> = {
  '/endpoints/PJSIP': [],
  '/channels': [],
  '/bridges': [],
};

/**
 * Asterisk's interface with its real description and invented answers, for what a real one does not do on
 * demand.
 */
export class FakeAri {
  readonly asked: Asked[] = [];
  /** What is answered, at once or later; undefined for the usual. */
  reply: (asked: Asked) => Reply | undefined | Promise<Reply | undefined> = () => undefined;
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  readonly #open = new Set<WebSocket>();
  readonly #unheard: Socket[] = [];
  /** Whoever wants to listen gets no answer, as from an exchange that is frozen. */
  isDeaf = false;
  /** Told to who listens next, in the very packet that says that they may. */
  greeting: Readonly<Record<string, unknown>> | undefined;
  /** How many wanted to listen so far. */
  upgrades = 0;
  /** How many connections stand now, for events and for requests. */
  connections = 0;
  socketUrl = '';
  socketAuthorization = '';

  private constructor(server: Server) {
    this.#server = server;
    type Welcome = (isWelcome: boolean) => void;
    const verifyClient = ({ req }: { readonly req: IncomingMessage }, answer: Welcome): void => {
      this.upgrades += 1;
      if (this.isDeaf) this.#unheard.push(req.socket);
      else answer(true);
    };
    this.#sockets = new WebSocketServer({ server, verifyClient });
    this.#sockets.on('connection', (socket, request) => this.#listen(socket, request));
    server.on('connection', (socket) => {
      this.connections += 1;
      socket.on('close', () => (this.connections -= 1));
    });
    server.on('request', (request, response) => void this.#hear(request, response));
  }

  static async open(): Promise<FakeAri> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FakeAri(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/ari`;
  }

  /** How many listen to events now. */
  get listeners(): number {
    return this.#open.size;
  }

  say(event: Readonly<Record<string, unknown>> | string): void {
    const text = typeof event === 'string' ? event : JSON.stringify({ application: 'cordboard', ...event });
    for (const socket of this.#open) socket.send(text);
  }

  /** Everybody who listens is cut off. */
  cutListeners(): void {
    for (const socket of this.#open) socket.terminate();
  }

  requests(method: string, path: string): readonly Asked[] {
    return this.asked.filter((asked) => asked.method === method && asked.path === path);
  }

  async close(): Promise<void> {
    this.cutListeners();
    for (const socket of this.#unheard) socket.destroy();
    this.#sockets.close();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #listen(socket: WebSocket, request: IncomingMessage): void {
    this.socketUrl = request.url ?? '';
    this.socketAuthorization = request.headers.authorization ?? '';
    this.#open.add(socket);
    const { greeting } = this;
    this.greeting = undefined;
    if (greeting !== undefined) this.say(greeting);
    socket.on('close', () => this.#open.delete(socket));
  }

  async #hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await readRequest(request);
    const description = /^\/api-docs\/(\w+\.json)$/.exec(asked.path)?.[1];
    if (description !== undefined) {
      const text = readFileSync(join(DESCRIPTIONS, description), 'utf8');
      response.end(text.replaceAll('http://localhost:8088/ari', this.url));
      return;
    }
    this.asked.push(asked);
    const reply = (await this.reply(asked)) ?? usualReply(asked);
    if (reply === 'silent') return;
    if (reply === 'cut') {
      request.socket.destroy();
      return;
    }
    response.statusCode = reply.status;
    response.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
  }
}

async function readRequest(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '', 'http://fake');
  return {
    method: request.method ?? '',
    path: decodeURIComponent(url.pathname.replace(/^\/ari/, '')),
    query: url.searchParams,
    url: request.url ?? '',
    authorization: request.headers.authorization ?? '',
    body: Buffer.concat(chunks).toString(),
  };
}

function usualReply({ method, path }: Asked): Reply {
  if (path === '/asterisk/info') return infoReply('2026-01-02T03:04:05.000+0000');
  if (method === 'GET') return { status: 200, body: USUAL[path] ?? {} };
  return method === 'DELETE' ? { status: 204 } : { status: 200, body: {} };
}
