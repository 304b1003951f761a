import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type Account, answerChallenge } from './phones/digest.ts';
import {
  type Address,
  buildRequest,
  cseqOf,
  type Header,
  header,
  newBranch,
  parseMessage,
  randomWord,
  type SipMessage,
  tagOf,
} from './phones/message.ts';

const ANSWER_MS = 2_000;
const AGAIN_MS = 500;

/** What a caller says of themselves who gives up at once. */
export type BriefCall = {
  readonly name: string;
  readonly user: string;
  readonly to: string;
  readonly extra: readonly Header[];
};

/** Somebody who sends SIP from an address that nobody has heard of. */
export class Stranger {
  readonly host: string;
  /** Final answers so far, whatever they answer. */
  answersCount = 0;
  /** Those of them that let in a call or a registration. */
  letInCount = 0;
  readonly #socket: Socket;
  readonly #server: Address;
  #isClosed = false;
  readonly #waiting = new Map<string, (answer: SipMessage) => void>();

  private constructor(host: string, socket: Socket, server: Address) {
    this.host = host;
    this.#socket = socket;
    this.#server = server;
    socket.on('message', (bytes) => this.#hear(bytes));
  }

  static async open(host: string, server: Address): Promise<Stranger> {
    const socket = createSocket('udp4');
    socket.bind(0, host);
    await once(socket, 'listening');
    return new Stranger(host, socket, server);
  }

  /** The final answer to a request of this user; undefined when there is none. */
  async asks(
    method: string,
    user: string,
    { to = user, extra = [] }: { readonly to?: string; readonly extra?: readonly Header[] } = {},
  ): Promise<SipMessage | undefined> {
    const callId = randomWord();
    const lines: Header[] = [
      ['Via', `SIP/2.0/UDP ${this.host}:${this.port};rport;branch=${newBranch()}`],
      ['Max-Forwards', 70],
      ['From', `<sip:${user}@${this.#server.host}>;tag=${randomWord(4)}`],
      ['To', `<sip:${to}@${this.#server.host}>`],
      ['Call-ID', callId],
      ['CSeq', `1 ${method}`],
      ['Contact', `<sip:${user}@${this.host}:${this.port}>`],
      ...extra,
    ];
    return this.#answerTo(callId, buildRequest(method, this.#uriOf(method, to), lines));
  }

  /** The answer to a REGISTER with this password, behind the challenge; undefined when there is none. */
  async registers({ user, password }: Account): Promise<number | undefined> {
    const first = await this.asks('REGISTER', user);
    if (first?.status !== 401) return first?.status;
    const uri = this.#uriOf('REGISTER', user);
    const proof = answerChallenge(first, { user, password }, { method: 'REGISTER', uri });
    return (await this.asks('REGISTER', user, { extra: proof === undefined ? [] : [proof] }))?.status;
  }

  /**
   * Calls and cancels in one breath (RFC 3261 section 9); where the call was answered all the same it is hung up. Name
   * and user stand in the From as they are given.
   */
  callsAndGivesUp({ name, user, to, extra }: BriefCall): void {
    const callId = randomWord();
    const uri = this.#uriOf('INVITE', to);
    const branch = newBranch();
    const from = `"${name}" <sip:${user}@${this.host}>;tag=${randomWord(4)}`;
    const send = (
      method: string,
      sequence: number,
      toTag = '',
      more: readonly Header[] = [],
      via = toTag === '' ? branch : newBranch(),
    ): void =>
      this.throws(
        buildRequest(method, uri, [
          ['Via', `SIP/2.0/UDP ${this.host}:${this.port};rport;branch=${via}`],
          ['Max-Forwards', 70],
          ['From', from],
          ['To', `<${uri}>${toTag}`],
          ['Call-ID', callId],
          ['CSeq', `${sequence} ${method}`],
          ['Contact', `<sip:${this.host}:${this.port}>`],
          ...more,
        ]),
      );
    let goodbye: NodeJS.Timeout | undefined;
    this.#waiting.set(callId, (answer) => {
      const { method } = cseqOf(answer);
      if (method === 'BYE') clearInterval(goodbye);
      if (method !== 'INVITE') return;
      if (answer.status < 200) return;
      const toTag = `;tag=${tagOf(header(answer, 'to')) ?? ''}`;
      // What was not answered is confirmed within its transaction (RFC 3261 section 17.1.1.3): it held its ports else.
      if (answer.status >= 300) return send('ACK', 1, toTag, [], branch);
      send('ACK', 1, toTag);
      if (goodbye !== undefined) return;
      send('BYE', 2, toTag);
      // What is lost on the way is said again.
      goodbye = setInterval(() => send('BYE', 2, toTag), AGAIN_MS).unref();
    });
    send('INVITE', 1, '', extra);
    send('CANCEL', 1);
  }

  /** Bytes as they are; nothing is waited for. */
  throws(bytes: string | Buffer): void {
    if (!this.#isClosed) this.#socket.send(bytes, this.#server.port, this.#server.host);
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return new Promise((closed) => this.#socket.close(() => closed()));
  }

  get port(): number {
    return this.#socket.address().port;
  }

  #uriOf(method: string, to: string): string {
    const { host, port } = this.#server;
    return method === 'REGISTER' ? `sip:${host}:${port}` : `sip:${to}@${host}:${port}`;
  }

  /** What ends an INVITE that was refused, or it is refused again and again (RFC 3261 section 17.1.1.3). */
  #ackOf(refusal: SipMessage): string {
    const { number } = cseqOf(refusal);
    const same = ['via', 'from', 'to', 'call-id'].map((name): Header => [name, header(refusal, name)]);
    return buildRequest('ACK', this.#uriOf('REGISTER', ''), [
      ...same,
      ['CSeq', `${number} ACK`],
      ['Max-Forwards', 70],
    ]);
  }

  async #answerTo(callId: string, text: string): Promise<SipMessage | undefined> {
    const { promise, resolve } = Promise.withResolvers<SipMessage | undefined>();
    this.#waiting.set(callId, resolve);
    const limit = setTimeout(() => resolve(undefined), ANSWER_MS);
    this.throws(text);
    const answer = await promise;
    clearTimeout(limit);
    this.#waiting.delete(callId);
    return answer;
  }

  #hear(bytes: Buffer): void {
    const message = parseMessage(bytes);
    if (message === undefined || message.status < 200) return;
    this.answersCount += 1;
    const { method } = cseqOf(message);
    if (message.status < 300 && (method === 'INVITE' || method === 'REGISTER')) this.letInCount += 1;
    if (message.status >= 300 && method === 'INVITE') this.throws(this.#ackOf(message));
    this.#waiting.get(header(message, 'call-id'))?.(message);
  }
}
