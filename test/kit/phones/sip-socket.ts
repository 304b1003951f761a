import { performance } from 'node:perf_hooks';
import { type Address, branchOf, cseqOf, parseMessage, type SipMessage } from './message.ts';
import { openUdp, type Wire } from './wire.ts';

/** Timers of RFC 3261 section 17 in milliseconds: first repeat, longest repeat, end of a transaction. */
export const T1_MS = 500;
export const T2_MS = 4_000;
const TRANSACTION_MS = 64 * T1_MS;

/** `atMs` is performance.now() at the first line of the socket's handler. */
export type Received = { readonly message: SipMessage; readonly from: Address; readonly atMs: number };

type Transaction = {
  readonly isInvite: boolean;
  readonly onResponse: (received: Received) => void;
  repeat: NodeJS.Timeout;
  death: NodeJS.Timeout;
  provisional: boolean;
};

/** What a request needs: its text, the branch in it, and where it goes. */
export type Request = {
  readonly text: string;
  readonly branch: string;
  readonly method: string;
  readonly to: Address;
  readonly onResponse: (received: Received) => void;
  /** No final response within 32 s; an INVITE that rings may ring for ever. */
  readonly onTimeout?: () => void;
};

/** One wire with client transactions; any number of phones may share it. */
export class SipSocket {
  readonly address: Address;
  onRequest: (received: Received) => void = () => undefined;
  /** A 2xx to an INVITE that came again: its ACK was lost (RFC 3261 section 13.2.2.4). */
  onRepeated2xx: (received: Received) => void = () => undefined;
  repeatsCount = 0;
  readonly #wire: Wire;
  readonly #transactions = new Map<string, Transaction>();
  #closed = false;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.address = wire.address;
    wire.onMessage = (bytes, from) => this.#receive(bytes, from);
  }

  /** UDP, on a free port unless one is given. Rejects when the port is taken. */
  static async open(host: string, port = 0): Promise<SipSocket> {
    return new SipSocket(await openUdp(host, port));
  }

  /** Sends once. What is sent to a port where nobody listens is lost, as on any network. */
  send(text: string, to: Address): void {
    if (!this.#closed) this.#wire.send(text, to);
  }

  /** Sends and repeats until a response comes. The returned function forgets the transaction. */
  request(request: Request): () => void {
    const isInvite = request.method === 'INVITE';
    const key = request.branch + request.method;
    let waitMs = T1_MS;
    const again = (): void => {
      this.repeatsCount += 1;
      this.send(request.text, request.to);
      waitMs = isInvite ? waitMs * 2 : Math.min(waitMs * 2, T2_MS);
      transaction.repeat = setTimeout(again, waitMs);
    };
    const die = (): void => {
      if (isInvite && transaction.provisional) return;
      this.#forget(key);
      request.onTimeout?.();
    };
    const transaction: Transaction = {
      isInvite,
      onResponse: request.onResponse,
      repeat: setTimeout(again, waitMs),
      death: setTimeout(die, TRANSACTION_MS),
      provisional: false,
    };
    this.#transactions.set(key, transaction);
    this.send(request.text, request.to);
    return () => this.#forget(key);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const key of [...this.#transactions.keys()]) this.#forget(key);
    await this.#wire.close();
  }

  #receive(bytes: Buffer, from: Address): void {
    const atMs = performance.now();
    const message = parseMessage(bytes);
    if (message === undefined) return;
    const received = { message, from, atMs };
    if (message.method !== '') {
      this.onRequest(received);
      return;
    }
    const { method } = cseqOf(message);
    const key = branchOf(message) + method;
    const transaction = this.#transactions.get(key);
    if (transaction === undefined) {
      if (method === 'INVITE' && message.status >= 200 && message.status < 300) this.onRepeated2xx(received);
      return;
    }
    if (message.status >= 200) this.#forget(key);
    else if (transaction.isInvite) {
      clearTimeout(transaction.repeat);
      transaction.provisional = true;
    }
    transaction.onResponse(received);
  }

  #forget(key: string): void {
    const transaction = this.#transactions.get(key);
    if (transaction === undefined) return;
    clearTimeout(transaction.repeat);
    clearTimeout(transaction.death);
    this.#transactions.delete(key);
  }
}
