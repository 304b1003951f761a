import { eventually } from '../eventually.ts';
import type { Dialog } from '../phones/dialog.ts';
import {
  buildRequest,
  buildResponse,
  type Header,
  header,
  newBranch,
  type SipMessage,
  tagOf,
} from '../phones/message.ts';
import type { Received, SipSocket } from '../phones/sip-socket.ts';

/** One response of a peer. */
export type Reply = { readonly status: number; readonly sdp?: string; readonly extra?: readonly Header[] };

/** A request of a peer within its call. */
export type Within = {
  readonly body?: string;
  readonly extra?: readonly Header[];
  /** The session description in the ACK to the answer. */
  readonly ackBody?: string;
};

const SDP: Header = ['Content-Type', 'application/sdp'];
export const withSdp = (sdp: string): Header[] => (sdp === '' ? [] : [SDP]);

/** One call as a peer sees it, from either end: what is heard is kept, what is asked is answered as told. */
export abstract class PeerCall {
  /** Every request within the call, each once: ACK, CANCEL and BYE too. */
  readonly heard: SipMessage[] = [];
  isUp = false;
  isOver = false;
  /**
   * What is answered, in this order; an empty list answers nothing. Undefined: 200, with `sdp` to an offer.
   */
  replyTo: (request: SipMessage) => readonly Reply[] | undefined = () => undefined;
  /** Own session description. */
  sdp: string;
  /** Said in each INVITE, and in its answers. */
  allow = 'INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, REFER, NOTIFY, MESSAGE';
  protected readonly socket: SipSocket;
  protected readonly dialog: Dialog;
  readonly #answered = new Map<string, readonly string[]>();

  constructor(socket: SipSocket, dialog: Dialog, sdp: string) {
    this.socket = socket;
    this.dialog = dialog;
    this.sdp = sdp;
  }

  get callId(): string {
    return this.dialog.callId;
  }

  /** Tags of the dialog, as this peer has them. */
  get tags(): { readonly own: string; readonly other: string } {
    return { own: tagOf(this.dialog.local) ?? '', other: tagOf(this.dialog.remote) ?? '' };
  }

  /** The n-th request of this method. */
  hears(method: string, n = 1): Promise<SipMessage> {
    const all = (): SipMessage[] => this.heard.filter((message) => message.method === method);
    return eventually(`${method} ${n} is heard`, () => all()[n - 1]);
  }

  /** Resolves with the final response, which is acknowledged when it is one to an INVITE. */
  ask(method: string, { body = '', extra = [], ackBody = '' }: Within = {}): Promise<SipMessage> {
    const [branch, sequence] = [newBranch(), this.dialog.nextSequence()];
    const lines = [['Allow', this.allow] as Header, ...extra, ...withSdp(/^v=0/.test(body) ? body : '')];
    const text = this.dialog.text(method, sequence, branch, { extra: lines, body });
    return new Promise((resolve) => {
      const onResponse = ({ message }: Received): void => {
        if (message.status < 200) return;
        if (method === 'INVITE') this.acknowledge(message, sequence, branch, ackBody);
        resolve(message);
      };
      this.socket.request({ text, branch, method, to: this.dialog.nextHop(), onResponse });
    });
  }

  hangUp(reason = ''): Promise<SipMessage> {
    this.isOver = true;
    return this.ask('BYE', reason === '' ? {} : { extra: [['Reason', reason]] });
  }

  receive(received: Received): void {
    const { message, from } = received;
    if (message.method === 'ACK') {
      if (!this.heard.some((each) => isSame(each, message))) this.heard.push(message);
      return;
    }
    const key = header(message, 'via') + message.method;
    const before = this.#answered.get(key);
    if (before !== undefined) {
      for (const text of before.slice(-1)) this.socket.send(text, from);
      return;
    }
    this.heard.push(message);
    const texts = this.repliesTo(message);
    this.#answered.set(key, texts);
    for (const text of texts) this.socket.send(text, from);
  }

  /** The other side has not heard our ACK. */
  abstract repeated2xx(): void;

  /**
   * A 2xx is acknowledged by a request of its own, a refusal within the same transaction (RFC 3261 17.1.1.3).
   */
  protected acknowledge(response: SipMessage, sequence: number, branch: string, body = ''): void {
    const isGood = response.status < 300;
    const options = { body, extra: withSdp(body) };
    const text = this.dialog.text('ACK', sequence, isGood ? newBranch() : branch, options);
    const toIt = isGood ? text : text.replace(/^To: .*$/m, `To: ${header(response, 'to')}`);
    this.socket.send(toIt, this.dialog.nextHop());
  }

  protected repliesTo(request: SipMessage): readonly string[] {
    if (request.method === 'BYE') this.isOver = true;
    const isOffer = request.method === 'INVITE' || (request.method === 'UPDATE' && request.body !== '');
    const replies = this.replyTo(request) ?? [isOffer ? { status: 200, sdp: this.sdp } : { status: 200 }];
    return replies.map(({ status, sdp = '', extra = [] }) => {
      const own: Header[] = [['Contact', this.dialog.contact], ...extra, ...withSdp(sdp)];
      return buildResponse(request, status, { toTag: this.tags.own, extra: own, body: sdp });
    });
  }

  /** A request in the transaction of the INVITE (RFC 3261 9.1). */
  protected static cancelOf(invite: string, reason: string): string {
    const [first = '', ...lines] = invite.split('\r\n\r\n')[0]!.split('\r\n');
    const kept = lines.filter((line) => /^(Via|Max-Forwards|From|To|Call-ID|CSeq|Route):/i.test(line));
    const head = kept.map((line): Header => {
      const [name = '', ...value] = line.split(': ');
      return [name, value.join(': ').replace(/^(\d+) INVITE$/, '$1 CANCEL')];
    });
    const more: Header[] = reason === '' ? [] : [['Reason', reason]];
    return buildRequest('CANCEL', first.split(' ')[1]!, [...head, ...more]);
  }
}

const isSame = (one: SipMessage, other: SipMessage): boolean =>
  one.method === other.method && header(one, 'cseq') === header(other, 'cseq') && one.body === other.body;
