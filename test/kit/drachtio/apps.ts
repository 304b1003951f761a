import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Address } from '../phones/message.ts';
import { frame } from './frames.ts';
import type { SipText } from './sip-text.ts';

/** One connection of an application. */
export class App {
  /** Methods that it wants to have; one stands in it as often as it was asked for. */
  readonly routes: string[] = [];
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get isThere(): boolean {
    return !this.#socket.destroyed;
  }

  /** What became of the frame with this id. */
  answer(id: string, outcome: string, message?: SipText): void {
    this.#send(`response|${id}|${outcome}`, message);
  }

  /** A message from the network, or a request that the server has sent of its own accord ("application"). */
  tell(message: SipText, about: About): void {
    const { source = 'network', from, transaction, dialog = '', local } = about;
    const here = local === undefined ? '' : `${local.host}|${local.port}|`;
    this.#send(`sip|${metaOf(message, source, from)}|${transaction}|${dialog}|${here}`, message);
  }

  end(): void {
    this.#socket.end();
  }

  #send(leader: string, message?: SipText): void {
    const text = `${randomUUID()}|${leader}${message === undefined ? '' : `\r\n${message}`}`;
    if (this.isThere) this.#socket.write(frame(text));
  }
}

export type About = {
  readonly source?: 'network' | 'application';
  readonly from: Address;
  readonly transaction: string;
  readonly dialog?: string;
  /** Where it arrived; said of what belongs to no dialog. */
  readonly local?: Address;
};

/** How a message is told of: where from, how long, and when. */
export function metaOf(message: SipText, source: 'network' | 'application', { host, port }: Address): string {
  const time = new Date().toISOString().slice(11, 23);
  return `${source}|${Buffer.byteLength(String(message))}|udp|${host}|${port}|${time}000`;
}

/** All applications that are connected: new requests go to them in turns, for each method apart. */
export class Apps {
  readonly #apps = new Set<App>();
  readonly #turns = new Map<string, number>();
  /** By transaction: who has the request. */
  readonly #owners = new Map<string, App>();

  add(app: App): void {
    this.#apps.add(app);
  }

  remove(app: App): void {
    this.#apps.delete(app);
  }

  own(transaction: string, app: App): void {
    this.#owners.set(transaction, app);
  }

  ofTransaction(transaction: string): App | undefined {
    return this.#owners.get(transaction);
  }

  next(method: string): App | undefined {
    const wanted = method.toLowerCase();
    const ready = [...this.#apps].flatMap((app) =>
      app.routes.filter((route) => route === wanted).map(() => app),
    );
    const turn = this.#turns.get(wanted) ?? 0;
    this.#turns.set(wanted, turn + 1);
    return ready[turn % Math.max(1, ready.length)];
  }
}
