import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { type Prng, prngFrom } from '../../../src/base/index.ts';
import { TcpGate } from '../tcp-gate.ts';
import { type EventCounts, type EventFaults, EventFlow, NO_EVENT_FAULTS } from './event-faults.ts';
import {
  NO_REQUEST_FAULTS,
  type RequestCounts,
  type RequestFaults,
  RequestFlow,
  type Target,
} from './request-faults.ts';

/** What the line has done so far: a drill whose fault never acted proves nothing. */
export type LineCounts = {
  readonly events: EventCounts;
  readonly requests: RequestCounts;
  /** Sockets of events that came to stand, and those that were cut. */
  socketsOpened: number;
  socketsCut: number;
};

/**
 * The line between Cordboard and its Asterisk, gone bad: it knows requests and events, and does to them what networks
 * and overloaded machines do. Everything can be changed while it runs; what is left to chance comes from one seed. A
 * gate in front of it makes it a black hole.
 */
export class FaultyLine {
  readonly counts: LineCounts = {
    events: { passed: 0, dropped: 0, doubled: 0, swapped: 0 },
    requests: { seen: [], answersCut: 0, requestsCut: 0, answersLate: 0 },
    socketsOpened: 0,
    socketsCut: 0,
  };
  readonly gate: TcpGate;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, autoPong: false });
  readonly #target: Target;
  readonly #prng: Prng;
  readonly #requests: RequestFlow;
  readonly #open = new Set<WebSocket>();
  #eventFaults = NO_EVENT_FAULTS;
  #requestFaults = NO_REQUEST_FAULTS;
  #flapping: NodeJS.Timeout | undefined;

  private constructor(server: Server, gate: TcpGate, target: Target, prng: Prng) {
    this.#server = server;
    this.gate = gate;
    this.#target = target;
    this.#prng = prng;
    this.#requests = new RequestFlow(target, () => this.#requestFaults, this.counts.requests);
    server.on('request', (asked, response) => {
      // Whoever asked has gone meanwhile.
      this.#requests.pass(asked, response).catch(() => asked.socket.destroy());
    });
    server.on('upgrade', (asked, socket, head) => this.#join(asked, socket, head));
  }

  static async open(target: Target, seed = 1): Promise<FaultyLine> {
    const server = createServer({ keepAliveTimeout: 15_000 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const gate = await TcpGate.open({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
    return new FaultyLine(server, gate, target, prngFrom(seed));
  }

  /** Where Cordboard is to look for its Asterisk. */
  get port(): number {
    return this.gate.port;
  }

  events(faults: Partial<EventFaults>): void {
    this.#eventFaults = { ...NO_EVENT_FAULTS, ...faults };
  }

  requests(faults: Partial<RequestFaults>): void {
    this.#requestFaults = { ...NO_REQUEST_FAULTS, ...faults };
  }

  /**
   * Each command is carried out, and its connection is cut before the answer; what is asked for again is answered, and
   * so are questions.
   */
  cutFirstAnswers(): void {
    const cut = new Set<string>();
    const isFirst = (what: string): boolean => !cut.has(what) && cut.add(what).size > 0;
    this.requests({
      cut: (method, url) => (method !== 'GET' && isFirst(`${method} ${url}`) ? 'answer' : null),
    });
  }

  /** Everything takes so much longer each way, until `heal`: requests and answers, events, pings, new connections. */
  slow(latencyMs: number): void {
    this.events({ latencyMs });
    this.requests({ latencyMs });
  }

  /** The sockets of events are cut so often, until `heal`. */
  flap(everyMs: number): void {
    clearInterval(this.#flapping);
    this.#flapping = setInterval(() => this.cutSockets(), everyMs);
  }

  /** Whoever listens to events is cut off; requests go on. */
  cutSockets(): void {
    for (const socket of this.#open) {
      this.counts.socketsCut += 1;
      socket.terminate();
    }
  }

  /** No fault any more. */
  heal(): void {
    clearInterval(this.#flapping);
    this.events({});
    this.requests({});
  }

  /** How many requests came in the busiest second since then (of the process' monotonic clock). */
  busiestSecond(sinceMs: number): number {
    const times = this.counts.requests.seen.flatMap(({ atMs }) => (atMs >= sinceMs ? [atMs] : []));
    let [from, most] = [0, 0];
    times.forEach((atMs, to) => {
      while (times[from]! < atMs - 1_000) from += 1;
      most = Math.max(most, to - from + 1);
    });
    return most;
  }

  async close(): Promise<void> {
    this.heal();
    await this.gate.close();
    for (const socket of this.#open) socket.terminate();
    this.#sockets.close();
    this.#requests.close();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Pings go through to the exchange: it, and not the line, says that it is there. */
  #join(asked: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { authorization = '' } = asked.headers;
    const { host, port } = this.#target;
    const outer = new WebSocket(`ws://${host}:${port}${asked.url}`, {
      headers: { authorization },
      perMessageDeflate: false,
    });
    outer.on('error', () => socket.destroy());
    socket.on('close', () => outer.terminate());
    const tie = (): void =>
      this.#sockets.handleUpgrade(asked, socket, head, (inner) => this.#tie(inner, outer));
    outer.on('open', () => this.#late(() => this.#late(tie)));
  }

  /** Behind one way over the line. */
  #late(act: () => void): void {
    const { latencyMs } = this.#eventFaults;
    if (latencyMs > 0) setTimeout(act, latencyMs);
    else act();
  }

  #tie(inner: WebSocket, outer: WebSocket): void {
    this.counts.socketsOpened += 1;
    this.#open.add(inner);
    const flow = new EventFlow(
      this.#prng,
      () => this.#eventFaults,
      this.counts.events,
      (text) => inner.send(text),
    );
    outer.on('message', (text) => flow.take(String(text)));
    inner.on('message', (text) => outer.send(text));
    inner.on('ping', (data) => this.#late(() => outer.ping(data)));
    outer.on('pong', (data) => this.#late(() => inner.pong(data)));
    inner.on('error', () => inner.terminate());
    outer.on('close', () => inner.terminate());
    inner.on('close', () => {
      this.#open.delete(inner);
      flow.close();
      outer.terminate();
    });
  }
}
