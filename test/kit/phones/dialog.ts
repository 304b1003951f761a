import {
  type Address,
  addressOf,
  buildRequest,
  type Header,
  header,
  newBranch,
  type SipMessage,
  uriOf,
} from './message.ts';
import type { Received, SipSocket } from './sip-socket.ts';

/** What identifies a dialog, from our side (RFC 3261 section 12). */
export type DialogFields = {
  readonly callId: string;
  /** From and To as we write them, with our tag and, once known, theirs. */
  readonly local: string;
  readonly remote: string;
  readonly contact: string;
  readonly remoteTarget: string;
  readonly routes: readonly string[];
};

/** The peer relation of one call: numbers its requests and knows where they go. */
export class Dialog {
  readonly callId: string;
  readonly contact: string;
  readonly local: string;
  remote: string;
  remoteTarget: string;
  routes: readonly string[];
  #sequence = 1;
  readonly #socket: SipSocket;

  constructor(socket: SipSocket, fields: DialogFields) {
    this.#socket = socket;
    this.callId = fields.callId;
    this.contact = fields.contact;
    this.local = fields.local;
    this.remote = fields.remote;
    this.remoteTarget = fields.remoteTarget;
    this.routes = fields.routes;
  }

  /** The next sequence number of our own requests. */
  nextSequence(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  nextHop(): Address {
    const route = this.routes[0];
    return addressOf(route === undefined ? this.remoteTarget : uriOf(route));
  }

  text(
    method: string,
    sequence: number,
    branch: string,
    options: { readonly extra?: readonly Header[]; readonly body?: string } = {},
  ): string {
    const { host, port } = this.#socket.address;
    const lines: Header[] = [
      ['Via', `SIP/2.0/UDP ${host}:${port};rport;branch=${branch}`],
      ['Max-Forwards', 70],
      ...this.routes.map((route): Header => ['Route', route]),
      ['From', this.local],
      ['To', this.remote],
      ['Call-ID', this.callId],
      ['CSeq', `${sequence} ${method}`],
      ['Contact', this.contact],
      ...(options.extra ?? []),
    ];
    return buildRequest(method, this.remoteTarget, lines, options.body);
  }

  /** Acknowledges a 2xx. */
  acknowledge(sequence: number): void {
    this.#socket.send(this.text('ACK', sequence, newBranch()), this.nextHop());
  }

  /** Sends a request inside the dialog; `onFinal` gets the status, 0 when nobody answered. */
  request(
    method: string,
    onFinal: (status: number) => void = () => undefined,
    options: { readonly extra?: readonly Header[]; readonly body?: string } = {},
  ): void {
    const branch = newBranch();
    const onResponse = ({ message }: Received): void => {
      if (message.status >= 200) onFinal(message.status);
    };
    const text = this.text(method, this.nextSequence(), branch, options);
    this.#socket.request({
      text,
      branch,
      method,
      to: this.nextHop(),
      onResponse,
      onTimeout: () => onFinal(0),
    });
  }

  /** A re-INVITE or UPDATE may move the other side to another address. */
  refreshTarget(message: SipMessage): void {
    const contact = header(message, 'contact');
    if (contact !== '') this.remoteTarget = uriOf(contact);
  }
}
