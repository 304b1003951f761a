import { eventually } from '../eventually.ts';
import {
  addressOf,
  buildRequest,
  buildResponse,
  type Header,
  header,
  newBranch,
  randomWord,
  type SipMessage,
  tagOf,
} from '../phones/message.ts';
import type { Received, SipSocket } from '../phones/sip-socket.ts';
import { CameCall } from './came-call.ts';
import type { PeerCall } from './peer-call.ts';
import { PlacedCall, type PlacedCallOptions } from './placed-call.ts';

export type Asking = {
  readonly method: string;
  readonly uri: string;
  /** The user of From and To. */
  readonly user: string;
  readonly extra?: readonly Header[];
  readonly body?: string;
};

/** How a request that belongs to no call is answered. */
export type AskedReply = { readonly status: number; readonly extra: readonly Header[] };

/** A SIP user agent that does what a test tells it, one message at a time, and keeps all that it is told. */
export class Peer {
  /** Calls that came, in their order. */
  readonly came: CameCall[] = [];
  /** Requests that belong to no call, each once. */
  readonly asked: SipMessage[] = [];
  /** The status with which they are answered; null: they are not. */
  answersAskedWith: number | null = 200;
  /** Where that depends on what is asked; null: as above. */
  replyToAsked: (asked: SipMessage) => AskedReply | null = () => null;
  /** What is done with a call that comes; nothing until a test does something, when it is not set. */
  onCall: (call: CameCall) => void = () => undefined;
  readonly #socket: SipSocket;
  readonly #calls = new Map<string, PeerCall>();
  readonly #branches = new Set<string>();

  constructor(socket: SipSocket) {
    this.#socket = socket;
    socket.onRequest = (received) => this.#receive(received);
    socket.onRepeated2xx = ({ message }) => this.#calls.get(header(message, 'call-id'))?.repeated2xx();
  }

  /** "127.0.0.1:5062" */
  get hostPort(): string {
    const { host, port } = this.#socket.address;
    return `${host}:${port}`;
  }

  uri(user: string): string {
    return `sip:${user}@${this.hostPort}`;
  }

  /** INVITE. */
  call(options: PlacedCallOptions): PlacedCall {
    const call = new PlacedCall(this.#socket, options);
    this.#calls.set(call.callId, call);
    return call;
  }

  /** The n-th call that comes, counted from 1. */
  calls(n = 1): Promise<CameCall> {
    return eventually(`call ${n} comes`, () => this.came[n - 1]);
  }

  /** A request outside of any call; resolves with its final response. */
  ask({ method, uri, user, extra = [], body = '' }: Asking): Promise<SipMessage> {
    const branch = newBranch();
    const own = this.uri(user);
    const head: Header[] = [
      ['Via', `SIP/2.0/UDP ${this.hostPort};rport;branch=${branch}`],
      ['Max-Forwards', 70],
      ['From', `<${own}>;tag=${randomWord(4)}`],
      ['To', method === 'REGISTER' ? `<${own}>` : `<${uri}>`],
      ['Call-ID', randomWord()],
      ['CSeq', `1 ${method}`],
      ...extra,
    ];
    const text = buildRequest(method, uri, head, body);
    return new Promise((resolve) => {
      const onResponse = ({ message }: Received): void => {
        if (message.status >= 200) resolve(message);
      };
      this.#socket.request({ text, branch, method, to: addressOf(uri), onResponse });
    });
  }

  close(): Promise<void> {
    return this.#socket.close();
  }

  #receive(received: Received): void {
    const { message, from } = received;
    const call = this.#calls.get(header(message, 'call-id'));
    const isAnother = call instanceof CameCall && call.isAnother(message);
    if (call !== undefined && !isAnother) return call.receive(received);
    if (message.method === 'INVITE' && tagOf(header(message, 'to')) === undefined)
      return this.#invited(received);
    if (message.method === 'ACK') return;
    const branch = header(message, 'via');
    if (!this.#branches.has(branch)) this.asked.push(message);
    this.#branches.add(branch);
    const { status = this.answersAskedWith, extra = [] } = this.replyToAsked(message) ?? {};
    if (status !== null) this.#socket.send(buildResponse(message, status, { toTag: 'peer', extra }), from);
  }

  #invited(received: Received): void {
    const call = new CameCall(this.#socket, received);
    this.#calls.set(call.callId, call);
    this.came.push(call);
    this.onCall(call);
  }
}
