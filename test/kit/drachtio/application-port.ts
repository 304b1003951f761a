import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Wire } from '../phones/wire.ts';
import { App, Apps } from './apps.ts';
import { Dialogs } from './dialogs.ts';
import { FrameReader } from './frames.ts';
import type { Ground } from './ground.ts';
import { Incoming } from './incoming.ts';
import { Outgoing } from './outgoing.ts';
import { SipText } from './sip-text.ts';

export type ApplicationPortOptions = {
  readonly secret: string;
  /** Its SIP side. */
  readonly wire: Wire;
  /** So long a request to the network waits for an answer; that of SIP unless given. */
  readonly transactionMs?: number;
};

/** 64 times T1 (RFC 3261 17.1). */
const TRANSACTION_MS = 32_000;
const VERSION = 'v0.9.10';

/** The double itself: an application port on 127.0.0.1. */
export class ApplicationPort {
  readonly #secret: string;
  readonly #ground: Ground;
  readonly #incoming: Incoming;
  readonly #outgoing: Outgoing;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;

  constructor({ secret, wire, transactionMs = TRANSACTION_MS }: ApplicationPortOptions) {
    this.#secret = secret;
    this.#ground = { wire, apps: new Apps(), dialogs: new Dialogs(), transactionMs };
    this.#incoming = new Incoming(this.#ground);
    this.#outgoing = new Outgoing(this.#ground);
  }

  get port(): number {
    return this.#port;
  }

  /** On the port of before when there was one. */
  async listen(port = this.#port): Promise<void> {
    const server = createServer((socket) => this.#accept(socket));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.#ground.wire.onMessage = (bytes, from) => {
      const message = SipText.parse(bytes.toString());
      if (message.status > 0) this.#outgoing.receive(message, from);
      else this.#incoming.receive(message, from);
    };
  }

  /** As if the process were killed: every connection and every dialog is gone. It can listen again. */
  async crash(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.#ground.wire.onMessage = () => undefined;
    this.#ground.dialogs.clear();
    this.#incoming.clear();
    this.#outgoing.clear();
    for (const socket of this.#sockets) socket.resetAndDestroy();
    if (server !== null) await new Promise((closed) => server.close(closed));
  }

  /** Its session timer runs out: the server ends the call of this Call-ID itself. */
  expire(callId: string): void {
    const dialog = this.#ground.dialogs.named(callId);
    if (dialog === undefined) throw new Error(`there is no dialog of ${callId}`);
    this.#outgoing.hangUp(dialog, 'SIP ;cause=200 ;text="Session timer expired"');
  }

  async close(): Promise<void> {
    await this.crash();
    await this.#ground.wire.close();
  }

  #accept(socket: Socket): void {
    const app = new App(socket);
    const reader = new FrameReader();
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#ground.apps.remove(app);
    });
    socket.on('data', (piece) => {
      try {
        for (const text of reader.read(piece)) this.#hear(app, text);
      } catch {
        socket.destroy();
      }
    });
  }

  #hear(app: App, text: string): void {
    const end = text.indexOf('\r\n');
    const [id = '', kind, first = '', second = '', third = ''] = (end < 0 ? text : text.slice(0, end)).split(
      '|',
    );
    if (kind === 'authenticate') this.#authenticate(app, id, first);
    else if (kind === 'ping') app.answer(id, 'OK|pong');
    else if (kind === 'route') {
      app.routes.push(first);
      app.answer(id, 'OK');
    } else if (kind === 'sip') this.#sip(app, id, [first, second, third], SipText.parse(text.slice(end + 2)));
    else {
      app.answer(id, 'NO|Unknown message type');
      app.end();
    }
  }

  #authenticate(app: App, id: string, secret: string): void {
    const { host, port } = this.#ground.wire.address;
    const here = `udp/${host}:${port}`;
    if (secret === this.#secret) {
      this.#ground.apps.add(app);
      app.answer(id, `OK|${here}|${VERSION}|${here}`);
    } else {
      app.answer(id, 'NO|incorrect secret');
      app.end();
    }
  }

  #sip(
    app: App,
    id: string,
    [transaction, dialogId, route]: readonly [string, string, string],
    said: SipText,
  ): void {
    if (said.status > 0) this.#incoming.respond(app, id, transaction, said);
    else if (transaction !== '') this.#outgoing.cancel(app, id, transaction, said);
    else this.#outgoing.send({ app, id, dialogId, route, request: said });
  }
}
